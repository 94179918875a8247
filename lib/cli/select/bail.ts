import { type Entry, isBad } from '../../report/index.ts'
import { count } from '../../words.ts'

/** Ends the work after so many notebooks that are not good: those under way come to their end, no other begins. */
export class Bail {
  readonly #limit: number
  #bad = 0
  #unbegun = 0

  /** @param limit none without it */
  constructor(limit: number = Number.POSITIVE_INFINITY) {
    this.#limit = limit
  }

  /** Whether nothing more is to begin. */
  get isOver(): boolean {
    return this.#bad >= this.#limit
  }

  /** How many would have begun. */
  get unbegun(): number {
    return this.#unbegun
  }

  note({ outcome }: Pick<Entry, 'outcome'>): void {
    if (isBad(outcome)) this.#bad += 1
  }

  /** Whether the one whose turn comes may begin. */
  mayBegin(): boolean {
    if (this.isOver) this.#unbegun += 1
    return !this.isOver
  }

  /** What is said at the end; `undefined` where all began. */
  sentence(): string | undefined {
    if (this.#unbegun === 0) return undefined
    const why = `${count(this.#bad, 'notebook is', 'notebooks are')} not good (--bail)`
    return `${why}: ${count(this.#unbegun, 'more was', 'more were')} not run`
  }
}
