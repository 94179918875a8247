import { type Dirent, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** What there is on disk, each folder looked at once. */
export class Folders {
  readonly #entries = new Map<string, ReadonlyMap<string, Dirent>>()
  readonly #kinds = new Map<string, 'file' | 'folder' | undefined>()
  readonly #realFolders = new Map<string, string>()
  readonly #ends = new Map<string, string>()

  isFile(path: string): boolean {
    return this.#kindOf(path) === 'file'
  }

  isFolder(path: string): boolean {
    return this.#kindOf(path) === 'folder'
  }

  /** The names of the folders in a folder, and of links that lead to some. */
  foldersIn(folder: string): string[] {
    return [...this.#entriesOf(folder).keys()].filter((name) => this.isFolder(join(folder, name)))
  }

  /** Where a path leads, all its links followed. */
  real(path: string): string {
    if (this.#entry(path)?.isSymbolicLink()) return realPath(path)
    const above = dirname(path)
    const folder = this.#realFolders.get(above) ?? realPath(above)
    this.#realFolders.set(above, folder)
    return join(folder, basename(path))
  }

  /** Where a path would lead, all its links followed, if there were something: `real` needs that there is. */
  end(path: string): string {
    const above = dirname(path)
    const folder = this.#ends.get(above) ?? endOf(above)
    this.#ends.set(above, folder)
    const place = join(folder, basename(path))
    return this.isLostLink(path) ? endOf(place) : place
  }

  /** Whether it is a link to what is not there. */
  isLostLink(path: string): boolean {
    return this.#entry(path)?.isSymbolicLink() === true && this.#kindOf(path) === undefined
  }

  #kindOf(path: string): 'file' | 'folder' | undefined {
    if (this.#kinds.has(path)) return this.#kinds.get(path)
    const kind = this.#look(path)
    this.#kinds.set(path, kind)
    return kind
  }

  #look(path: string): 'file' | 'folder' | undefined {
    const entry = this.#entry(path)
    if (!entry) return undefined
    const what = entry.isSymbolicLink() ? target(path) : entry
    if (what?.isDirectory()) return 'folder'
    return what?.isFile() ? 'file' : undefined
  }

  #entry(path: string): Dirent | undefined {
    return this.#entriesOf(dirname(path)).get(basename(path))
  }

  #entriesOf(folder: string): ReadonlyMap<string, Dirent> {
    const known = this.#entries.get(folder)
    if (known) return known
    const entries = new Map(entriesIn(folder).map((entry) => [entry.name, entry]))
    this.#entries.set(folder, entries)
    return entries
  }
}

/** The path with all its links followed; as it is when it leads nowhere. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

/** Whether a path is a folder's, or of something in it. */
export function liesBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, sep))
}

/** As many links in a row as systems follow. */
const mostLinks = 40

function endOf(path: string, links = mostLinks): string {
  try {
    return realpathSync.native(path)
  } catch {
    const above = dirname(path)
    if (above === path) return path
    const place = join(endOf(above, links), basename(path))
    try {
      const next = resolve(dirname(place), readlinkSync(place))
      return links > 0 ? endOf(next, links - 1) : place
    } catch {
      return place
    }
  }
}

function target(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** `src/a` → `src/a.ts`, `src/a/index.js`, …: every file that a module's name may mean to the compiler or to Node. */
export function filesMeant(path: string, folders: Folders): string[] {
  const named = [path, ...typesBeside(path)].filter((way) => folders.isFile(way))
  // What has one of those endings is seldom the beginning of a longer name, and then not instead of it.
  const ways = named.length > 0 && /\.[cm]?[jt]sx?$/.test(path) ? [] : endings.map((ending) => path + ending)
  const inside = folders.isFolder(path) ? endings.map((ending) => join(path, `index${ending}`)) : []
  return [...named, ...[...ways, ...inside].filter((way) => folders.isFile(way))].map((way) => folders.real(way))
}

/** All that {@link filesMeant} looks for, whether it is there or not. */
export function placesFor(path: string): string[] {
  const inside = endings.map((ending) => join(path, `index${ending}`))
  return [path, ...typesBeside(path), ...endings.map((ending) => path + ending), ...inside]
}

/** The names that may mean a file: those for which {@link filesMeant} looks for it. */
export function namesFor(file: string): string[] {
  const stems = endings.flatMap((ending) => (file.endsWith(ending) ? file.slice(0, -ending.length) : []))
  const folder = stems.some((stem) => basename(stem) === 'index') ? [dirname(file)] : []
  const beside = stems.flatMap((stem) => sources.map((ending) => stem + ending))
  return [file, ...stems, ...folder, ...beside.filter((name) => typesBeside(name).includes(file))]
}

const endings = [
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.json',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '.d.mts',
  '.d.cts',
  '.node',
]

const sources = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts']

/** `a.mjs` → `a.mts`, `a.d.mts`: where the compiler looks for the types of what Node runs. `a.ts` → `a.d.ts`, once it is built. */
function typesBeside(path: string): string[] {
  const found = /\.([cm]?)([jt])sx?$/.exec(path)
  if (!found) return []
  const [ending, kind, language] = found
  const stem = path.slice(0, -ending.length)
  const types = `${stem}.d.${kind}ts`
  return language === 't' ? [types, `${stem}.${kind}js`] : [`${stem}.${kind}ts`, `${stem}.tsx`, types]
}
