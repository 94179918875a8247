import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { FileError, type FittingPath, findNotebooks } from '../files/index.ts'
import { shownPath } from './shown-path.ts'

/** What the paths of a command line mean. */
export interface NamedPaths {
  /** For `findNotebooks`, in the order in which they were given. */
  wanted: (string | FittingPath)[]
  /** Those that are no patterns, as they were given. */
  literal: string[]
  /** Patterns that fit no notebook. */
  problems: FileError[]
}

/** A path that is there is meant as it stands, whatever characters are in its name; another may be a pattern. */
export async function meantByPaths(paths: readonly string[], cwd: string, output?: string): Promise<NamedPaths> {
  const named: NamedPaths = { wanted: [], literal: [], problems: [] }
  for (const path of paths) {
    if (existsSync(resolve(cwd, path))) addLiteral(path)
    else if (/^!(?!\()/.test(path)) {
      const remedy = `what is left out stands behind --exclude, without the mark: --exclude '${path.slice(1)}'`
      named.problems.push(new FileError(path, `is not there; ${remedy}`))
    } else await addPattern(path)
  }
  return named

  function addLiteral(path: string): void {
    named.wanted.push(path)
    named.literal.push(path)
  }

  async function addPattern(pattern: string): Promise<void> {
    const { beginningOfPattern, meantBy } = await import('../config/patterns.ts')
    const beginning = beginningOfPattern(pattern)
    if (beginning === undefined) return addLiteral(pattern)
    const base = shownPath(resolve(cwd, beginning), cwd)
    const fitting = (await meantBy([pattern], cwd)).paths.map((path) => ({ path: shownPath(path, cwd), base }))
    const found = await findNotebooks(fitting, cwd, output)
    if (found.notebooks.length + found.problems.length > 0) named.wanted.push(...fitting)
    else named.problems.push(new FileError(pattern, `no notebook fits this pattern`))
  }
}
