import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import picomatch from 'picomatch'
import type { Builds } from './built.ts'
import type { Dependencies, Reached } from './dependencies.ts'
import { liesBelow, namesFor, placesFor } from './folders.ts'
import type { Grounds, VerifyRequest } from './grounds.ts'
import { lockPlaces } from './locks.ts'
import { packageFolderOf, partsOfName } from './packages.ts'

/**
 * All files that the result of one notebook hangs on, those that are there and those that are not and would change what its
 * names mean if they were. All its paths are absolute, and without links wherever they lead somewhere.
 */
export class NotebookGround {
  /** Those that are there, but for lock files, what is installed, and what is {@link made}. */
  readonly files: ReadonlySet<string>
  /** Names that lead nowhere. */
  readonly lost: ReadonlySet<string>
  /** The same by the ways to them, and lock files. */
  readonly #found: ReadonlySet<string>
  /** Of installed packages. */
  readonly installed: ReadonlySet<string>
  readonly #asked: ReadonlySet<string>
  readonly #ends: ReadonlySet<string>
  /** At which there may be a file whose absence says nothing: lock files. */
  readonly #more: ReadonlySet<string>
  readonly #packages: ReadonlySet<string>
  readonly #above = new Set<string>()
  readonly #isDeclared: (path: string) => boolean
  readonly #builds: Builds | undefined
  /** Each file that is made from others, and its own sources, as far as they are there. */
  readonly made: ReadonlyMap<string, readonly string[]>
  /** Names that lead to nothing, where a build would make something. */
  readonly unmade: readonly string[]
  /** Those of which any file may have a part in what is made, since nothing tells which. */
  readonly sourceFolders: ReadonlySet<string>

  /**
   * @param grounds with what was asked
   * @param places further ones at which a file has a say in it
   * @param builds by which the sources of what is made were reached too
   */
  constructor(
    request: VerifyRequest,
    grounds: Grounds,
    dependencies: Dependencies,
    places: readonly string[],
    builds?: Builds,
  ) {
    const { folder, choice } = request
    const { reached, files, declared } = grounds
    const { folders } = dependencies
    const both = (path: string) => [path, folders.end(path)]
    const words = choice.spec.argv.filter(isAbsolute)
    const below = [...reached.installed.values()]
    const outside = below.flatMap((each) => [...(each.asked ?? [])])
    const asked = [...(reached.asked ?? []), ...outside, ...places, ...words, ...dependencies.manifestPlaces(folder)]
    const lost = asked.flatMap(placesFor).filter((place) => folders.isLostLink(place))
    this.#asked = new Set([...asked, ...lost].flatMap(both))
    this.#more = new Set(lockPlaces(folder).flatMap(both))
    const found = [...reached.files.keys(), ...files]
    const all = [...new Set(found.map((path) => folders.end(path)))]
    const made = builds ? all.filter((path) => builds.isMade(path)) : []
    this.#builds = builds
    this.made = new Map(
      made.map((path) => [path, builds!.originsOf(path).filter((origin) => folders.isFile(origin))] as const),
    )
    this.sourceFolders = new Set(made.flatMap((path) => builds!.foldersFor(path)))
    this.files = new Set(all.filter((path) => !this.made.has(path)))
    this.lost = new Set([...reached.missing].filter(isAbsolute).map((path) => folders.end(path)))
    this.unmade = [...this.lost].filter((path) => builds?.isUnmade(path))
    this.#found = new Set([...found, ...dependencies.locksFor(folder)].flatMap(both))
    this.installed = new Set(below.flatMap((each) => [...each.files.keys()]))
    this.#packages = packagesIn(reached)
    this.#isDeclared = matcherFor(declared?.files ?? [], folder, files.map(folders.end.bind(folders)))
    this.#ends = new Set(asked.map((path) => folders.end(path)))
    for (const path of [...this.#found, ...this.#asked, ...this.#more]) this.#addAbove(path)
  }

  /** Whether the result may be another once this file was changed, made or removed; also a link, or what is a repository of its own. */
  isTouchedBy(path: string): boolean {
    if (this.#isTouchedBy(path)) return true
    if (this.#builds?.madeFrom(path).some((made) => this.#isTouchedBy(made))) return true
    return this.isPart(path) || [...this.sourceFolders].some((folder) => liesBelow(folder, path))
  }

  /** Whether it may have a part in something that is made, as all that lies beside it. */
  isPart(path: string): boolean {
    if (this.sourceFolders.size === 0 || isBelowModules(path) || this.#builds?.isMade(path)) return false
    return [...this.sourceFolders].some((folder) => liesBelow(path, folder))
  }

  /** A source that was not built since it was saved, and where it would be. */
  unbuilt(): { source: string; made: string } | undefined {
    return this.#builds?.unbuilt(this.made.keys(), [...this.files])
  }

  #isTouchedBy(path: string): boolean {
    if (this.#found.has(path) || this.#above.has(path) || this.#more.has(path)) return true
    if (namesFor(path).some((name) => this.#asked.has(name)) || this.#isDeclared(path)) return true
    const folder = packageFolderOf(path)
    if (folder === undefined) return path.endsWith(`${sep}node_modules`)
    const name = nameOfPackage(folder)
    // The compiler sees all of these unasked.
    return this.#packages.has(name) || name.startsWith('@types/') || this.installed.has(path)
  }

  /** Files that are not there and would be touched if they were; not those in a `node_modules`. */
  missing(): string[] {
    const all = new Set([...this.#ends].flatMap(placesFor))
    const isThere = (path: string) => this.files.has(path) || this.made.has(path)
    return [...all].filter((path) => !isThere(path) && !isBelowModules(path) && !this.#builds?.isMade(path))
  }

  /**
   * The folders in which a file may come, change or go that touches it; they need not be there.
   *
   * @param top those of what is not there lie below it, or it is known by name
   */
  folders(top: string): Set<string> {
    // What is asked for may be a folder, with an index.
    const asked = [...this.#asked, ...this.#more].flatMap((path) => [dirname(path), path])
    const named = [...this.#found, ...this.installed, ...this.lost].map((path) => dirname(path))
    return new Set([...named, ...this.lost, ...asked.filter((folder) => liesBelow(folder, top))])
  }

  #addAbove(path: string): void {
    for (let at = dirname(path); !this.#above.has(at); at = dirname(at)) this.#above.add(at)
  }
}

/** Names of packages that are asked for, whether they are there or not. */
function packagesIn({ packages, installed, missing }: Reached): Set<string> {
  const below = [...installed.values()]
  const names = [...missing, ...below.flatMap((each) => [...each.missing])].filter((name) => !isAbsolute(name))
  const found = [packages, ...below.map((each) => each.packages)].flatMap((each) => [...each.keys()])
  return new Set([...found, ...names.map((name) => partsOfName(name).name)])
}

/** `/a/node_modules/@b/c` → `@b/c` */
function nameOfPackage(folder: string): string {
  const above = basename(dirname(folder))
  return above.startsWith('@') ? `${above}/${basename(folder)}` : basename(folder)
}

function isBelowModules(path: string): boolean {
  return path.split(sep).includes('node_modules')
}

/** What would be meant by declared entries. Of what lies behind links, all that is beside a file that is meant. */
function matcherFor(entries: readonly string[], folder: string, found: readonly string[]): (path: string) => boolean {
  if (entries.length === 0) return () => false
  const behind = new Set(found.filter((file) => !liesBelow(file, folder)).map((file) => dirname(file)))
  const matches = picomatch(entries.filter((entry) => !entry.startsWith('!')).map(withoutDot), { dot: true })
  const plain = entries.map((entry) => join(folder, entry))
  return (path) => {
    if (behind.has(dirname(path)) || plain.some((place) => liesBelow(path, place))) return true
    const words = relative(folder, path).split(sep)
    // A pattern that means a folder means all that is in it.
    return words.some((_, at) => matches(words.slice(0, at + 1).join('/')))
  }
}

/** `./data/` → `data` */
function withoutDot(entry: string): string {
  return entry.replace(/^(?:\.\/+)+/, '').replace(/(?<=.)\/$/, '') || '.'
}
