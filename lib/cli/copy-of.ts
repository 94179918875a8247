import { readFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { FileError, type FoundInputs, type FoundNotebook } from '../files/index.ts'
import { statedOriginal } from '../notebook/index.ts'

/** What the notebook in a file says that it is a copy of; `undefined` for one that is none, and for what cannot be read. */
export function copyOfIn(file: string): string | undefined {
  try {
    return statedOriginal(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Learner's copies are not looked for: they are meant where they are named, or a folder in which there is nothing else.
 *
 * @param given the paths by which the notebooks were found; none where nobody named any
 */
export function withoutCopies(found: FoundInputs, given: readonly string[], cwd: string): FoundInputs {
  const places = given.map((path) => resolve(cwd, path))
  const fileOf = ({ path }: FoundNotebook) => resolve(cwd, path)
  const isNamed = (each: FoundNotebook) => places.includes(fileOf(each))
  const copies = new Set(found.notebooks.filter((each) => !isNamed(each) && copyOfIn(fileOf(each)) !== undefined))
  if (copies.size === 0) return found
  const originals = found.notebooks.filter((each) => !copies.has(each))
  const ofCopiesAlone = places.filter((place) => !originals.some((each) => isAtOrBelow(fileOf(each), place)))
  const notebooks = found.notebooks.filter(
    (each) => !copies.has(each) || ofCopiesAlone.some((place) => isAtOrBelow(fileOf(each), place)),
  )
  if (notebooks.length + found.problems.length > 0) return { ...found, notebooks }
  const [{ path }] = [...copies] as [FoundNotebook]
  const message = "is a learner's copy, and there are no other notebooks: name it where it is meant"
  return { notebooks, problems: [new FileError(path, message)] }
}

function isAtOrBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(join(place, sep))
}
