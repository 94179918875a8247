import { resolve } from 'node:path'
import { type Kept, VerifiedCache } from '../cache/index.ts'
import { chooseAnyKernel } from '../gateway/choose.ts'
import { cellName, type Notebook } from '../notebook/index.ts'
import type { Entry } from '../report/index.ts'
import type { KnownResults } from './execute.ts'
import type { Io } from './io.ts'
import { type CacheArguments, folderOfKept, forgiving, whyNothingStands } from './kept.ts'
import { type Loaded, whole } from './load.ts'
import { shownPath } from './shown-path.ts'

export interface KnownOptions extends CacheArguments {
  /** Tells of each notebook why it is run, or is not. */
  why?: boolean
  update?: boolean
  /** Seconds a cell may take. */
  timeout?: number
}

/**
 * The notebooks that were verified before and need not be run. Where nothing can be kept, all are run, and stderr is told why: that is
 * no fault of theirs.
 */
export class KnownNotebooks implements KnownResults {
  readonly #options: KnownOptions
  readonly #io: Io
  readonly #off: string | undefined
  readonly #cache: VerifiedCache | undefined
  readonly #forgiving: ReturnType<typeof forgiving>

  constructor(options: KnownOptions, io: Io) {
    this.#options = options
    this.#io = io
    this.#forgiving = forgiving(io)
    this.#off = whyNothingStands(options, io)
    if (this.#off !== undefined) return
    this.#cache = new VerifiedCache({
      folder: folderOfKept(options, io),
      env: io.env,
      shown: (path) => shownPath(path, io.cwd),
    })
  }

  async find(loaded: Loaded): Promise<Entry | { why: string | undefined }> {
    const { why: isAsked = false, update = false } = this.#options
    const told = (why: string) => ({ why: isAsked ? why : undefined })
    // One that cannot be read any more is told of when its turn comes.
    const read = this.#cache && (await whole(loaded, this.#io).catch(() => undefined))
    const looked = read && (await this.#tried((cache) => this.#look(cache, read)))
    if (!looked) return told(this.#off === undefined ? 'nothing can be kept' : `it is run because of ${this.#off}`)
    if (looked.status === 'changed') return told(looked.why)
    if (update) return told('it is run because of --update')
    const { kept } = looked
    const { versions } = kept
    const { path, name, notebook } = loaded
    const slow = await this.#tooSlow(notebook, kept)
    if (slow !== undefined) return told(slow)
    return {
      ...{ name, notebook, date: kept.date, outcome: 'unchanged', verification: kept.verification },
      ...(isAsked ? { why: `all ${looked.parts()} things that it hangs on are the same` } : {}),
      run: {
        path,
        kernel: kept.kernel,
        ...(versions && { versions }),
        cells: kept.cells,
        findings: [],
        milliseconds: 0,
      },
    }
  }

  /** It was verified with more time than there is now. */
  async #tooSlow(notebook: Notebook, { cells }: Kept): Promise<string | undefined> {
    const { planOf } = await import('../run/plan.ts')
    const { timeout } = this.#options
    const took = new Map(cells.map(({ index, milliseconds }) => [index, milliseconds]))
    const slow = planOf(notebook, timeout === undefined ? {} : { timeout }).find(
      (step) => (took.get(step.index) ?? 0) > step.timeout,
    )
    if (!slow) return undefined
    const seconds = Math.round(took.get(slow.index)! / 1000)
    return `${cellName(slow.cell, slow.index)} took ${seconds} s, and may take ${slow.timeout / 1000} s`
  }

  /** Keeps what came of a notebook that was run, if that was good. */
  keep({ path }: Loaded, { outcome, verification, run, date }: Entry): void {
    if (outcome !== 'verified' || verification?.findings.length !== 0 || date === undefined) return
    const { kernel, versions, cells } = run
    this.#cache?.keep(resolve(this.#io.cwd, path), { date, kernel, versions, cells, verification })
  }

  /** A notebook that was run and was not good, or not at once. */
  forget({ path }: Loaded): void {
    this.#cache?.forget(resolve(this.#io.cwd, path))
  }

  async close(): Promise<void> {
    await this.#tried((cache) => cache.close())
  }

  async #look(cache: VerifiedCache, { notebook, fingerprint, path: given, settings }: Loaded) {
    const path = resolve(this.#io.cwd, given)
    const { gateway } = settings
    const choice = await chooseAnyKernel(notebook, path, { kernel: settings.kernelFor(notebook), gateway })
    const { env, cwd } = await settings.run()
    const { config, rules } = settings
    return cache.look({ notebook, fingerprint, path, choice, asked: { settings: rules, config, env, cwd } })
  }

  async #tried<Result>(use: (cache: VerifiedCache) => Promise<Result>): Promise<Result | undefined> {
    const cache = this.#cache
    return cache && this.#forgiving(() => use(cache))
  }
}
