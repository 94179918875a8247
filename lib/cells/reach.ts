import { realpathSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join, resolve } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { whyNotInPage } from '../live/index.ts'

/** What a module that a cell imports leads to. */
export interface ReachedFiles {
  /** Whether no browser runs it: it reaches a module of Node, cannot be bundled, or lies elsewhere than its project. */
  isBlocked: boolean
  /** Its package has another form for browsers; what it is in Node, no browser runs. */
  standsIn: boolean
  /** All files that it is made of, absolute; none where that cannot be known. */
  files: readonly string[]
}

/** What the worker in which cells run has itself. */
export const givenByWorker: readonly string[] = [
  'tslab',
  ...['assert', 'assert/strict', 'util'].flatMap((name) => [name, `node:${name}`]),
]

/** What modules lead to, each looked at once: the notebooks of a folder import the same. */
export class ModuleReach {
  readonly #known = new Map<string, ReachedFiles>()

  /**
   * @param modules as cells name them; neither Node's nor what the worker has itself
   * @param folder from which they are resolved, absolute
   * @param within the folder of the project, absolute
   */
  async of(modules: readonly string[], folder: string, within: string): Promise<Map<string, ReachedFiles>> {
    const key = (module: string) => `${folder}\n${module}`
    const wanted = modules.filter((module) => !this.#known.has(key(module)))
    const all = wanted.length > 0 ? await metafileOfCells(wanted, folder).catch(() => undefined) : undefined
    for (const module of wanted) {
      const metafile = all ?? (await metafileOfCells([module], folder).catch(() => undefined))
      this.#known.set(key(module), metafile ? await reachedBy(module, metafile, folder, within) : blockedAltogether)
    }
    return new Map(modules.map((module) => [module, this.#known.get(key(module))!]))
  }
}

const blockedAltogether: ReachedFiles = { isBlocked: true, standsIn: false, files: [] }

async function reachedBy(module: string, metafile: Metafile, folder: string, within: string): Promise<ReachedFiles> {
  const { files, reachesNode } = filesBehind(module, metafile, folder)
  const isBlocked = reachesNode || files.some((file) => whyNotInPage(file, within) !== undefined)
  return { isBlocked, standsIn: !isBlocked && (await isStandIn(module, metafile, folder)), files }
}

async function metafileOfCells(modules: readonly string[], folder: string): Promise<Metafile> {
  const { metafile } = await build({
    ...({ bundle: true, write: false, metafile: true, platform: 'browser', target: 'es2022', format: 'esm' } as const),
    ...({ absWorkingDir: folder, outdir: folder, logLevel: 'silent', treeShaking: false } as const),
    // As Node would have it.
    logOverride: { 'import-is-undefined': 'error' as const },
    entryPoints: modules.map((name, at) => ({ in: `${cellSpace}:${name}`, out: String(at) })),
    plugins: [builtinsAside(), entriesAside(folder)],
  })
  return metafile
}

const cellSpace = 'ackbook-cells'

/** Modules of Node are left where they are: whoever reaches one cannot run in a page. */
function builtinsAside(): Plugin {
  return {
    name: 'builtins',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined
        return isBuiltin(path) || givenByWorker.includes(path) ? { path, external: true } : undefined
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
      build.onResolve({ filter: new RegExp(`^${cellSpace}:`) }, ({ path }) => ({
        path: path.slice(cellSpace.length + 1),
        namespace: cellSpace,
      }))
      build.onLoad({ filter: /.*/, namespace: cellSpace }, ({ path }) => ({
        contents: `export * from ${JSON.stringify(path)}`,
        resolveDir: folder,
      }))
    },
  }
}

function filesBehind(module: string, { inputs }: Metafile, folder: string) {
  const met = new Set([`${cellSpace}:${module}`])
  let reachesNode = false
  for (const file of met) {
    for (const { external, path } of inputs[file]?.imports ?? []) {
      if (!external) met.add(path)
      else if (!givenByWorker.includes(path)) reachesNode = true
    }
  }
  return { files: [...met].slice(1).map((file) => resolve(folder, file)), reachesNode }
}

/** Whether a browser is given another file of a package than Node, whose own no browser runs. */
async function isStandIn(module: string, { inputs }: Metafile, folder: string): Promise<boolean> {
  const [led] = inputs[`${cellSpace}:${module}`]?.imports ?? []
  const ofNode = pathInNode(module, folder)
  if (!led || ofNode === undefined || realpathSync(resolve(folder, led.path)) === realpathSync(ofNode)) return false
  const metafile = await metafileOfCells([ofNode], folder).catch(() => undefined)
  return !metafile || filesBehind(ofNode, metafile, folder).reachesNode
}

function pathInNode(module: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'notebook.js')).resolve(module)
  } catch {
    // It has a form for imports alone, or its file has an ending that Node does not guess.
    return undefined
  }
}
