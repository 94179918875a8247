import { statSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import type { CompilerOptions, TypeScript } from '../converter/typescript.ts'
import { type CompiledSource, compileSource } from './compile.ts'
import { asRequired, importStar } from './interop.ts'
import { ModuleKinds } from './kinds.ts'
import { type HeldModules, type ImportTarget, Resolver } from './resolve.ts'

/** A source of the project that was imported. */
interface LoadedSource {
  path: string
  /** Of its text, as it was compiled. */
  stamp: string
  compiled: CompiledSource
  module: NodeJS.Module
  /** What its imports lead to. */
  targets: ReadonlyMap<string, ImportTarget>
  state: 'compiled' | 'running' | 'done'
}

/** What code finds in the place of what only an ECMAScript module has. */
export interface KernelCalls {
  require: NodeJS.Require
  import(name: string, attributes?: object): Promise<unknown>
  meta: { url: string; filename: string; dirname: string; resolve(name: string): string }
}

export interface ProjectModulesOptions {
  /** The notebook's. */
  folder: string
  /** Of the project. */
  options: CompilerOptions
  /** The modules that cells hold. */
  held: HeldModules
  /** What `tslab` is to a cell. */
  tslab: object
}

/**
 * Loads what cells import: sources of the project, compiled as CommonJS modules, each once until it changes; all else by Node. What
 * waits before it can be had (a source with `await` at its top, such a package) is loaded before whoever imports it runs.
 */
export class ProjectModules {
  readonly #typescript: TypeScript
  readonly #given: ProjectModulesOptions
  readonly #resolver: Resolver
  readonly #sources = new Map<string, LoadedSource>()
  /** What only `import` can load, by who asks for it and its name. */
  readonly #imported = new Map<string, unknown>()
  readonly #packages = new ModuleKinds()

  constructor(typescript: TypeScript, given: ProjectModulesOptions) {
    this.#typescript = typescript
    this.#given = given
    this.#resolver = new Resolver(typescript, given.options, given.held, given.folder)
  }

  /** What a file is given; one for cells, which lie in none. */
  callsFor(from: string): KernelCalls {
    const require = this.#requireFor(from)
    const { href } = pathToFileURL(from)
    return {
      require,
      import: (name, attributes) => this.#import(String(name), from, attributes),
      meta: { url: href, filename: from, dirname: dirname(from), resolve: (name) => this.#addressOf(name, from) },
    }
  }

  /**
   * Makes ready what a cell imports. Sources that have changed are forgotten, with those that import them.
   *
   * @returns when something has to be waited for
   */
  prepare(names: readonly string[], from: string): Promise<void> | undefined {
    if (names.length === 0) return undefined
    this.#forgetChanged()
    const imports = names.map((name): [string, ImportTarget] => [name, this.#find(name, from)])
    const { waiting, sources } = this.#needed(imports, from)
    if (waiting.length === 0 && sources.length === 0) return undefined
    return this.#load(waiting, sources)
  }

  async #load(waiting: readonly (() => Promise<void>)[], sources: readonly LoadedSource[]): Promise<void> {
    for (const load of waiting) await load()
    for (const source of sources) await this.#run(source)
  }

  #find(name: string, from: string): ImportTarget {
    return name === 'tslab' ? { request: name } : this.#resolver.find(name, from)
  }

  /** What has to be waited for, below what some file imports: by Node, and sources, the lowest first. */
  #needed(
    imports: Iterable<[name: string, target: ImportTarget]>,
    from: string,
    seen: Set<LoadedSource> = new Set(),
  ): { waiting: (() => Promise<void>)[]; sources: LoadedSource[] } {
    const waiting: (() => Promise<void>)[] = []
    const sources: LoadedSource[] = []
    for (const [name, target] of imports) {
      if (!('source' in target)) {
        if (this.#onlyImports(name, target, from)) waiting.push(() => this.#importAhead(name, target, from))
        continue
      }
      const source = this.#source(target.source)
      if (source.state !== 'compiled' || seen.has(source)) continue
      seen.add(source)
      const below = this.#needed(source.targets, source.path, seen)
      waiting.push(...below.waiting)
      sources.push(...below.sources, ...(source.compiled.waits ? [source] : []))
    }
    return { waiting, sources }
  }

  /** Whether Node cannot require it: it waits at its top, or its package has it for `import` alone. */
  #onlyImports(name: string, { request, file }: { request: string; file?: string | undefined }, from: string): boolean {
    if (this.#imported.has(keyOf(name, from)) || Module.isBuiltin(request) || request === 'tslab') return false
    if (file !== undefined && !this.#packages.mayBeModule(file)) return false
    try {
      createRequire(from)(request)
      return false
    } catch (error) {
      // What else is wrong with it is said when it is required.
      return needsImport.has((error as NodeJS.ErrnoException).code ?? '')
    }
  }

  async #importAhead(name: string, { request }: { request: string }, from: string): Promise<void> {
    this.#imported.set(keyOf(name, from), asRequired((await importByNode(request, from)) as object))
  }

  #requireFor(from: string): NodeJS.Require {
    const byNode = createRequire(from)
    return new Proxy(byNode, {
      apply: (_, self, [name, ...rest]: [string, ...unknown[]]) => {
        if (typeof name !== 'string') return Reflect.apply(byNode, self, [name, ...rest]) as unknown
        if (name === 'tslab') return this.#given.tslab
        const key = keyOf(name, from)
        if (this.#imported.has(key)) return this.#imported.get(key)
        const target = this.#find(name, from)
        return 'source' in target ? this.load(target.source) : byNode(target.request)
      },
    })
  }

  /** @throws Error for a source that has to be waited for, and was not imported ahead */
  load(path: string): unknown {
    const source = this.#source(path)
    if (source.state === 'compiled' && source.compiled.waits) {
      throw new Error(`${path} has await at its top: only import or await import() can load it, not require`)
    }
    const ended = this.#run(source)
    if (ended instanceof Promise) ended.catch(() => {})
    return source.module.exports
  }

  /** @returns when it waits at its top */
  #run(source: LoadedSource): Promise<void> | undefined {
    if (source.state !== 'compiled') return undefined
    const { path, module, compiled } = source
    source.state = 'running'
    const calls = this.callsFor(path)
    const failed = (error: unknown) => {
      // The next import tries again.
      if (this.#sources.get(path) === source) this.#sources.delete(path)
      throw error
    }
    const done = () => {
      source.state = 'done'
    }
    try {
      const ended = compiled.run(module.exports, calls.require, module, path, dirname(path), calls)
      if (compiled.waits) return (ended as Promise<void>).then(done, failed)
      done()
    } catch (error) {
      failed(error)
    }
    return undefined
  }

  #source(path: string): LoadedSource {
    const known = this.#sources.get(path)
    if (known) return known
    const { held, options } = this.#given
    const stamp = this.#stampOf(path)
    const compiled = compileSource(this.#typescript, path, held.get(path), options)
    const module = Object.assign(new Module(path), { filename: path, paths: pathsAbove(path) }) as NodeJS.Module
    const targets = new Map(compiled.imports.map((name) => [name, this.#find(name, path)]))
    const source: LoadedSource = { path, stamp, compiled, module, targets, state: 'compiled' }
    this.#sources.set(path, source)
    return source
  }

  #forgetChanged(): void {
    const gone = new Set<string>()
    for (const [path, { stamp }] of this.#sources) if (this.#stampOf(path) !== stamp) gone.add(path)
    for (let before = -1; gone.size > before; ) {
      before = gone.size
      for (const [path, { targets }] of this.#sources) {
        if ([...targets.values()].some((each) => 'source' in each && gone.has(each.source))) gone.add(path)
      }
    }
    for (const path of gone) this.#sources.delete(path)
  }

  #stampOf(path: string): string {
    const text = this.#given.held.get(path)
    if (text !== undefined) return text
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats ? `${stats.mtimeMs} ${stats.size}` : 'gone'
  }

  /** As `import()` does it, with what a `default` is as in an `import` of a cell. */
  async #import(name: string, from: string, attributes?: object): Promise<unknown> {
    if (name === 'tslab') return this.#given.tslab
    const target = this.#find(name, from)
    if ('source' in target) {
      await this.prepare([name], from)
      return importStar(this.load(target.source))
    }
    if (/^(?:data|https?|blob):/.test(name)) return importByNode(name, from, attributes)
    try {
      return importStar(createRequire(from)(target.request))
    } catch (error) {
      if (!needsImport.has((error as NodeJS.ErrnoException).code ?? '')) throw error
      return importByNode(target.request, from, attributes)
    }
  }

  #addressOf(name: string, from: string): string {
    const target = this.#find(name, from)
    const path = 'source' in target ? target.source : createRequire(from).resolve(target.request)
    return Module.isBuiltin(path) ? (path.startsWith('node:') ? path : `node:${path}`) : pathToFileURL(path).href
  }
}

const needsImport = new Set(['ERR_REQUIRE_ASYNC_MODULE', 'ERR_REQUIRE_ESM', 'ERR_PACKAGE_PATH_NOT_EXPORTED'])

function keyOf(name: string, from: string): string {
  return `${dirname(from)}\n${name}`
}

function pathsAbove(path: string): string[] {
  return (Module as unknown as { _nodeModulePaths(from: string): string[] })._nodeModulePaths(dirname(path))
}

/** By Node's own loader of ECMAScript modules. */
function importByNode(name: string, from: string, attributes: object = {}): Promise<unknown> {
  const load = vm.compileFunction('return import(name, attributes)', ['name', 'attributes'], {
    filename: from,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (name: string, attributes: object) => Promise<unknown>
  return load(/^(?:[A-Za-z]:)?[\\/]/.test(name) ? pathToFileURL(name).href : name, attributes)
}
