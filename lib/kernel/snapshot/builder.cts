/**
 * Run by `node --build-snapshot`, which takes one script and lets it require Node's own modules alone. Loads the compiler and
 * what runs inside a kernel by a loader of its own, and writes to a file which files it has read.
 *
 *     node --snapshot-blob BLOB --build-snapshot SCRIPT builder.cjs PLAN
 */
const crypto = require('node:crypto') as typeof import('node:crypto')
const { existsSync, readFileSync, realpathSync, statSync, writeFileSync } =
  require('node:fs') as typeof import('node:fs')
const { dirname, join, resolve } = require('node:path') as typeof import('node:path')
const { fileURLToPath, pathToFileURL } = require('node:url') as typeof import('node:url')
const { compileFunction } = require('node:vm') as typeof import('node:vm')
const { startupSnapshot } = require('node:v8') as typeof import('node:v8')

interface Loaded {
  exports: unknown
}

interface Compiler {
  ModuleKind: { CommonJS: number }
  ScriptTarget: { ES2022: number }
  transpileModule(text: string, options: { compilerOptions: Record<string, unknown> }): { outputText: string }
}

type Entry = typeof import('../inside/snapshot.ts')

interface Plan {
  /** The `main.js` of the tslab. */
  main: string
  /** The built `inside/snapshot.js`. */
  entry: string
  /** Run through the compiler, so that it is warm. */
  cells: string[]
  /** Where to write which files have been read. */
  list: string
  /** The names of Node's own modules. */
  builtins: string[]
}

const { main, entry, cells, list, builtins } = JSON.parse(process.argv[3]!) as Plan

/** By their paths. */
const modules = new Map<string, Loaded>()
/** The files of those, as they were when they were read. */
const held = new Map<string, HeldFile>()
/** What lies here are ECMAScript modules. */
const own = dirname(dirname(dirname(entry)))
/** The process has been started from the snapshot: from then on modules are loaded by Node. */
let isAwake = false

/** Node's modules that a snapshot can hold. */
const ready = new Set('buffer events fs os path perf_hooks process stream string_decoder timers url util vm'.split(' '))
/** They cannot ask Node: what tells it is a module that a snapshot cannot hold. */
const isBuiltin = (name: string): boolean => builtins.includes(name.replace(/^node:/, ''))

const compiler = requireFrom(entry)('typescript-compiler') as Compiler
const { prepareSnapshot } = load(entry) as Entry
const { documents, wake } = prepareSnapshot(main, cells)
const code = [...held.values()]
writeFileSync(list, JSON.stringify([...code, ...documents.map(heldFile)]))

startupSnapshot.setDeserializeMainFunction(() => {
  isAwake = true
  register()
  wake((tslab) => tslab === main && code.every(isSame))
})

interface HeldFile {
  path: string
  size: number
  mtimeMs: number
  hash: string
}

function heldFile(path: string): HeldFile {
  const { size, mtimeMs } = statSync(path)
  return { path, size, mtimeMs, hash: hashOf(readFileSync(path), crypto) }
}

function isSame({ path, size, mtimeMs, hash }: HeldFile): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.size !== size) return false
  // Written anew, as by a build: it may hold what it held. Required again, for the process is another.
  return stats.mtimeMs === mtimeMs || hashOf(readFileSync(path), require('node:crypto')) === hash
}

function hashOf(bytes: Buffer, { createHash }: typeof import('node:crypto')): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What a cell requires of what is loaded is that. */
function register(): void {
  const { Module } = require('node:module') as {
    Module: (new (id: string) => object) & { _cache: Record<string, unknown> }
  }
  for (const [path, { exports }] of modules) {
    if (!path.startsWith(own)) {
      Module._cache[path] = Object.assign(new Module(path), { filename: path, loaded: true, exports })
    }
  }
}

function load(path: string): unknown {
  const known = modules.get(path)
  if (known) return known.exports
  const module: Loaded = { exports: {} }
  modules.set(path, module)
  const file = heldFile(path)
  const text = readFileSync(path, 'utf8')
  held.set(path, file)
  if (path.endsWith('.json')) {
    module.exports = JSON.parse(text)
    return module.exports
  }
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname', '__url']
  const run = compileFunction(path.startsWith(own) ? asCommonJs(text) : text, parameters, { filename: path })
  run.call(module.exports, module.exports, requireFrom(path), module, path, dirname(path), pathToFileURL(path).href)
  return module.exports
}

function asCommonJs(text: string): string {
  const { ModuleKind, ScriptTarget, transpileModule } = compiler
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: false }
  return transpileModule(text.replaceAll('import.meta.url', '__url'), { compilerOptions }).outputText
}

function requireFrom(file: string): NodeJS.Require {
  const real = () => nodeModule().createRequire(file)
  const resolved = (request: string) => (isAwake ? real().resolve(request) : locate(request, dirname(file)))
  const required = (request: string): unknown => {
    if (isAwake) return real()(request)
    if (request === 'zeromq') return late(() => real()(request) as object)
    return builtin(request) ?? load(resolved(request))
  }
  const cache = new Proxy({}, { get: (_, path: string) => modules.get(path) })
  return Object.assign(required, { resolve: resolved, cache }) as unknown as NodeJS.Require
}

/** As Node finds a CommonJS module, for the few ways in which these ask for one. */
function locate(request: string, folder: string): string {
  if (/^\.{0,2}\//.test(`${request}/`)) {
    const file = fileAt(resolve(folder, request))
    if (file !== undefined) return file
  } else {
    for (let above = folder; ; above = dirname(above)) {
      const file = fileAt(join(above, 'node_modules', request))
      if (file !== undefined) return file
      if (above === dirname(above)) break
    }
  }
  throw new Error(`cannot find ${request} from ${folder}`)
}

function fileAt(path: string): string | undefined {
  const isFile = (each: string) => existsSync(each) && statSync(each).isFile()
  const manifest = join(path, 'package.json')
  const entry = isFile(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { main?: string }).main : undefined
  const ways = [path, `${path}.js`, ...(entry === undefined ? [] : [join(path, entry), join(path, `${entry}.js`)])]
  const found = [...ways, join(path, 'index.js')].find(isFile)
  return found === undefined ? undefined : realpathSync(found)
}

function builtin(request: string): object | undefined {
  const name = request.replace(/^node:/, '')
  if (ready.has(name)) {
    const module = require(name) as object
    // What an import gets stays what it was, whatever a cell puts in its place.
    return request === name ? module : { ...module, default: module }
  }
  if (name === 'module') return late(nodeModule, { createRequire: requireFromUrl, isBuiltin })
  return isBuiltin(name) ? late(() => require(request) as object) : undefined
}

/** Asked for while the snapshot is made, it could not be held. */
function nodeModule(): typeof import('node:module') {
  return require('node:module') as typeof import('node:module')
}

function requireFromUrl(from: string): NodeJS.Require {
  return requireFrom(from.startsWith('file:') ? fileURLToPath(from) : from)
}

/** What stands for a module may be called, and constructed: `module` is a class. */
function likeAny(): void {}

/** Stands for a module that is loaded when something is asked of it. */
function late(make: () => object, early: Record<string, unknown> = {}): object {
  let made: object | undefined
  const there = () => {
    made ??= make()
    return made
  }
  const stand: object = new Proxy<object>(likeAny, {
    construct: (_, values) => Reflect.construct(there() as new () => object, values) as object,
    get: (_, key) => {
      if (key === 'default') return stand
      if (!isAwake && (key === '__esModule' || Object.hasOwn(early, key))) return early[key as string]
      return Reflect.get(there(), key)
    },
    set: (_, key, value) => Reflect.set(there(), key, value),
    has: (_, key) => Reflect.has(there(), key),
  })
  return stand
}
