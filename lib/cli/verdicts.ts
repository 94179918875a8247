import { resolve, sep } from 'node:path'
import { type Believed, believed, type Circumstances, leftVerdict, Verdicts } from '../cache/index.ts'
import { FileError } from '../files/index.ts'
import type { PageVerification } from '../lesson/index.ts'
import { type Entry, formatProblem } from '../report/index.ts'
import { count } from '../words.ts'
import type { Io } from './io.ts'
import { type CacheArguments, folderOfKept, whyNothingStands } from './kept.ts'
import { type Loaded, whole } from './load.ts'
import { shownPath } from './shown-path.ts'
import { version } from './version.ts'

/**
 * What verifying found, left in the projects of the notebooks for whoever makes pages of them later. Where that cannot be, stderr is
 * told: it is no fault of the notebooks.
 */
export class LeftVerdicts {
  readonly #options: CacheArguments
  readonly #io: Pick<Io, 'cwd' | 'env' | 'stderr'>
  readonly #kept: string
  readonly #verdicts: Verdicts
  #isBroken = false
  readonly #damaged: string[] = []

  constructor(options: CacheArguments, io: Pick<Io, 'cwd' | 'env' | 'stderr'>) {
    this.#options = options
    this.#io = io
    this.#kept = folderOfKept(options, io)
    this.#verdicts = new Verdicts(this.#kept)
  }

  /**
   * Leaves what was found, in place of what was left before; of what was not compared, or is stored anew, nothing.
   *
   * @param loaded as it was verified
   */
  async leave(loaded: Loaded, entry: Entry): Promise<void> {
    if (this.#isBroken) return
    const path = this.#fileOf(loaded)
    const { verification, outcome, run } = entry
    const circumstances = circumstancesOf(entry)
    if (!verification || !circumstances || outcome === 'updated' || outcome === 'nothing') {
      this.#verdicts.forget(path)
      return
    }
    try {
      const { notebook } = await whole(loaded, this.#io)
      await this.#verdicts.leave(path, leftVerdict(notebook, run, verification, circumstances))
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      this.#breakOff(error)
    }
  }

  /**
   * What a page may say of its notebook.
   *
   * @param verified what came of it, where that was just done; nothing else counts then
   */
  async pageVerification(
    loaded: Loaded,
    verified: { loaded: Loaded; entry: Entry } | undefined,
  ): Promise<PageVerification | undefined> {
    const known = verified ? await this.#ofEntry(loaded, verified) : await this.#left(loaded)
    if (!known) return undefined
    const { verdict, ...said } = known
    return { ...said, verified: verdict === 'verified' && known.changed.length === 0 }
  }

  /** Says of which notebooks something was left that is not believed. */
  close(): void {
    const [first, ...others] = this.#damaged
    if (first === undefined) return
    const what = 'what was left of its verifying was changed since, or comes from elsewhere, and is passed over'
    const more = others.length > 0 ? ` So it is with ${count(others.length, 'more notebook')}.` : ''
    this.#io.stderr.write(formatProblem(first, what, `ackbook verify leaves it anew.${more}`))
  }

  /** Only of the very bytes that were verified. */
  async #ofEntry(loaded: Loaded, { loaded: before, entry }: { loaded: Loaded; entry: Entry }) {
    const { verification, outcome, run } = entry
    const circumstances = circumstancesOf(entry)
    if (!verification || !circumstances || outcome === 'nothing' || before.fingerprint !== loaded.fingerprint)
      return undefined
    const { notebook } = await whole(loaded, this.#io)
    return believed(leftVerdict(notebook, run, verification, circumstances), notebook)
  }

  async #left(loaded: Loaded): Promise<Believed | undefined> {
    const looked = await this.#verdicts.look(this.#fileOf(loaded), async () => (await whole(loaded, this.#io)).notebook)
    if (looked.status === 'damaged') this.#damaged.push(loaded.path)
    return looked.status === 'known' ? looked.believed : undefined
  }

  #fileOf({ path }: Loaded): string {
    return resolve(this.#io.cwd, path)
  }

  #breakOff({ path, message }: FileError): void {
    if (this.#isBroken) return
    this.#isBroken = true
    // Who uses that folder for more has told it.
    if (whyNothingStands(this.#options, this.#io) === undefined && `${path}${sep}`.startsWith(this.#kept + sep)) return
    const meaning = 'Pages made later will not tell what was verified.'
    this.#io.stderr.write(formatProblem(shownPath(path, this.#io.cwd), message, meaning))
  }
}

function circumstancesOf({ date, run, commit }: Entry): Circumstances | undefined {
  if (date === undefined) return undefined
  const versions = [...(run.versions ?? []), { name: 'ackbook', version: version() }]
  return { date, kernel: run.kernel, versions, ...(commit && { commit }) }
}
