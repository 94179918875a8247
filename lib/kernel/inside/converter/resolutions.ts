import { dirname } from 'node:path'
import type { Files } from './places.ts'
import { pathStampOf } from './sources.ts'
import type {
  CompilerOptions,
  CompilerProgram,
  ResolvedModule,
  ResolvedTypes,
  SourceFile,
  TypeScript,
} from './typescript.ts'

/**
 * Where the names lead that files import. What was found in a package is not looked for again as long as it is there; what
 * is relative, or was not found, may have come since the last cell.
 */
export class Resolutions {
  readonly #typescript: TypeScript
  readonly #options: CompilerOptions
  readonly #files: Files & { getCurrentDirectory(): string }
  readonly #found = new Map<string, ResolvedModule>()
  readonly #types = new Map<string, ResolvedTypes>()
  /** Modules that some file declares without being one, as Node's own: no file has to be found for them. */
  #declared: ReadonlySet<string> = new Set()
  /** Of the package files that decided, outside of packages' own folder. */
  readonly #packages = new Map<string, string>()
  /** For one program: what lies where. */
  #cache: object | undefined
  /** For the compiler's own libraries, which packages can replace: that is looked up once. */
  readonly ofLibraries: object

  constructor(typescript: TypeScript, files: Files & { getCurrentDirectory(): string }, options: CompilerOptions) {
    this.#typescript = typescript
    this.#files = files
    this.#options = options
    this.ofLibraries = this.#createCache()
  }

  /** @returns whether what was found before may be untrue; it is forgotten then */
  refresh(): boolean {
    this.#cache = undefined
    for (const [file, stamp] of this.#packages) {
      if (pathStampOf(file) !== stamp) {
        this.clear()
        return true
      }
    }
    return false
  }

  /** @param files of the program */
  setFiles(files: readonly SourceFile[]): void {
    this.#declared = new Set(files.flatMap(({ ambientModuleNames }) => ambientModuleNames))
  }

  clear(): void {
    this.#found.clear()
    this.#types.clear()
    this.#packages.clear()
  }

  module(name: string, from: string): ResolvedModule {
    const isRelative = /^\.\.?(\/|$)|^\//.test(name)
    const key = isRelative ? undefined : `${dirname(from)}\n${name}`
    const found = key === undefined ? undefined : this.#found.get(key)
    if (found && this.#isThere(found, from)) return found
    this.#cache ??= this.#createCache()
    const resolution = this.#typescript.resolveModuleName(name, from, this.#options, this.#files, this.#cache)
    // Where only JavaScript was found, types may come to lie beside it.
    const file = resolution.resolvedModule?.resolvedFileName ?? '.js'
    if (key !== undefined && (!/\.[cm]?jsx?$/.test(file) || this.#declared.has(name))) {
      this.#found.set(key, resolution)
      this.#remember(resolution)
    }
    return resolution
  }

  types(name: string, mode: unknown, from: string): ResolvedTypes {
    const key = `${dirname(from)}\n${name}\n${mode}`
    const known = this.#types.get(key)
    if (known) return known
    const { resolveTypeReferenceDirective } = this.#typescript
    const resolution = resolveTypeReferenceDirective(name, from, this.#options, this.#files, undefined, undefined, mode)
    if (resolution.resolvedTypeReferenceDirective) this.#types.set(key, resolution)
    return resolution
  }

  #createCache(): object {
    return this.#typescript.createModuleResolutionCache(
      this.#files.getCurrentDirectory(),
      (file) => file,
      this.#options,
    )
  }

  /** A file of the notebook's imports something that was not there: it may be now. */
  mayHaveChanged(file: SourceFile, program: CompilerProgram): boolean {
    if (file.fileName.includes('/node_modules/')) return false
    let isIncomplete = false
    program.forEachResolvedModule(({ resolvedModule }, name) => {
      isIncomplete ||= !resolvedModule && !this.#declared.has(name)
    }, file)
    return isIncomplete
  }

  /** What a cell imports is asked for each time; what packages import of each other was found together. */
  #isThere({ resolvedModule }: ResolvedModule, from: string): boolean {
    if (!resolvedModule || from.includes('/node_modules/')) return true
    return this.#files.fileExists(resolvedModule.resolvedFileName)
  }

  #remember({ affectingLocations = [] }: ResolvedModule): void {
    for (const file of affectingLocations) if (!steady.test(file)) this.#packages.set(file, pathStampOf(file))
  }
}

/** The compiler's own and Node's types: nobody works on them while a kernel runs. */
const steady = /\/node_modules\/(?:typescript-compiler|@types\/node|undici-types)\//
