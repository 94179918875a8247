import { basename } from 'node:path'

/** What notebooks are called in what people read: short, where that tells them apart. */
export function shortNames(paths: readonly string[]): string[] {
  const bare = paths.map((path) => basename(path).replace(/\.ipynb$/, ''))
  const counts = new Map<string, number>()
  for (const name of bare) counts.set(name, (counts.get(name) ?? 0) + 1)
  return paths.map((path, at) => (counts.get(bare[at]!) === 1 ? bare[at]! : path.replace(/\.ipynb$/, '')))
}
