import { relative, resolve } from 'node:path'
import { VerifiedCache } from '../cache/index.ts'
import { cacheFolder, FileError } from '../files/index.ts'
import { chooseKernel } from '../kernel/choose.ts'
import { type Entry, formatProblem } from '../report/index.ts'
import type { Known } from './execute.ts'
import type { Io } from './io.ts'
import { type Loaded, whole } from './load.ts'

export interface CacheArguments {
  /** Whether what was verified before may stand; unless told, not where `CI` is set. */
  cache?: boolean
  /** Where it is kept. */
  cacheDir?: string
  /** Tells of each notebook why it is run, or is not. */
  why?: boolean
}

/** Why nothing is looked up, or `undefined` when it is. */
function whyNoCache({ cache }: CacheArguments, { env }: Pick<Io, 'env'>): string | undefined {
  if (cache === false) return 'it is run because of --no-cache'
  if (cache === undefined && env.CI && env.CI !== 'false' && env.CI !== '0')
    return 'it is run because CI is set; --cache lets stand what is kept'
  return undefined
}

/** The folder of what is kept, absolute. */
function folderOfCache({ cacheDir }: CacheArguments, { cwd, env }: Pick<Io, 'cwd' | 'env'>): string {
  return cacheDir === undefined ? resolve(cwd, cacheFolder(env)) : resolve(cwd, cacheDir)
}

export interface KnownOptions extends CacheArguments {
  kernel?: string
  update?: boolean
}

/**
 * The notebooks that were verified before and need not be run. Where nothing can be kept, all are run, and stderr is told why: that is
 * no fault of theirs.
 */
export class KnownNotebooks implements Known {
  readonly #options: KnownOptions
  readonly #io: Io
  readonly #off: string | undefined
  readonly #cache: VerifiedCache | undefined
  #broken: FileError | undefined

  constructor(options: KnownOptions, io: Io) {
    this.#options = options
    this.#io = io
    this.#off = whyNoCache(options, io)
    if (this.#off !== undefined) return
    this.#cache = new VerifiedCache({
      folder: folderOfCache(options, io),
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
    if (!looked) return told(this.#off ?? 'nothing can be kept')
    if (looked.status === 'changed') return told(looked.why)
    if (update) return told('it is run because of --update')
    const { kept } = looked
    const { path, name, notebook } = loaded
    return {
      ...{ name, notebook, date: kept.date, outcome: 'unchanged', verification: kept.verification },
      ...(isAsked ? { why: `all ${looked.parts} things that it hangs on are the same` } : {}),
      run: { path, kernel: kept.kernel, cells: kept.cells, findings: [], milliseconds: 0 },
    }
  }

  /** Keeps what came of a notebook that was run, if that was good. */
  keep({ path }: Loaded, { outcome, verification, run, date }: Entry): void {
    if (outcome !== 'verified' || verification?.findings.length !== 0 || date === undefined) return
    this.#cache?.keep(resolve(this.#io.cwd, path), { date, kernel: run.kernel, cells: run.cells, verification })
  }

  async close(): Promise<void> {
    await this.#tried((cache) => cache.close())
  }

  async #look(cache: VerifiedCache, { notebook, fingerprint, path: given }: Loaded) {
    const path = resolve(this.#io.cwd, given)
    const choice = await chooseKernel(notebook, path, { kernel: this.#options.kernel })
    return cache.look({ notebook, fingerprint, path, choice })
  }

  /** A folder that cannot be used is said once; the notebooks are none the worse for it. */
  async #tried<Result>(use: (cache: VerifiedCache) => Promise<Result>): Promise<Result | undefined> {
    if (!this.#cache || this.#broken) return undefined
    try {
      return await use(this.#cache)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      this.#broken = error
      const remedy = 'What is verified is not kept; --cache-dir names another folder, --no-cache does without.'
      this.#io.stderr.write(formatProblem(error.path, error.message, remedy))
      return undefined
    }
  }
}

function shownPath(path: string, cwd: string): string {
  const way = relative(cwd, path)
  return way === '' || way.startsWith('..') ? path : way
}
