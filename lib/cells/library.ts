import { realpathSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join } from 'node:path'
import type { Metafile, Plugin } from 'esbuild'

/** What cells import, as one text for a worker. */
export interface Library {
  /** Calls `define(name, make)` for each module. */
  library: string
  /** All files that it was made from, absolute. */
  files: string[]
  /** The modules that no browser runs, by the names that cells have for them → by those that one reads. */
  blocked: Map<string, string>
  /** Those of which their package has another form for browsers, by the same names: what they are in Node, no browser runs. */
  standIns: Set<string>
}

/** What the worker has itself. */
const givenByWorker = new Set([
  'tslab',
  ...['assert', 'assert/strict', 'util'].flatMap((name) => [name, `node:${name}`]),
])

/**
 * @param modules as cells name them
 * @param folder from which they are resolved, absolute
 * @param listings the text that `ackbook/source` reads in a page, of the functions that cells show
 */
export async function bundledLibrary(
  modules: readonly string[],
  folder: string,
  listings: (blocked: ReadonlySet<string>) => Promise<string>,
): Promise<Library> {
  const wanted = modules.filter((module) => !givenByWorker.has(module))
  const blocked = new Map(wanted.filter((module) => isBuiltin(module)).map((module) => [module, nodeName(module)]))
  const bundled = wanted.filter((module) => !blocked.has(module))
  if (bundled.length === 0) return { library: '', files: [], blocked, standIns: new Set() }
  const { build } = await import('esbuild')
  const settings = {
    ...({ bundle: true, write: false, metafile: true, platform: 'browser', target: 'es2022' } as const),
    ...({ absWorkingDir: folder, charset: 'utf8', legalComments: 'none', logLevel: 'silent' } as const),
    // As Node would have it.
    logOverride: { 'import-is-undefined': 'error' as const },
  }
  const inputsOf = async (names: readonly string[]): Promise<Metafile> => {
    const { metafile } = await build({
      ...settings,
      ...({ format: 'esm', outdir: folder } as const),
      entryPoints: names.map((name, at) => ({ in: `ackbook-cells:${name}`, out: String(at) })),
      plugins: [builtinsAside(), entriesAside(folder)],
    })
    return metafile
  }
  const all = await inputsOf(bundled).catch(() => undefined)
  for (const module of bundled) {
    const metafile = all ?? (await inputsOf([module]).catch(() => undefined))
    if (!metafile || reachesNode(metafile, `ackbook-cells:${module}`)) blocked.set(module, module)
  }
  const good = bundled.filter((module) => !blocked.has(module))
  const replaced = good.filter((module) => all && isReplaced(all, module, folder))
  const standIns = new Set<string>()
  for (const module of replaced) {
    const metafile = await inputsOf([pathInNode(module, folder)!]).catch(() => undefined)
    if (!metafile || reachesNode(metafile, `ackbook-cells:${pathInNode(module, folder)}`)) standIns.add(module)
  }
  const lines = good.map((module) => `define(${JSON.stringify(module)}, () => require(${JSON.stringify(module)}))`)
  const second = await build({
    ...settings,
    format: 'iife',
    // Names are told: of functions whose source is shown, of classes that are printed.
    ...{ minify: true, keepNames: true },
    plugins: [builtinsAside()],
    stdin: { contents: lines.join('\n'), resolveDir: folder, sourcefile: 'cells.js' },
  })
  const files = Object.keys(second.metafile.inputs).filter((file) => file !== 'cells.js')
  const sources = good.includes('ackbook/source') ? await listings(new Set(blocked.keys())) : ''
  return {
    library: `${sources}${second.outputFiles[0]!.text}`,
    files: files.map((file) => join(folder, file)),
    blocked,
    standIns,
  }
}

/** Whether a browser is given another file of a package than Node. */
function isReplaced({ inputs }: Metafile, module: string, folder: string): boolean {
  const [led] = inputs[`ackbook-cells:${module}`]?.imports ?? []
  const ofNode = pathInNode(module, folder)
  return led !== undefined && ofNode !== undefined && realpathSync(join(folder, led.path)) !== realpathSync(ofNode)
}

function pathInNode(module: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'notebook.js')).resolve(module)
  } catch {
    // It has a form for imports alone, or its file has an ending that Node does not guess.
    return undefined
  }
}

/** Modules of Node are left where they are: whoever reaches one cannot run in a page. */
function builtinsAside(): Plugin {
  return {
    name: 'builtins',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined
        return isBuiltin(path) || givenByWorker.has(path) ? { path, external: true } : undefined
      })
      build.onLoad({ filter: /\.node$/ }, () => ({ contents: "import 'node:process'", loader: 'js' }))
    },
  }
}

/** A module by the name that cells give it, as an entry. */
function entriesAside(folder: string): Plugin {
  return {
    name: 'entries',
    setup(build) {
      build.onResolve({ filter: /^ackbook-cells:/ }, ({ path }) => ({
        path: path.slice('ackbook-cells:'.length),
        namespace: 'ackbook-cells',
      }))
      build.onLoad({ filter: /.*/, namespace: 'ackbook-cells' }, ({ path }) => ({
        contents: `export * from ${JSON.stringify(path)}`,
        resolveDir: folder,
      }))
    },
  }
}

function nodeName(module: string): string {
  return module.startsWith('node:') ? module : `node:${module}`
}

/** Whether a module reaches one of Node by its imports. */
function reachesNode({ inputs }: Metafile, entry: string): boolean {
  const met = new Set([entry])
  for (const file of met) {
    for (const each of inputs[file]?.imports ?? []) {
      if (each.external && !givenByWorker.has(each.path)) return true
      if (!each.external) met.add(each.path)
    }
  }
  return false
}
