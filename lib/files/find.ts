import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, normalize, resolve } from 'node:path'
import { FileError, reasonOf } from './error.ts'

export interface FoundNotebook {
  /** As it would be printed: as given, or as given plus the way below. */
  path: string
  /** Its way below the folder that was given, or its bare name: what it is called inside an output folder. Never leads out. */
  below: string
}

export interface Found {
  /** Each once, in a stable order. */
  notebooks: FoundNotebook[]
  /** Paths that are not there, and folders without notebooks. */
  problems: FileError[]
}

/** Folders below a given one where no one keeps notebooks; hidden folders are skipped as well. */
const skipped = new Set(['node_modules', '.ipynb_checkpoints'])

/** `2.1` goes before `2.10`, and both after `2`. */
const order = new Intl.Collator('en', { numeric: true })

/**
 * Finds the notebooks that are meant by files and folders. A file is taken whatever its name; in a folder all `*.ipynb` are,
 * at any depth.
 *
 * @param cwd what relative paths are relative to
 */
export async function findNotebooks(paths: readonly string[], cwd: string): Promise<Found> {
  const found: Found = { notebooks: [], problems: [] }
  const seen = new Set<string>()
  for (const path of paths) {
    const given = normalize(path)
    try {
      const entry = await stat(resolve(cwd, given))
      if (!entry.isDirectory()) await add({ path: given, below: basename(given) })
      else {
        const ways = await notebooksBelow('', resolve(cwd, given), new Set())
        if (ways.length === 0) found.problems.push(new FileError(path, 'no notebooks in this folder (*.ipynb)'))
        for (const below of ways) await add({ path: join(given, below), below })
      }
    } catch (cause) {
      found.problems.push(new FileError(path, `cannot be read: ${reasonOf(cause)}`, { cause }))
    }
  }
  return found

  async function add(notebook: FoundNotebook): Promise<void> {
    const real = await realpath(resolve(cwd, notebook.path))
    if (seen.has(real)) return
    seen.add(real)
    found.notebooks.push(notebook)
  }
}

/** @param above real paths of the folders on the way, which a symbolic link must not lead back to */
async function notebooksBelow(folder: string, root: string, above: ReadonlySet<string>): Promise<string[]> {
  const real = await realpath(join(root, folder))
  if (above.has(real)) return []
  const here = new Set([...above, real])
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const bare = ({ name }: Dirent) => name.replace(/\.ipynb$/, '')
  entries.sort((a, b) => order.compare(bare(a), bare(b)) || (a.name < b.name ? -1 : 1))
  const notebooks: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    const kind = await kindOf(entry, join(root, path))
    if (kind === 'file' && entry.name.endsWith('.ipynb') && !entry.name.startsWith('.')) notebooks.push(path)
    if (kind === 'folder' && !entry.name.startsWith('.') && !skipped.has(entry.name)) {
      notebooks.push(...(await notebooksBelow(path, root, here)))
    }
  }
  return notebooks
}

async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'other'> {
  const what = entry.isSymbolicLink() ? await stat(path).catch(() => entry) : entry
  if (what.isDirectory()) return 'folder'
  return what.isFile() ? 'file' : 'other'
}
