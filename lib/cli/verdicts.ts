import { resolve, sep } from 'node:path'
import {
  type Believed,
  believed,
  type Circumstances,
  type Commit,
  type LeftVerdict,
  leftVerdict,
  Verdicts,
} from '../cache/index.ts'
import { FileError } from '../files/index.ts'
import type { PageVerification } from '../lesson/index.ts'
import { type Entry, formatProblem, isBad } from '../report/index.ts'
import { count } from '../words.ts'
import { Commits } from './commit.ts'
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
  readonly #folder: string
  readonly #verdicts: Verdicts
  readonly #commits = new Commits()
  /** What is to be left, by the files of the notebooks. */
  readonly #kept = new Map<string, { verdict: LeftVerdict; commit?: Promise<Commit | undefined> } | undefined>()
  readonly #damaged: string[] = []

  constructor(options: CacheArguments, io: Pick<Io, 'cwd' | 'env' | 'stderr'>) {
    this.#options = options
    this.#io = io
    this.#folder = folderOfKept(options, io)
    this.#verdicts = new Verdicts(this.#folder)
  }

  /**
   * Keeps what was found, to be left when it is closed in place of what was left before: of what was not compared, or is stored anew,
   * nothing. What was found of some cells is not left: where it contradicts what was left of all, that goes.
   *
   * @param loaded as it was verified, whole
   */
  keep({ path, notebook, chosen }: Loaded, { verification, outcome, run, date }: Entry): void {
    const file = resolve(this.#io.cwd, path)
    if (chosen && !isBad(outcome)) return
    if (chosen || !verification || date === undefined || outcome === 'updated' || hasNoVerdict(outcome)) {
      this.#kept.set(file, undefined)
      return
    }
    const commit = this.#commits.of(file)
    this.#kept.set(file, { verdict: leftVerdict(notebook, run, verification, circumstancesOf(run, date)), commit })
  }

  /** One that was not run, since it stands: what was left of its run stands as well, if it is there. */
  async keepUnchanged(loaded: Loaded, entry: Entry): Promise<void> {
    const { run, verification, date } = entry
    const file = this.#fileOf(loaded)
    if (!verification || date === undefined || this.#verdicts.dateOf(file) === date) return
    // Of which commit it was, nobody knows any more.
    const { notebook } = await whole(loaded, this.#io)
    this.#kept.set(file, { verdict: leftVerdict(notebook, run, verification, circumstancesOf(run, date)) })
  }

  async close(): Promise<void> {
    for (const [file, kept] of this.#kept) {
      try {
        const commit = await kept?.commit
        if (kept) await this.#verdicts.leave(file, { ...kept.verdict, ...(commit && { commit }) })
        else this.#verdicts.forget(file)
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        this.#tell(error)
        return
      }
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
  tellDamaged(): void {
    const [first, ...others] = this.#damaged
    if (first === undefined) return
    const what = 'what was left of its verifying was changed since, or comes from elsewhere, and is passed over'
    const more = others.length > 0 ? ` So it is with ${count(others.length, 'more notebook')}.` : ''
    this.#io.stderr.write(formatProblem(first, what, `ackbook verify leaves it anew.${more}`))
  }

  /** Only of the very bytes that were verified; with all that was left of it, if that could be. */
  async #ofEntry(loaded: Loaded, { loaded: before, entry }: { loaded: Loaded; entry: Entry }) {
    const { verification, outcome, run, date } = entry
    if (!verification || date === undefined || hasNoVerdict(outcome) || before.fingerprint !== loaded.fingerprint)
      return undefined
    if (this.#verdicts.dateOf(this.#fileOf(loaded)) === date) return this.#left(loaded)
    const { notebook } = await whole(loaded, this.#io)
    return believed(leftVerdict(notebook, run, verification, circumstancesOf(run, date)), notebook)
  }

  async #left(loaded: Loaded): Promise<Believed | undefined> {
    const looked = await this.#verdicts.look(this.#fileOf(loaded), async () => (await whole(loaded, this.#io)).notebook)
    if (looked.status === 'damaged') this.#damaged.push(loaded.path)
    return looked.status === 'known' ? looked.believed : undefined
  }

  #fileOf({ path }: Loaded): string {
    return resolve(this.#io.cwd, path)
  }

  #tell({ path, message }: FileError): void {
    // Who uses that folder for more has told it.
    if (whyNothingStands(this.#options, this.#io) === undefined && `${path}${sep}`.startsWith(this.#folder + sep))
      return
    const meaning = 'Pages made later will not tell what was verified.'
    this.#io.stderr.write(formatProblem(shownPath(path, this.#io.cwd), message, meaning))
  }
}

/** Nothing was compared, or it was good only when it was run again. */
function hasNoVerdict(outcome: Entry['outcome']): boolean {
  return outcome === 'nothing' || outcome === 'flaky'
}

function circumstancesOf({ kernel, versions = [] }: Entry['run'], date: string): Circumstances {
  return { date, kernel, versions: [...versions, { name: 'ackbook', version: version() }] }
}
