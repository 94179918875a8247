import { realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { ConfigError } from './error.ts'

/** What the name of a config may end in; JSON alone is only read, the others are run. */
export const configEndings: readonly string[] = ['.ts', '.mts', '.js', '.mjs', '.json']
const names = configEndings.map((ending) => `ackbook.config${ending}`)

/** Whether a file called so is a config wherever it stands. */
export function isConfigName(name: string): boolean {
  return names.includes(name)
}

/**
 * The config that holds for a folder: the nearest, there or above, up to the top of its project.
 *
 * @param folder absolute
 * @param cwd absolute: where ackbook is called; it looks at least as far up as there
 * @returns its absolute path
 * @throws ConfigError when two stand side by side
 */
export function findConfig(folder: string, cwd: string): string | undefined {
  const top = topOf(folder, cwd)
  for (let at = folder; ; at = dirname(at)) {
    const [first, second] = names.filter((name) => statSync(join(at, name), { throwIfNoEntry: false })?.isFile())
    if (second !== undefined)
      throw new ConfigError(
        join(at, first!),
        `${second} stands beside it: keep one of the two, or name one by --config`,
      )
    if (first !== undefined) return join(at, first)
    if (at === top || at === dirname(at)) return undefined
  }
}

/** All places at which a config could hold for a folder, there and above. @param folder absolute */
export function configPlaces(folder: string): string[] {
  const above = dirname(folder)
  return [...names.map((name) => join(folder, name)), ...(above === folder ? [] : configPlaces(above))]
}

/**
 * Whether a config may be run that nobody named: it lies, without links, in the project in which ackbook is called, and not among
 * installed packages. Notebooks come from anyone, and so does what lies beside them.
 */
export function isOfProject(file: string, cwd: string): boolean {
  const top = realpathSync(topOf(cwd, cwd))
  const way = relative(top, realpathSync(file))
  return !way.startsWith(`..${sep}`) && way !== '..' && !way.split(sep).includes('node_modules')
}

/** The folder at which looking further up ends: of the repository, else of the package, else where ackbook is called, else the folder itself. */
export function topOf(folder: string, cwd: string): string {
  const own = nearestWith(folder, '.git') ?? nearestWith(folder, 'package.json')
  const called = liesIn(folder, cwd) ? cwd : folder
  if (own === undefined) return called
  return liesIn(own, called) ? called : own
}

function nearestWith(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (statSync(join(at, name), { throwIfNoEntry: false })) return at
    if (at === dirname(at)) return undefined
  }
}

function liesIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
