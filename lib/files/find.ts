import { type Dirent, existsSync } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, normalize, relative, resolve } from 'node:path'
import { FileError, reasonOf } from './error.ts'

export interface FoundNotebook {
  /** As it would be printed: as given, or as given plus the way below. */
  path: string
  /** Its way below the folder that was given, or its bare name: what it is called inside an output folder. Never leads out. */
  below: string
}

export interface FoundInputs {
  /** Each once, in a stable order. */
  notebooks: FoundNotebook[]
  /** Paths that are not there, what a folder holds that is called a notebook and cannot be one, folders without notebooks. */
  problems: FileError[]
}

/** A path that nobody gave as it stands: a pattern fits it. */
export interface FittingPath {
  path: string
  /** The folder in which its pattern begins: the way from there is what a notebook is called. */
  base: string
}

/** Folders below a given one where no one keeps notebooks; hidden folders are skipped as well. */
const skipped = new Set(['node_modules', '.ipynb_checkpoints'])

/** In a folder of what pages share: notebooks in it are copies of those that the pages were made of. */
export const sharedMark = '.pages'

/** Whether what is called so below a given folder is never looked at. */
export function isPassedOver(name: string): boolean {
  return name.startsWith('.') || skipped.has(name)
}

/** `2.1` goes before `2.10`, and both after `2`. */
const byNumber = new Intl.Collator('en', { numeric: true })

/** The order of notebooks and folders. */
export function inNotebookOrder(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => name.replace(/\.ipynb$/, '')) as [string, string]
  return byNumber.compare(a, b) || (one === other ? 0 : one < other ? -1 : 1)
}

/** The order in which notebooks are found at any depth. */
export function comparePaths(one: string, other: string): number {
  const [left, right] = [one, other].map((path) => path.split(/[\\/]/)) as [string[], string[]]
  for (const [at, name] of left.entries()) {
    const order = right[at] === undefined ? 1 : inNotebookOrder(name, right[at])
    if (order !== 0) return order
  }
  return left.length - right.length
}

/**
 * Finds the notebooks that are meant by files and folders. A file is taken whatever its name; in a folder all `*.ipynb` are,
 * at any depth, but for copies beside pages. What is there by several ways is taken once, by its own rather than by a link. A folder
 * that only a pattern fits may hold none.
 *
 * @param cwd what relative paths are relative to
 * @param output a folder for what is made of the notebooks: what lies in it is no input, unless it is given itself
 */
export async function findNotebooks(
  paths: readonly (string | FittingPath)[],
  cwd: string,
  output?: string,
): Promise<FoundInputs> {
  const problems: FileError[] = []
  const byFile = new Map<string, FoundNotebook>()
  const home = await realpath(cwd)
  const left = output === undefined ? undefined : await realpath(resolve(cwd, output)).catch(() => undefined)
  for (const each of paths) {
    const { path, base } = typeof each === 'string' ? { path: each, base: undefined } : each
    const given = normalize(path)
    try {
      const entry = await stat(resolve(cwd, given))
      if (base !== undefined && (await isLeftBelow(base, given))) continue
      if (entry.isDirectory()) await addFolder(given, path, base)
      else await add({ path: given, below: base === undefined ? basename(given) : relative(base, given) })
    } catch (cause) {
      problems.push(new FileError(path, `cannot be read: ${reasonOf(cause)}`, { cause }))
    }
  }
  return { notebooks: [...byFile.values()], problems }

  async function addFolder(given: string, path: string, base: string | undefined): Promise<void> {
    const found = await notebooksBelow('', { root: resolve(cwd, given), above: new Set(), left })
    const way = base === undefined ? '' : relative(base, given)
    for (const below of found.notebooks) await add({ path: join(given, below), below: join(way, below) })
    problems.push(...found.problems.map(({ below, reason }) => new FileError(join(given, below), reason)))
    if (base !== undefined || found.notebooks.length + found.problems.length > 0) return
    const others = found.left === undefined ? '' : ` but those ${found.left}`
    problems.push(new FileError(path, `no notebooks in this folder (*.ipynb)${others}`))
  }

  /** It lies in a folder that would be passed over on the way there. */
  async function isLeftBelow(base: string, given: string): Promise<boolean> {
    const top = resolve(cwd, base)
    for (let at = resolve(cwd, given); at !== top && at !== dirname(at); at = dirname(at)) {
      if (existsSync(join(at, sharedMark))) return true
      if (left !== undefined && (await realpath(at)) === left) return true
    }
    return false
  }

  async function add(notebook: FoundNotebook): Promise<void> {
    const real = await realpath(resolve(cwd, notebook.path))
    const isOwnWay = ({ path }: FoundNotebook) => resolve(home, path) === real
    const before = byFile.get(real)
    if (!before || (isOwnWay(notebook) && !isOwnWay(before))) byFile.set(real, notebook)
  }
}

interface Below {
  notebooks: string[]
  problems: { below: string; reason: string }[]
  /** Where there is a folder that was passed over. */
  left: 'in the output folder' | 'beside pages' | undefined
}

interface Walk {
  root: string
  /** Real paths of the folders on the way, which a symbolic link must not lead back to. */
  above: ReadonlySet<string>
  /** The real path of a folder to pass over. */
  left: string | undefined
}

async function notebooksBelow(folder: string, { root, above, left }: Walk): Promise<Below> {
  const found: Below = { notebooks: [], problems: [], left: undefined }
  const real = await realpath(join(root, folder))
  if (above.has(real)) return found
  if (folder !== '' && real === left) return { ...found, left: 'in the output folder' }
  if (folder !== '' && existsSync(join(root, folder, sharedMark))) return { ...found, left: 'beside pages' }
  const walk = { root, above: new Set([...above, real]), left }
  for (const entry of await entriesOf(join(root, folder))) {
    if (isPassedOver(entry.name)) continue
    const path = join(folder, entry.name)
    const isNamed = entry.name.endsWith('.ipynb')
    try {
      const kind = await entryKind(entry, join(root, path))
      if (kind === 'folder') {
        const inside = await notebooksBelow(path, walk)
        found.notebooks.push(...inside.notebooks)
        found.problems.push(...inside.problems)
        found.left ??= inside.left
      } else if (isNamed && kind === 'file') found.notebooks.push(path)
      else if (isNamed)
        found.problems.push({ below: path, reason: 'cannot be read: it is neither a file nor a folder' })
    } catch (error) {
      // A path that leads nowhere and is not called a notebook is not meant.
      if (entry.isSymbolicLink() && !isNamed) continue
      found.problems.push({ below: path, reason: `cannot be read: ${nowhere(entry, error) ?? reasonOf(error)}` })
    }
  }
  return found
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.sort((a, b) => inNotebookOrder(a.name, b.name))
}

async function entryKind(entry: Dirent, path: string): Promise<'file' | 'folder' | 'other'> {
  const what = entry.isSymbolicLink() ? await stat(path) : entry
  if (what.isDirectory()) return 'folder'
  return what.isFile() ? 'file' : 'other'
}

function nowhere(entry: Dirent, error: unknown): string | undefined {
  const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
  return isGone && entry.isSymbolicLink() ? 'it is a link to what is not there' : undefined
}
