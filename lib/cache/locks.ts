import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const lockNames = [
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', '.pnp.cjs'],
  // What is installed, where that is not what the lock file says.
  ...['.package-lock.json', '.yarn-state.yml', '.yarn-integrity', '.pnpm/lock.yaml'].map((name) =>
    join('node_modules', name),
  ),
]

/** The nearest of each name that says which versions of packages there are. */
export function locksFor(folder: string): string[] {
  const found = new Map<string, string>()
  for (let above = folder; ; above = dirname(above)) {
    for (const name of lockNames) {
      const place = join(above, name)
      if (!found.has(name) && existsSync(place)) found.set(name, place)
    }
    if (dirname(above) === above) return [...found.values()]
  }
}

/** Where {@link locksFor} looks. */
export function lockPlaces(folder: string): string[] {
  return lockNames.flatMap((name) => lockPlacesOf(name, folder))
}

/** There and above, to the first that is there. */
function lockPlacesOf(name: string, folder: string): string[] {
  const place = join(folder, name)
  const above = dirname(folder)
  return existsSync(place) || above === folder ? [place] : [place, ...lockPlacesOf(name, above)]
}
