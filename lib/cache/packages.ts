import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { realPath } from './folders.ts'

/** A package that a name leads to. */
export interface Package {
  name: string
  version: string
  /** Its own folder, without links. */
  folder: string
  /** It stands in a `node_modules`, where nobody edits it; else a link leads to where it is worked on. */
  isInstalled: boolean
  manifest: Manifest
}

/** As much of a `package.json` as says what a name means. */
export interface Manifest {
  name?: unknown
  version?: unknown
  exports?: unknown
  imports?: unknown
  typesVersions?: unknown
  [field: string]: unknown
}

/** A `package.json` that holds for the folders below it. */
export interface Scope {
  file: string
  manifest: Manifest
}

/** `@a/b/c/d` → `@a/b` and `c/d` */
export function partsOfName(name: string): { name: string; below: string } {
  const [first = '', second = '', ...rest] = name.split('/')
  if (first.startsWith('@')) return { name: `${first}/${second}`, below: rest.join('/') }
  return { name: first, below: [second, ...rest].filter((part) => part !== '').join('/') }
}

/** Whether a package can be called so: much that looks like an import cannot. */
export function isPackageName(name: string): boolean {
  return /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?:\/\S*)?$/.test(name)
}

export function isBuiltIn(name: string): boolean {
  return name.startsWith('node:') || builtin.has(name)
}

const builtin = new Set(builtinModules)

/** Packages by their names, each looked for once from a folder. */
export class Packages {
  readonly #manifests = new Map<string, Manifest | undefined>()
  readonly #scopes = new Map<string, Scope | undefined>()
  readonly #found = new Map<string, readonly Package[]>()
  readonly #own: string

  /** @param own the folder of the package that runs this: a notebook that finds no other gets it, by its name */
  constructor(own: string) {
    this.#own = own
  }

  /**
   * As Node looks for it: the package that the folder is in, if it is called so; those in `node_modules`, there and above. The
   * first that has what is asked of it counts; one that says what it exports ends the search.
   */
  find(name: string, folder: string): readonly Package[] {
    const key = `${folder}\n${name}`
    const found = this.#found.get(key) ?? this.#look(name, folder)
    this.#found.set(key, found)
    return found
  }

  /** The `package.json` that holds for a folder, and what it says. */
  scopeOf(folder: string): Scope | undefined {
    if (!this.#scopes.has(folder)) this.#scopes.set(folder, this.#scope(folder))
    return this.#scopes.get(folder)
  }

  /** Where {@link scopeOf} looks, to the first that is there. */
  scopePlaces(folder: string): string[] {
    const place = join(folder, 'package.json')
    const above = dirname(folder)
    return this.#manifest(folder) || above === folder ? [place] : [place, ...this.scopePlaces(above)]
  }

  /** Whether a file, its path without links, is of a package that has a version and is worked on nowhere. */
  isInstalledFile(path: string): boolean {
    const folder = packageFolderOf(path)
    return folder !== undefined && this.#at(folder, '').isInstalled
  }

  #scope(folder: string): Scope | undefined {
    const manifest = this.#manifest(folder)
    if (manifest) return { file: join(folder, 'package.json'), manifest }
    return dirname(folder) === folder ? undefined : this.scopeOf(dirname(folder))
  }

  #look(name: string, folder: string): readonly Package[] {
    const scope = this.scopeOf(folder)
    if (scope?.manifest.name === name && scope.manifest.exports !== undefined)
      return [this.#at(dirname(scope.file), name)]
    const found: Package[] = []
    for (let above = folder; ; above = dirname(above)) {
      const place = join(above, 'node_modules', name)
      if (existsSync(place)) found.push(this.#at(realPath(place), name))
      if (dirname(above) === above || found.at(-1)?.manifest.exports !== undefined) break
    }
    return found.length === 0 && name === 'ackbook' ? [this.#at(this.#own, name)] : found
  }

  #at(folder: string, name: string): Package {
    const manifest = this.#manifest(folder) ?? {}
    const version = typeof manifest.version === 'string' ? manifest.version : ''
    // Without a version, only its files tell what it is.
    return { name, version, folder, isInstalled: version !== '' && isInstalled(folder), manifest }
  }

  #manifest(folder: string): Manifest | undefined {
    if (!this.#manifests.has(folder)) this.#manifests.set(folder, readManifest(join(folder, 'package.json')))
    return this.#manifests.get(folder)
  }
}

/** The folder of the package that a path leads into, by its last `node_modules`; `undefined` where there is none. */
export function packageFolderOf(path: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0]
}

export function isInstalled(folder: string): boolean {
  return folder.split(sep).includes('node_modules')
}

function readManifest(file: string): Manifest | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? (manifest as Manifest) : undefined
  } catch {
    // One that is broken ends the search as one that is well does.
    return existsSync(file) ? {} : undefined
  }
}

const mains = ['types', 'typings', 'main', 'module', 'browser'] as const

/**
 * What in a package a name below it may mean, whatever the conditions under which one of them is taken: files below its folder, which
 * need not all be there. Node and today's compilers go by `exports`; tslab's by `versions`, else by the `plain` way.
 *
 * @see https://nodejs.org/api/packages.html#package-entry-points
 */
export function targetsIn(manifest: Manifest, below: string): Record<'exports' | 'versions' | 'plain', string[]> {
  const { exports, typesVersions } = manifest
  const isTable = typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key[0] === '.')
  const versions = typeof typesVersions === 'object' && typesVersions !== null ? Object.values(typesVersions) : []
  return {
    exports: matching(isTable ? exports : { '.': exports }, below === '' ? '.' : `./${below}`),
    versions: versions.flatMap((table) => matching(table, below === '' ? 'index' : below)),
    plain: below === '' ? [...mains.flatMap((field) => textsIn(manifest[field])), 'index'] : [below],
  }
}

/** What a `#name` means to the package that says it. */
export function importsOf(manifest: Manifest, name: string): string[] {
  return matching(manifest.imports, name)
}

/** The targets of all keys of a table that a name matches; `*` is the same text on both sides. */
function matching(table: unknown, name: string): string[] {
  if (typeof table !== 'object' || table === null) return []
  return Object.entries(table).flatMap(([key, targets]) => {
    const [before = '', after] = key.split('*')
    if (after === undefined) return key === name ? textsIn(targets) : []
    if (!name.startsWith(before) || !name.endsWith(after) || name.length < before.length + after.length) return []
    const middle = name.slice(before.length, name.length - after.length)
    return textsIn(targets).map((target) => target.replaceAll('*', middle))
  })
}

/** All texts in conditions and lists, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
