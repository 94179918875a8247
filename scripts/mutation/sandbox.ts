import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { execa } from 'execa'

const root = fileURLToPath(new URL('../..', import.meta.url))

const LEFT_OUT = /[\\/](dist|node_modules)$/

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
  /** What the changed sources have put into `globalThis.reached`. */
  reached: number[]
  milliseconds: number
}

export interface RunOptions {
  changes?: readonly Change[]
  /** Stop after the first test file that fails. */
  bail?: boolean
  /** How long it may take, in milliseconds. */
  limit: number
}

/**
 * A copy of the engine and its tests, as they are now, in a temporary folder. Each run bundles some test files, with changed
 * texts in place of files of the copy, and runs the bundle in a process of its own.
 */
export class Sandbox {
  readonly #folder: string
  #runs = 0

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async create(): Promise<Sandbox> {
    const folder = await mkdtemp(join(tmpdir(), 'ackbook-mutation-'))
    const copy = (part: string): Promise<void> =>
      cp(join(root, part), join(folder, part), { recursive: true, filter: (path) => !LEFT_OUT.test(path) })
    await Promise.all(['lib', 'test/helpers', 'test/tcp'].map(copy))
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'run.mjs'), RUN)
    return new Sandbox(folder)
  }

  /** The text of a file of the copy. */
  read(file: string): Promise<string> {
    return readFile(join(this.#folder, file), 'utf8')
  }

  /** The files in a folder of the copy whose names end so, sorted. */
  async files(folder: string, ending: string): Promise<string[]> {
    const names = await readdir(join(this.#folder, folder), { recursive: true })
    return names
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => `${folder}/${name}`)
  }

  /** @throws Error when a changed source cannot be bundled */
  async run(tests: readonly string[], { changes = [], bail = false, limit }: RunOptions): Promise<Outcome> {
    const began = performance.now()
    const bundle = join(this.#folder, `${++this.#runs}.mjs`)
    await build({
      stdin: { contents: tests.map((test) => `import './${test}'\n`).join(''), resolveDir: this.#folder },
      outfile: bundle,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
      plugins: [this.#inPlaceOf(changes)],
    })
    // What a change sets loose must not take the machine's memory.
    const heap = '--max-old-space-size=512'
    const result = await execa(process.execPath, [heap, join(this.#folder, 'run.mjs'), bundle, String(bail)], {
      cwd: this.#folder,
      all: true,
      reject: false,
      stdin: 'ignore',
      timeout: limit,
      killSignal: 'SIGKILL',
      env: { NO_COLOR: '1', FORCE_COLOR: undefined },
    })
    await rm(bundle)
    const [, reached = ''] = /^reached (.*)$/m.exec(result.all) ?? []
    return {
      passed: !result.failed,
      stuck: result.timedOut,
      failed: [...result.all.matchAll(/^\s+FAIL\s.*?"(.*)"$/gm)].map(([, title = '']) => title),
      output: result.all,
      reached: reached === '' ? [] : reached.split(',').map(Number),
      milliseconds: performance.now() - began,
    }
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  #inPlaceOf(changes: readonly Change[]): Plugin {
    const byPath = new Map(changes.map(({ file, source }) => [join(this.#folder, file), source]))
    return {
      name: 'changes',
      setup({ onLoad }) {
        if (byPath.size === 0) return
        onLoad({ filter: /\.ts$/ }, ({ path }) => {
          const contents = byPath.get(path)
          return contents === undefined ? undefined : { contents, loader: 'ts' }
        })
      },
    }
  }
}

/** Does the work on every item, two at a time. What one throws is thrown when the other has come to rest too. */
export async function twoAtATime<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items]
  const lane = async (): Promise<void> => {
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next)
    } finally {
      queue.length = 0
    }
  }
  const ends = await Promise.allSettled([lane(), lane()])
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** uvu would run a file's tests when the file is loaded; this one can stop early, and fails when nothing was there to run. */
const RUN = `
globalThis.UVU_DEFER = 1
globalThis.UVU_QUEUE = [[null]]
globalThis.reached = new Set()
process.on('exit', () => reached.size > 0 && console.log('\\nreached ' + [...reached]))
const { exec } = await import('uvu')
await import(process.argv[2])
if (UVU_QUEUE[0].length < 2) throw new Error('no tests')
await exec(process.argv[3] === 'true')
`
