import { stat } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'
import { inNotebookOrder } from '../files/find.ts'

/** Whether a file is meant by paths, folders and patterns. @param folder absolute: what they are relative to */
export function matcherOf(entries: readonly string[], folder: string): (file: string) => boolean {
  const patterns = entries.map(plainEntry).flatMap((entry) => [entry, `${entry === '.' ? '' : `${entry}/`}**`])
  const matches = picomatch(patterns, { dot: true })
  return (file) => matches(withSlashes(relative(folder, file)))
}

/** Of the paths, folders and patterns, the place of the first that means a file; -1 where none does. */
export function placeIn(entries: readonly string[], folder: string, file: string): number {
  return entries.findIndex((entry) => matcherOf([entry], folder)(file))
}

/** What some entries mean. */
export interface Meant {
  /** Absolute: files that are notebooks, and folders. */
  paths: string[]
  /** Those of them that only patterns fit. */
  fitting: ReadonlySet<string>
  /** Absolute: the folder that all of them have in common. */
  base: string
  /** Entries that mean nothing that there is. */
  vain: string[]
}

/** The files and folders that paths and patterns mean. */
export async function meantBy(entries: readonly string[], folder: string): Promise<Meant> {
  const meant = { paths: new Set<string>(), vain: [] as string[] }
  const named = new Set<string>()
  const bases: string[] = []
  for (const entry of entries) {
    const { isGlob, base } = picomatch.scan(plainEntry(entry))
    const found = isGlob ? await globbed(plainEntry(entry), folder) : [resolve(folder, entry)]
    const kinds = await Promise.all(found.map(kindOf))
    const there = found.filter((path, at) => kinds[at] === 'folder' || (kinds[at] === 'file' && isWanted(path, isGlob)))
    if (there.length === 0) meant.vain.push(entry)
    for (const path of there) meant.paths.add(path)
    if (!isGlob) for (const path of there) named.add(path)
    bases.push(isGlob ? resolve(folder, base) : kinds[0] === 'file' ? dirname(found[0]!) : found[0]!)
  }
  const paths = [...meant.paths]
  const fitting = new Set(paths.filter((path) => !named.has(path)))
  return { paths, fitting, vain: meant.vain, base: commonFolder(bases) }
}

/** The folder in which a pattern begins, as far as it is written out; `undefined` for what is no pattern. */
export function beginningOfPattern(entry: string): string | undefined {
  const { isGlob, base } = picomatch.scan(plainEntry(entry))
  return isGlob ? base || '.' : undefined
}

/** A file that is named is taken whatever its name. */
function isWanted(path: string, isGlob: boolean): boolean {
  return !isGlob || path.endsWith('.ipynb')
}

async function globbed(pattern: string, folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const ignore = ['**/node_modules/**', '**/.ipynb_checkpoints/**']
  const options = { cwd: folder, absolute: true, onlyFiles: false, expandDirectories: false, ignore }
  return (await glob([pattern], options)).map((path) => resolve(path)).sort(inNotebookOrder)
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  const entry = await stat(path).catch(() => undefined)
  return entry ? (entry.isDirectory() ? 'folder' : 'file') : 'nothing'
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders.map((folder) => folder.split(sep))
  const parts = [...first]
  for (const other of others) while (parts.some((part, at) => other[at] !== part)) parts.pop()
  return parts.join(sep) || sep
}

/** `./notebooks/` → `notebooks` */
function plainEntry(entry: string): string {
  return (
    withSlashes(entry)
      .split('/')
      .filter((part, at) => part !== '.' && (part !== '' || at === 0))
      .join('/') || '.'
  )
}

function withSlashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/')
}
