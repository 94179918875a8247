import { emptyList } from '../../list.ts'

/** By what a recovery turned out to be for nothing. */
export type UndoneBy = 'timestamps' | 'DSACK'

/** What an ACK says of copies. Offsets from ISS, milliseconds. */
export interface Evidence {
  /** SND.UNA after it. */
  una: number
  /** When what it echoes was sent, by its timestamp; `undefined` without one, or when it acknowledges nothing new. */
  echoed: number | undefined
  /** What it reports as having come twice (RFC 2883). */
  duplicate: { left: number; right: number } | undefined
}

interface ResentRange {
  start: number
  end: number
}

interface Episode {
  /** Brings cwnd and ssthresh back. */
  restore: () => void
  /** A timeout is what began it. */
  byTimeout: boolean
  /** What was sent again first. */
  first: (ResentRange & { time: number }) | undefined
  /** Sent again, and not reported as duplicate. */
  copies: ResentRange[]
}

/** Recoveries that wait for their duplicates to be reported, at most. */
const MAX_EPISODES = 16

/**
 * Whether what a recovery answered was a loss at all, or something that was only late. With timestamps the first ACK of
 * what was sent again tells which copy had come (Eifel, RFC 3522 §3.2); without, the reports of duplicates do, once every
 * copy is among them (RFC 3708). Those come a round trip later: a next recovery may have begun meanwhile.
 */
export class Undo {
  /** Recoveries of which nothing is known yet, oldest first; the last is the one at hand, or was. */
  readonly #episodes: Episode[] = emptyList()
  /** What was sent again, in whatever recovery, and is not acknowledged, in order and apart; when, the first time. */
  readonly #resent: (ResentRange & { time: number })[] = emptyList()

  /** Was anything sent again that an ACK can still tell of? */
  get watches(): boolean {
    return this.#resent.length > 0 || this.#episodes.length > 0
  }

  /** A recovery begins. @param restore brings back what it is going to reduce */
  begin(restore: () => void, byTimeout: boolean): void {
    const last = this.#episodes.at(-1)
    if (last?.copies.length === 0) this.#episodes.pop()
    this.#episodes.push({ restore, byTimeout, first: undefined, copies: [] })
    if (this.#episodes.length > MAX_EPISODES) this.#episodes.shift()
  }

  /** There was a loss: what was reduced stays so. */
  forget(): void {
    this.#episodes.length = 0
  }

  /** [start, end) goes out again. */
  resent(start: number, end: number, now: number): void {
    // An echo of an earlier copy is not one of the original (RFC 3522 §3.2, step 1: the first retransmit).
    const at = this.#firstBeyond(start)
    let time = now
    let index = at
    for (; (this.#resent[index]?.start ?? Infinity) < end; index++) time = Math.min(time, this.#resent[index]!.time)
    if (index === at) this.#resent.splice(at, 0, { start, end, time })
    const episode = this.#episodes.at(-1)
    if (!episode) return
    episode.first ??= { start, end, time }
    episode.copies.push({ start, end })
  }

  /**
   * An ACK has come. If it shows that nothing was lost, what was reduced is brought back.
   *
   * @returns by what it shows that, and whether a timeout had begun it
   */
  judge({ una, echoed, duplicate }: Evidence): { by: UndoneBy; byTimeout: boolean } | undefined {
    const gone = this.#firstBeyond(una)
    if (gone > 0) this.#resent.splice(0, gone)
    const episode = this.#episodes.at(-1)
    if (!episode) return undefined
    // An original may have come and its ACK been lost: then the duplicates tell, not the clock (RFC 3522 §3.2, step 5).
    if (duplicate)
      return this.#duplicated(duplicate.left, duplicate.right) ? this.#restore(episode, 'DSACK') : undefined
    const { first } = episode
    if (!first || echoed === undefined || una < first.end) return undefined
    if (echoed < Math.floor(first.time)) return this.#restore(episode, 'timestamps')
    this.forget()
    return undefined
  }

  /** Where the first of what was sent again stands that ends beyond `offset`: a recovery may hold thousands. */
  #firstBeyond(offset: number): number {
    let [low, high] = [0, this.#resent.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#resent[middle]!.end > offset) high = middle
      else low = middle + 1
    }
    return low
  }

  #restore({ restore, byTimeout }: Episode, by: UndoneBy): { by: UndoneBy; byTimeout: boolean } {
    restore()
    this.forget()
    return { by, byTimeout }
  }

  /** One copy of [left, right) was not needed. @returns whether that was the last one of the recovery at hand */
  #duplicated(left: number, right: number): boolean {
    const overlaps = ({ start, end }: ResentRange): boolean => start < right && left < end
    const at = this.#episodes.findIndex(({ copies }) => copies.some(overlaps))
    const episode = this.#episodes[at]
    if (!episode) return false
    const index = episode.copies.findIndex(overlaps)
    const { start, end } = episode.copies[index]!
    const rest: ResentRange[] = []
    if (start < left) rest.push({ start, end: left })
    if (right < end) rest.push({ start: right, end })
    episode.copies.splice(index, 1, ...rest)
    if (episode.copies.length > 0) return false
    const next = this.#episodes[at + 1]
    if (!next) return true
    // It was for nothing, and the next one reduced what had been reduced already: back to before the first, if at all.
    next.restore = episode.restore
    this.#episodes.splice(at, 1)
    return false
  }
}
