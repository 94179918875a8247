import { dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Content, Contents } from './contents.ts'
import { Folders, filesMeant } from './folders.ts'
import { importsOf, isBuiltIn, isPackageName, type Manifest, Packages, partsOfName, targetsIn } from './packages.ts'

/** What is reached from some names, directly and through what they lead to. */
export interface Reached {
  /** Files by their paths, without links, and the digests of what is in them. */
  files: Map<string, string>
  /** Installed packages and their versions. */
  packages: Map<string, Set<string>>
  /** Names that lead nowhere, as they stand; and with the folder, where that matters. */
  missing: Set<string>
  /** The first file that imports what is only known when it runs. */
  open: string | undefined
}

/** A name's meaning, or a file's neighbours. */
interface Neighbours {
  files: string[]
  packages: { name: string; version: string }[]
  missing: string[]
}

export function nothingReached(): Reached {
  return { files: new Map(), packages: new Map(), missing: new Set(), open: undefined }
}

/** What hangs on what, as things stand at the time of the first question. */
export class Dependencies {
  readonly folders: Folders = new Folders()
  readonly #contents: Contents
  readonly #packages: Packages
  readonly #known = new Map<string, Content | undefined>()
  readonly #neighbours = new Map<string, Neighbours>()
  readonly #meant = new Map<string, readonly string[]>()

  /** @param own the folder of this package */
  constructor(contents: Contents, own: string) {
    this.#contents = contents
    this.#packages = new Packages(own)
  }

  /** Adds what is reached from names that something in a folder says. */
  reach(names: readonly string[], folder: string, reached: Reached): void {
    this.#follow(this.#meaning(names, folder), reached)
  }

  /** Adds a file and what is reached from it. */
  reachFile(path: string, reached: Reached): void {
    this.#follow({ files: [path], packages: [], missing: [] }, reached)
  }

  #follow(first: Neighbours, reached: Reached): void {
    const waiting: string[] = []
    add(first)
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (reached.files.has(file)) continue
      const content = this.contentOf(file)
      reached.files.set(file, content?.digest ?? 'unreadable')
      if (content?.isOpen) reached.open ??= file
      add(this.#neighboursOf(file, content?.imports ?? []))
    }

    function add({ files, packages, missing }: Neighbours): void {
      for (const file of files) if (!reached.files.has(file)) waiting.push(file)
      for (const name of missing) reached.missing.add(name)
      for (const { name, version } of packages) {
        const versions = reached.packages.get(name)
        if (versions) versions.add(version)
        else reached.packages.set(name, new Set([version]))
      }
    }
  }

  /** What is in a file, as it was at the first question about it. */
  contentOf(file: string): Content | undefined {
    if (!this.#known.has(file)) this.#known.set(file, this.#contents.of(file))
    return this.#known.get(file)
  }

  /** The path of the `package.json` that holds for a folder. */
  manifestFor(folder: string): string | undefined {
    return this.#packages.scopeOf(folder)?.file
  }

  #neighboursOf(file: string, names: readonly string[]): Neighbours {
    const known = this.#neighbours.get(file)
    if (known) return known
    const found = this.#meaning(names, dirname(file))
    // It says whether a `.js` is a module.
    const scope = this.#packages.scopeOf(dirname(file))
    if (scope) found.files.push(scope.file)
    this.#neighbours.set(file, found)
    return found
  }

  #meaning(names: readonly string[], folder: string): Neighbours {
    const found: Neighbours = { files: [], packages: [], missing: [] }
    for (const name of names) this.#resolve(name, folder, found)
    return { ...found, files: [...new Set(found.files)] }
  }

  #resolve(name: string, folder: string, found: Neighbours): void {
    if (isBuiltIn(name)) return
    if (/^\.{1,2}(?:\/|$)/.test(name) || isAbsolute(name)) this.#byPath(resolve(folder, name), found)
    else if (name.startsWith('file:')) this.#byPath(pathOf(name) ?? name, found)
    else if (name.startsWith('#')) this.#insidePackage(name, folder, found)
    else if (isPackageName(name)) this.#byPackage(name, folder, found)
  }

  #byPath(path: string, found: Neighbours): void {
    const files = this.#filesMeant(path.split(/[?#]/, 1)[0]!)
    const scope = files.length === 0 && this.folders.isFolder(path) ? this.#packages.scopeOf(path) : undefined
    // A folder with a `package.json` of its own is a package without a name.
    if (scope && dirname(scope.file) === path) this.#inPackage(path, scope.manifest, '', found)
    else if (files.length === 0) found.missing.push(path)
    found.files.push(...files)
  }

  /** `#name`, which the package's own `package.json` explains. */
  #insidePackage(name: string, folder: string, found: Neighbours): void {
    const scope = this.#packages.scopeOf(folder)
    const targets = scope ? importsOf(scope.manifest, name).filter((target) => target[0] !== '#') : []
    for (const target of targets) this.#resolve(target, dirname(scope!.file), found)
    if (targets.length === 0) found.missing.push(name)
  }

  #byPackage(whole: string, from: string, found: Neighbours): void {
    const { name, below } = partsOfName(whole)
    const meant = this.#packages.find(name, from)
    if (!meant) found.missing.push(whole)
    else if (meant.isInstalled) found.packages.push(meant)
    else this.#inPackage(meant.folder, meant.manifest, below, found)
  }

  #inPackage(folder: string, manifest: Manifest, below: string, found: Neighbours): void {
    const { exports, versions, plain } = targetsIn(manifest, below)
    const filesOf = (targets: readonly string[]) => targets.flatMap((target) => this.#filesMeant(join(folder, target)))
    const types = filesOf(versions)
    const files = [...filesOf(exports), ...(types.length > 0 ? types : filesOf(plain))]
    if (files.length === 0) found.missing.push(join(folder, below))
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

function pathOf(address: string): string | undefined {
  try {
    return fileURLToPath(address)
  } catch {
    return undefined
  }
}
