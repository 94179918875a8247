import { existsSync, realpathSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, extname, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CompilerOptions, TypeScript } from '../converter/typescript.ts'

/** What a name leads to when code runs. */
export type ImportTarget =
  /** A source of the project, which we compile. */
  | { source: string }
  /** What Node loads under this name, and its file, where it is one that Node finds for `require`. */
  | { request: string; file?: string | undefined }

/** The modules that cells hold, by their paths. */
export type HeldModules = ReadonlyMap<string, string>

/** Finds what names lead to, as the compiler does, so that what runs is what was checked. */
export class Resolver {
  readonly #typescript: TypeScript
  readonly #options: CompilerOptions
  readonly #held: HeldModules
  readonly #folder: string
  readonly #host: object

  /** @param folder the notebook's */
  constructor(typescript: TypeScript, options: CompilerOptions, held: HeldModules, folder: string) {
    const { sys, ModuleKind, ModuleResolutionKind } = typescript
    this.#typescript = typescript
    this.#options = {
      ...options,
      ...{ module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler },
      ...{ allowJs: true, resolveJsonModule: true, allowImportingTsExtensions: true },
    }
    this.#held = held
    this.#folder = folder
    this.#host = Object.assign(Object.create(sys) as object, {
      fileExists: (file: string) => held.has(file) || sys.fileExists(file),
      useCaseSensitiveFileNames: true,
    })
  }

  /** @param from the file that names it */
  find(name: string, from: string): ImportTarget {
    if (isBuiltin(name)) return { request: name }
    if (name.startsWith('file:')) return this.#atPath(fileURLToPath(name), from)
    if (/^\.{0,2}\//.test(`${name}/`) || /^[A-Za-z]:[\\/]/.test(name))
      return this.#atPath(resolve(dirname(from), name), from)
    if (/^[a-z][a-z\d+.-]+:/.test(name)) return { request: name }
    return this.#mapped(name, from) ?? this.#inPackage(name, from)
  }

  #atPath(path: string, from: string): ImportTarget {
    const file = this.#byCompiler(path, from)
    return file === undefined ? { request: path, file: existsSync(path) ? path : undefined } : this.#target(file, path)
  }

  /** By the `paths` of the project. */
  #mapped(name: string, from: string): ImportTarget | undefined {
    if (this.#options.paths === undefined && this.#options.baseUrl === undefined) return undefined
    const file = this.#byCompiler(name, from)
    if (file === undefined || isInstalledFile(file)) return undefined
    const run = isDeclaration(file) ? javaScriptOf(file) : file
    return run === undefined ? undefined : this.#target(run, run)
  }

  #inPackage(name: string, from: string): ImportTarget {
    try {
      return this.#target(createRequire(from).resolve(name), name)
    } catch {
      // Perhaps for `import` alone, or built of sources that are there.
      const file = this.#byCompiler(name, from)
      return file === undefined ? { request: name } : this.#target(file, name)
    }
  }

  #byCompiler(name: string, from: string): string | undefined {
    return this.#typescript.resolveModuleName(name, from, this.#options, this.#host, undefined).resolvedModule
      ?.resolvedFileName
  }

  #target(file: string, request: string): ImportTarget {
    if (this.#isSource(file)) return { source: this.#held.has(file) ? file : realpathSync(file) }
    return { request: isDeclaration(file) ? request : file === request ? file : request, file }
  }

  /** TypeScript that nobody has built; and JavaScript beside the notebook, as tslab takes it. */
  #isSource(file: string): boolean {
    if (this.#held.has(file)) return true
    if (isInstalledFile(file) || isDeclaration(file)) return false
    if (/\.(?:[cm]?ts|[jt]sx)$/.test(file)) return true
    return file.endsWith('.js') && file.startsWith(this.#folder + sep) && !existsSync(file.replace(/js$/, 'd.ts'))
  }
}

function isInstalledFile(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file)
}

function isDeclaration(file: string): boolean {
  return /\.d\.(?:[cm]?ts|\w+\.ts)$/.test(file)
}

/** The JavaScript of which a declaration file tells. */
function javaScriptOf(file: string): string | undefined {
  const stem = file.replace(/\.d\.[cm]?ts$/, '')
  const { 1: kind = '' } = /\.d\.([cm]?)ts$/.exec(file) ?? []
  return [`${stem}.${kind}js`, `${stem}.jsx`, stem].find((each) => extname(each) !== '' && existsSync(each))
}
