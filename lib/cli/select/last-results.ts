import { resolve } from 'node:path'
import { LastRuns } from '../../cache/index.ts'
import type { Entry } from '../../report/index.ts'
import { count } from '../../words.ts'
import type { Io } from '../io.ts'
import { type CacheArguments, folderOfKept, whyNothingStands } from '../kept.ts'
import type { Loaded } from '../load.ts'

/** What became of notebooks the last time; where nothing may be kept, nothing is known. */
export class LastResults {
  readonly #io: Pick<Io, 'cwd'>
  readonly #runs: LastRuns | undefined
  readonly #off: string | undefined

  constructor(command: 'verify' | 'run', options: CacheArguments, io: Io) {
    this.#io = io
    const off = whyNothingStands(options, io)
    // What is said in brackets is of options that only verify has.
    this.#off = command === 'run' ? off?.replace(/ \(.*\)$/, '') : off
    if (this.#off === undefined) this.#runs = new LastRuns(folderOfKept(options, io), command)
  }

  /** Those that were not good the last time, those of which nothing is known, and a sentence about it. */
  failedOf(notebooks: readonly Loaded[]): { notebooks: Loaded[]; remark: string[] } {
    const results = notebooks.map((loaded) => this.#runs?.wasGood(this.#fileOf(loaded)))
    const failed = results.filter((result) => result === false).length
    const left = notebooks.filter((_, at) => results[at] !== true)
    const unknown = left.length - failed
    const all = count(notebooks.length, 'notebook')
    const why = this.#off === undefined ? '' : `, because of ${this.#off}`
    const others = unknown > 0 ? `, and ${unknown} of which nothing is known` : ''
    if (notebooks.length === 0) return { notebooks: left, remark: [] }
    if (unknown === notebooks.length)
      return { notebooks: left, remark: [`--last-failed: nothing is known of a run before${why}: all are run`] }
    if (left.length === 0)
      return { notebooks: left, remark: [`--last-failed: all were good the last time (${all}): nothing is run`] }
    return { notebooks: left, remark: [`--last-failed: ${failed} of ${all}${others}`] }
  }

  /** Keeps what became of those that were to be run. One of which some cells were looked at is not known to be good by that. */
  async keep(
    notebooks: readonly Loaded[],
    { entries }: { entries: readonly { loaded: Loaded; entry: Entry }[] },
  ): Promise<void> {
    const runs = this.#runs
    if (!runs) return
    const outcomes = new Map(entries.map(({ loaded, entry }) => [loaded.path, entry.outcome]))
    for (const loaded of notebooks) {
      const outcome = outcomes.get(loaded.path)
      const isGood = outcome !== undefined && outcome !== 'failed' && outcome !== 'differs'
      if (!isGood || loaded.chosen === undefined) runs.note(this.#fileOf(loaded), isGood)
    }
    await runs.keep()
  }

  #fileOf({ path }: Loaded): string {
    return resolve(this.#io.cwd, path)
  }
}
