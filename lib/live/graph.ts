import { realpathSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { type BuildFailure, build, type Plugin } from 'esbuild'
import { LiveError } from './error.ts'

/** A module that figures are made of. */
interface Module {
  /** Its file, absolute. */
  path: string
  /** What it imports: as it is written, to the file. */
  imports: ReadonlyMap<string, string>
}

/** All modules of all entries. */
export interface ModuleGraph {
  /** By their files. */
  modules: ReadonlyMap<string, Module>
  /** What each entry imports, by the names of entries. */
  entries: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** What a page imports. */
export interface PageEntry {
  name: string
  /** Where its imports are looked for, absolute. */
  folder: string
  specifiers: readonly string[]
  /** The folder in which its modules must lie, unless they are installed packages. Absolute. */
  within: string
}

/** A browser runs these; nothing else is put into a page. */
const runnable = /\.(?:[cm]?[jt]s|json)$/

/** How the modules of pages are bundled. */
export interface BundleOptions {
  /** Modules that the worker has itself. */
  given?: readonly string[]
  /** Functions and classes are called in it as in their sources. */
  keepsNames?: boolean
}

/** As a bundler finds modules for a browser. */
export const bundling = {
  bundle: true,
  write: false,
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  treeShaking: true,
} as const

/**
 * Finds the modules that the entries lead to.
 *
 * @throws LiveError for one that is not there, that no browser runs, or that lies outside the project
 */
export async function moduleGraph(
  entries: readonly PageEntry[],
  { given = [] }: BundleOptions = {},
): Promise<ModuleGraph> {
  const { inputs } = await metafileOf(entries, given)
  const modules = new Map<string, Module>()
  const found = new Map<string, ReadonlyMap<string, string>>()
  for (const [name, { imports }] of Object.entries(inputs)) {
    const led = new Map<string, string>()
    for (const { original, path, external } of imports)
      if (original !== undefined && !external) led.set(original, resolve(path))
    if (name.startsWith(entrySpace)) found.set(name.slice(entrySpace.length), led)
    else modules.set(resolve(name), { path: resolve(name), imports: led })
  }
  for (const entry of entries) checkPlaces(entry, found.get(entry.name)!, modules)
  return { modules, entries: found }
}

const entrySpace = 'page:'

async function metafileOf(entries: readonly PageEntry[], given: readonly string[]) {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const pages: Plugin = {
    name: 'pages',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^page:/ }, ({ path }) => ({ path: path.slice(entrySpace.length), namespace: 'page' }))
      onLoad({ filter: /.*/, namespace: 'page' }, ({ path }) => {
        const { folder, specifiers } = byName.get(path)!
        const contents = specifiers.map((specifier) => `export * from ${JSON.stringify(specifier)}`).join('\n')
        return { contents, resolveDir: folder, loader: 'js' }
      })
    },
  }
  try {
    const { metafile } = await build({
      ...bundling,
      entryPoints: entries.map(({ name }) => ({ in: `${entrySpace}${name}`, out: name })),
      outdir: 'none',
      metafile: true,
      treeShaking: false,
      external: [...given],
      plugins: [pages],
    })
    return metafile
  } catch (error) {
    throw asLiveError(error)
  }
}

/** What a bundler says of it, in a sentence. */
export function asLiveError(error: unknown): unknown {
  const [first] = (error as Partial<BuildFailure>).errors ?? []
  if (!first) return error
  const { text, location } = first
  const place = location
    ? `${location.file.replace(/^page:/, '')}${location.line ? `:${location.line}` : ''}`
    : 'a module'
  const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? []
  if (missing === undefined) return new LiveError(`${place}: ${text}`, { cause: error })
  const why = missing.startsWith('node:')
    ? `imports ${missing}, which no browser has: a figure that runs in a page is made of modules without it`
    : `imports ${missing}, which is not there`
  return new LiveError(`${place} ${why}`, { cause: error })
}

/** A notebook comes from anyone: its page takes in what is of its project, and what is installed. */
function checkPlaces({ within }: PageEntry, first: ReadonlyMap<string, string>, modules: ModuleGraph['modules']): void {
  const seen = new Set<string>()
  const next = [...first.values()]
  for (let path = next.pop(); path !== undefined; path = next.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const reason = whyNotInPage(path, within)
    if (reason !== undefined) throw new LiveError(`${path} ${reason}`)
    next.push(...(modules.get(path)?.imports.values() ?? []))
  }
}

/** Why a file may not be put into a page, in words that follow its path; `undefined` when it may. */
export function whyNotInPage(path: string, within: string): string | undefined {
  const top = realpathSync(within)
  const way = relative(top, path)
  const isInside = way !== '..' && !way.startsWith(`..${sep}`)
  if (!isInside && !path.split(sep).includes('node_modules'))
    return `lies outside the project ${top}: a page is made of modules of its project, and of packages`
  return runnable.test(path) ? undefined : 'is no module of JavaScript or TypeScript, nor JSON'
}
