import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LanguageConfig, LanguageConfigs, languageConfigPlaces, noConfig, placesMeant } from './configs.ts'
import type { Contents } from './contents.ts'
import { digestOf } from './digest.ts'
import { Folders, filesMeant } from './folders.ts'
import { locksFor } from './locks.ts'
import {
  importsOf,
  isBuiltIn,
  isInstalled,
  isPackageName,
  type Manifest,
  type Package,
  Packages,
  partsOfName,
  targetsIn,
} from './packages.ts'

/** What is reached from some names, directly and through what they lead to. */
export interface Reached {
  /** Files by their paths, without links, and the digests of what is in them. */
  files: Map<string, string>
  /** Installed packages and their versions. */
  packages: Map<string, Set<string>>
  /** What is asked of installed packages, and all that it leads to. */
  installed: Map<string, Installed>
  /** Names that lead nowhere, as they stand; and with the folder, where that matters. */
  missing: Set<string>
  /** The first file that imports what is only known when it runs; of what is installed the version has to do. */
  open: string | undefined
  /** Gathered where somebody asks: names as paths, whatever they mean (see `namesFor`), and places at which a file would change what others mean. */
  asked?: Set<string>
}

/** What is reached from what is asked of an installed package, the same for whoever asks. */
export interface Installed extends Pick<Reached, 'files' | 'packages' | 'missing' | 'open' | 'asked'> {
  digest: string
}

/** What a name means. */
interface Meaning {
  files: string[]
  packages: PackageUse[]
  missing: string[]
  asked: string[]
}

/** What is asked of an installed package. */
interface PackageUse extends Package {
  below: string
}

/** A file, and what it leads to once somebody has asked. */
interface ModuleNode {
  path: string
  digest: string
  imports: readonly string[]
  isOpen: boolean
  isInstalled: boolean
  links?: readonly ModuleNode[]
  packages?: Meaning['packages']
  missing?: Meaning['missing']
  asked?: Meaning['asked']
  /** The number of the last walk that came by. */
  walk: number
}

export function nothingReached(): Reached {
  return { files: new Map(), packages: new Map(), installed: new Map(), missing: new Set(), open: undefined }
}

/** What hangs on what, as things stand at the time of the first question. */
export class Dependencies {
  readonly folders: Folders = new Folders()
  readonly #contents: Contents
  readonly #packages: Packages
  readonly #own: string
  readonly #nodes = new Map<string, ModuleNode>()
  readonly #meanings = new Map<string, Meaning>()
  readonly #installed = new Map<string, Installed>()
  readonly #asked = new Map<string, readonly ModuleNode[]>()
  readonly #configs = new LanguageConfigs()
  readonly #locks = new Map<string, readonly string[]>()
  #walks = 0
  readonly #meant = new Map<string, readonly string[]>()

  /** @param own the folder of this package */
  constructor(contents: Contents, own: string) {
    this.#contents = contents
    this.#own = own
    this.#packages = new Packages(own)
  }

  /** Adds what is reached from names that something in a folder says. */
  reach(names: readonly string[], folder: string, reached: Reached): void {
    for (const place of reached.asked ? languageConfigPlaces(folder) : []) reached.asked?.add(place)
    this.#reach(names, folder, reached, this.#configs.of(folder))
  }

  #reach(names: readonly string[], folder: string, reached: Reached, config: LanguageConfig): void {
    const meaning = this.#meaning([...names, ...config.names], folder)
    note(meaning, reached)
    const all = [...meaning.files, ...config.files, ...this.#byConfig(names, config, reached)]
    const first = all.map((file) => this.#node(file))
    this.#ask([...meaning.packages, ...this.#follow(first, reached, { config })], reached)
  }

  /** Adds the types that the compiler sees from a folder on, unasked: those of all packages in `@types`; of Node, else those that we bring. */
  reachTypes(folder: string, reached: Reached): void {
    const names = withFoldersAbove(folder).flatMap((above) =>
      this.folders.foldersIn(join(above, 'node_modules', '@types')),
    )
    this.reach(
      names.map((name) => `@types/${name}`),
      folder,
      reached,
    )
    if (!names.includes('node')) this.#reach(['@types/node'], this.#own, reached, noConfig)
  }

  /** Adds a file and what is reached from it. @param withInstalled of installed packages not the versions alone */
  reachFile(path: string, reached: Reached, withInstalled = true): void {
    const uses = this.#follow([this.#node(path)], reached)
    if (withInstalled) this.#ask(uses, reached)
  }

  /** Adds files, and what is reached from each by the config of its own folder. Of installed packages their versions. */
  reachSources(paths: readonly string[], reached: Reached): void {
    const byConfig = new Map<LanguageConfig, string[]>()
    for (const path of paths) {
      const folder = dirname(path)
      for (const place of reached.asked ? languageConfigPlaces(folder) : []) reached.asked?.add(place)
      const config = this.#configs.of(folder)
      byConfig.set(config, [...(byConfig.get(config) ?? []), path])
    }
    for (const [config, own] of byConfig) {
      this.#follow(
        [...own, ...config.files].map((path) => this.#node(path)),
        reached,
        { config },
      )
    }
  }

  /**
   * @param through installed packages too
   * @param config of the notebook: by it, the kernel finds what sources name too
   * @returns what is asked of installed packages
   */
  #follow(
    first: readonly ModuleNode[],
    reached: Reached,
    { through = false, config }: { through?: boolean; config?: LanguageConfig } = {},
  ): PackageUse[] {
    this.#walks += 1
    const walk = this.#walks
    const uses: PackageUse[] = []
    const waiting = [...first]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node.walk === walk) continue
      node.walk = walk
      reached.files.set(node.path, node.digest)
      if (node.isOpen && !node.isInstalled) reached.open ??= node.path
      const linked = this.#linked(node)
      for (const link of linked.links) if (link.walk !== walk) waiting.push(link)
      if (config) waiting.push(...this.#byConfig(node.imports, config, reached).map((file) => this.#node(file)))
      note(linked, reached)
      if (through) waiting.push(...linked.packages.flatMap((use) => this.#filesIn(use, reached)))
      else uses.push(...linked.packages)
    }
    return uses
  }

  #ask(uses: readonly PackageUse[], reached: Reached): void {
    for (const use of uses) {
      // The kernel that runs the cells: its version says it.
      if (use.name === 'tslab') continue
      const key = join(use.folder, use.below)
      const found = this.#installed.get(key) ?? this.#reachInstalled(use, reached.asked !== undefined)
      this.#installed.set(key, found)
      reached.installed.set(key, found)
      reached.open ??= found.open
    }
  }

  #reachInstalled(use: PackageUse, isAsked: boolean): Installed {
    const reached: Reached = { ...nothingReached(), ...(isAsked && { asked: new Set() }) }
    this.#follow(this.#filesIn(use, reached), reached, { through: true })
    // What is missing it can do without: it is not in the digest.
    const { files, packages, missing, open } = reached
    // It may reach out of where it is installed.
    const asked = new Set([...(reached.asked ?? [])].filter((place) => !isInstalled(place)))
    return { files, packages, missing, open, asked, digest: digestOf([...files]) }
  }

  #byConfig(names: readonly string[], config: LanguageConfig, { asked }: Reached): string[] {
    if (config.patterns.length === 0) return []
    const places = names.flatMap((name) => placesMeant(config, name))
    for (const place of asked ? places : []) asked?.add(place)
    return places.flatMap((place) => this.#filesMeant(place))
  }

  /** The digest of what is in a file, as it was at the first question about it; `unreadable` where there is none. */
  digestOf(file: string): string {
    return this.#node(file).digest
  }

  #node(path: string): ModuleNode {
    const known = this.#nodes.get(path)
    if (known) return known
    const content = this.#contents.of(path)
    const { digest, imports, isOpen } = content ?? { digest: 'unreadable', imports: [], isOpen: false }
    const node: ModuleNode = {
      path,
      digest,
      imports,
      isOpen,
      isInstalled: this.#packages.isInstalledFile(path),
      walk: 0,
    }
    this.#nodes.set(path, node)
    return node
  }

  #filesIn({ folder, manifest, below }: PackageUse, reached: Reached): readonly ModuleNode[] {
    const key = join(folder, below)
    const known = this.#asked.get(key)
    if (known) return known
    const found = nothingMeant()
    this.#inPackage(folder, manifest, below, found)
    note(found, reached)
    const nodes = found.files.map((file) => this.#node(file))
    this.#asked.set(key, nodes)
    return nodes
  }

  #linked(node: ModuleNode): Required<Pick<ModuleNode, 'links' | 'packages' | 'missing' | 'asked'>> {
    const { links, packages, missing, asked } = node
    if (links && packages && missing && asked) return { links, packages, missing, asked }
    const folder = dirname(node.path)
    const found = this.#meaning(node.imports, folder)
    if (!node.isInstalled) found.asked.push(...this.#packages.scopePlaces(folder))
    // It says whether a `.js` is a module.
    const scope = this.#packages.scopeOf(folder)
    const files = scope ? [...found.files, scope.file] : found.files
    return Object.assign(node, { ...found, links: files.map((file) => this.#node(file)) })
  }

  /** Where it is looked for what {@link manifestFor} finds. */
  manifestPlaces(folder: string): readonly string[] {
    return this.#packages.scopePlaces(folder)
  }

  /** The path of the `package.json` that holds for a folder. */
  manifestFor(folder: string): string | undefined {
    return this.#packages.scopeOf(folder)?.file
  }

  /** The paths of the files that say which versions of packages there are. */
  locksFor(folder: string): readonly string[] {
    const known = this.#locks.get(folder) ?? locksFor(folder)
    this.#locks.set(folder, known)
    return known
  }

  #meaning(names: readonly string[], folder: string): Meaning {
    const all = names.filter((name) => !isBuiltIn(name)).map((name) => this.#resolved(name, folder))
    return {
      files: [...new Set(all.flatMap(({ files }) => files))],
      packages: all.flatMap(({ packages }) => packages),
      missing: all.flatMap(({ missing }) => missing),
      asked: all.flatMap(({ asked }) => asked),
    }
  }

  /** Files of one folder name much the same. */
  #resolved(name: string, folder: string): Meaning {
    const key = `${folder}\n${name}`
    const known = this.#meanings.get(key)
    if (known) return known
    const found = nothingMeant()
    this.#resolve(name, folder, found)
    this.#meanings.set(key, found)
    return found
  }

  #resolve(name: string, folder: string, found: Meaning): void {
    if (/^\.{1,2}(?:\/|$)/.test(name) || isAbsolute(name)) this.#byPath(resolve(folder, name), found)
    else if (name.startsWith('file:')) this.#byPath(filePathOf(name) ?? name, found)
    else if (name.startsWith('#')) this.#insidePackage(name, folder, found)
    else if (isPackageName(name) && !isBuiltIn(name)) this.#byPackage(name, folder, found)
  }

  #byPath(path: string, found: Meaning): void {
    const place = path.split(/[?#]/, 1)[0]!
    const files = this.#filesMeant(place)
    found.asked.push(place, join(path, 'package.json'))
    const scope = files.length === 0 && this.folders.isFolder(path) ? this.#packages.scopeOf(path) : undefined
    // A folder with a `package.json` of its own is a package without a name.
    if (scope && dirname(scope.file) === path) this.#inPackage(path, scope.manifest, '', found)
    else if (files.length === 0) found.missing.push(path)
    found.files.push(...files)
  }

  /** `#name`, which the package's own `package.json` explains. */
  #insidePackage(name: string, folder: string, found: Meaning): void {
    const scope = this.#packages.scopeOf(folder)
    found.asked.push(...this.#packages.scopePlaces(folder))
    const targets = scope ? importsOf(scope.manifest, name).filter((target) => target[0] !== '#') : []
    for (const target of targets) this.#resolve(target, dirname(scope!.file), found)
    if (targets.length === 0) found.missing.push(name)
  }

  #byPackage(whole: string, from: string, found: Meaning): void {
    const { name, below } = partsOfName(whole)
    // A package may call itself by its name.
    found.asked.push(...this.#packages.scopePlaces(from))
    const meant = this.#firstWith(this.#packages.find(name, from), below)
    // Where a package brings no types, the compiler looks there.
    const types = name.startsWith('@types/') ? [] : this.#firstWith(this.#packages.find(typesOf(name), from), below)
    if (meant.length + types.length === 0) this.#loose(whole, from, found)
    for (const each of [...meant, ...types]) {
      if (each.isInstalled) found.packages.push({ ...each, below })
      else this.#inPackage(each.folder, each.manifest, below, found)
    }
  }

  /** Of packages of one name, the nearest first, those up to the first that has what is asked of it. */
  #firstWith(packages: readonly Package[], below: string): readonly Package[] {
    const first = packages.findIndex(({ folder, manifest }) => {
      const found = nothingMeant()
      this.#inPackage(folder, manifest, below, found)
      // Besides what says what it is.
      return found.files.length > 1
    })
    return first < 0 ? packages : packages.slice(0, first + 1)
  }

  /** A file in a `node_modules`, or in a folder of `NODE_PATH`. */
  #loose(whole: string, from: string, found: Meaning): void {
    const places = (process.env.NODE_PATH ?? '').split(delimiter).filter((folder) => folder !== '')
    for (const above of withFoldersAbove(from)) places.push(join(above, 'node_modules'))
    const files = places.flatMap((place) => this.#filesMeant(join(place, whole)))
    found.asked.push(...places.map((place) => join(place, whole)))
    if (files.length === 0) found.missing.push(whole)
    found.files.push(...files)
  }

  #inPackage(folder: string, manifest: Manifest, below: string, found: Meaning): void {
    const { exports, versions, plain } = targetsIn(manifest, below)
    const filesOf = (targets: readonly string[]) => targets.flatMap((target) => this.#filesMeant(join(folder, target)))
    const types = filesOf(versions)
    // Those of one version of the compiler need not be for ours.
    const isForAll = types.length > 0 && Object.hasOwn(manifest.typesVersions as object, '*')
    const files = [...filesOf(exports), ...types, ...(isForAll ? [] : filesOf(plain))]
    if (files.length === 0) found.missing.push(join(folder, below), ...exports.map((target) => join(folder, target)))
    found.asked.push(...[...exports, ...versions, ...plain].map((target) => join(folder, target)))
    found.files.push(join(folder, 'package.json'), ...files)
  }

  #filesMeant(path: string): readonly string[] {
    const known = this.#meant.get(path)
    if (known) return known
    const files = filesMeant(path, this.folders)
    this.#meant.set(path, files)
    return files
  }
}

/** `a` → `@types/a`, `@a/b` → `@types/a__b` */
function typesOf(name: string): string {
  return `@types/${name.replace(/^@(.*)\//, '$1__')}`
}

/** A folder and all above it. */
function withFoldersAbove(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...withFoldersAbove(above)]
}

function nothingMeant(): Meaning {
  return { files: [], packages: [], missing: [], asked: [] }
}

function note({ packages, missing, asked }: Pick<Meaning, 'packages' | 'missing' | 'asked'>, reached: Reached): void {
  for (const name of missing) reached.missing.add(name)
  if (reached.asked) for (const place of asked) reached.asked.add(place)
  for (const { name, version } of packages) {
    const versions = reached.packages.get(name)
    if (versions) versions.add(version)
    else reached.packages.set(name, new Set([version]))
  }
}

function filePathOf(address: string): string | undefined {
  try {
    return fileURLToPath(address)
  } catch {
    return undefined
  }
}
