import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { execa } from 'execa'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** Another text for one source file; paths count from the root of the project. */
export interface Change {
  file: string
  source: string
}

export interface Outcome {
  passed: boolean
  /** It ran longer than it may: a change that makes a loop endless. */
  stuck: boolean
  /** Titles of the tests that failed; none of them when the tests could not even be loaded. */
  failed: string[]
  output: string
  milliseconds: number
}

export interface RunOptions {
  change?: Change
  /** Stop after the first test file that fails. */
  bail?: boolean
  /** How long it may take, in milliseconds. */
  limit: number
}

/**
 * Runs test files against sources of which one is changed, without touching the working tree: each run is a bundle in a
 * temporary folder, with the changed text in place of the file, in a process of its own.
 */
export class Sandbox {
  readonly #folder: string
  #runs = 0

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async create(): Promise<Sandbox> {
    const folder = await mkdtemp(join(tmpdir(), 'ackbook-mutation-'))
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'run.mjs'), RUN)
    return new Sandbox(folder)
  }

  async run(tests: readonly string[], { change, bail = false, limit }: RunOptions): Promise<Outcome> {
    const began = performance.now()
    const bundle = join(this.#folder, `${++this.#runs}.mjs`)
    await build({
      stdin: { contents: tests.map((test) => `import './${test}'\n`).join(''), resolveDir: root },
      outfile: bundle,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
      plugins: change ? [inPlaceOf(change)] : [],
    })
    const heap = '--max-old-space-size=512'
    const result = await execa(process.execPath, [heap, join(this.#folder, 'run.mjs'), bundle, String(bail)], {
      cwd: root,
      all: true,
      reject: false,
      stdin: 'ignore',
      timeout: limit,
      killSignal: 'SIGKILL',
      env: { NO_COLOR: '1', FORCE_COLOR: undefined },
    })
    await rm(bundle)
    return {
      passed: !result.failed,
      stuck: result.timedOut,
      failed: [...result.all.matchAll(/^\s+FAIL\s.*?"(.*)"$/gm)].map(([, title = '']) => title),
      output: result.all,
      milliseconds: performance.now() - began,
    }
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** The files in a folder whose names end so, sorted, as paths from the root. */
export async function filesIn(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true })
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`)
}

/** Does the work on every item, two at a time. */
export async function twoAtATime<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]()
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value)
  }
  await Promise.all([lane(), lane()])
}

/** uvu would run a file's tests when the file is loaded; this one can stop early, and fails when nothing was there to run. */
const RUN = `
globalThis.UVU_DEFER = 1
globalThis.UVU_QUEUE = [[null]]
const { exec } = await import('uvu')
await import(process.argv[2])
if (UVU_QUEUE[0].length < 2) throw new Error('no tests')
await exec(process.argv[3] === 'true')
`

function inPlaceOf({ file, source }: Change): Plugin {
  const path = join(root, file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return {
    name: 'change',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`^${path}$`) }, () => ({ contents: source, loader: 'ts' }))
    },
  }
}
