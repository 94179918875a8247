import { Scoreboard } from './scoreboard.ts'
import { AGAIN, LOST, ON_ITS_WAY, RESENT, TORN } from './segment-ring.ts'

/**
 * The retransmission queue: what was sent and is not acknowledged, a segment an entry: when it was sent last, whether it was
 * sent before, and its fate. It is cut where a report, or what goes again, has another border. Milliseconds.
 */
export class RetransmissionQueue extends Scoreboard {
  /** Sent at, of the oldest and of the newest packet that the last `acknowledge` removed; meaningful after it returned true. */
  oldest = 0
  newest = 0
  /** First offset of the oldest one removed. */
  oldestStart = 0
  /** Where the packet began in which the first segment went out the first time. */
  #packetStart = 0
  /** No segment that begins before it is lost. */
  #lostFrom = 0

  /** A segment [start, end) goes out for the first time. */
  push(start: number, end: number, now: number): void {
    if (this.length === 0) this.#packetStart = this.una = start
    this.append(end, now)
  }

  /** [start, end), of which nothing is reported, goes out again: an ACK of it no longer says which copy it answers (Karn). */
  sentAgain(start: number, end: number, now: number): void {
    let index = this.cut(start)
    this.cut(end)
    for (; index < this.length && this.start(index) < end; index++) {
      this.setFate(index, ON_ITS_WAY)
      this.times[this.at(index)] = now
      this.flags[this.at(index)]! |= AGAIN | RESENT
    }
    // When a packet was sent is known of all of it or of nothing: `acknowledge` looks at its end.
    for (; index < this.length && this.#isTorn(index); index++) this.flags[this.at(index)]! |= AGAIN
  }

  /**
   * Everything below `una` is acknowledged.
   *
   * @returns whether a round-trip time can be taken: packets were acknowledged whole, and nothing of them had been sent twice
   */
  acknowledge(una: number): boolean {
    this.release(una)
    let packets = 0
    let clean = true
    while (this.length > 0 && this.ends[this.head]! <= una) {
      const flags = this.flags[this.head]!
      if (!(flags & TORN)) {
        this.newest = this.times[this.head]!
        if (packets++ === 0) {
          this.oldest = this.newest
          this.oldestStart = this.#packetStart
        }
        if (flags & AGAIN) clean = false
        this.#packetStart = this.ends[this.head]!
      }
      this.dropFirst()
    }
    if (this.length > 0 && this.una < una) this.trimFirst(una)
    this.una = una
    return packets > 0 && clean
  }

  /** From the first to the last of the packets outstanding that hold more than `octets` of data; `undefined` = none does. */
  longerThan(octets: number, dataEnd: number): { start: number; end: number } | undefined {
    let range: { start: number; end: number } | undefined
    let start = this.#packetStart
    for (let i = 0; i < this.length; i++) {
      if (this.#isTorn(i + 1)) continue
      const end = this.end(i)
      if (Math.min(end, dataEnd) - start > octets) range = { start: range?.start ?? start, end }
      start = end
    }
    return range
  }

  /** The segment is lost: to be sent again. */
  lose(index: number): void {
    this.setFate(index, LOST)
    this.#lostFrom = Math.min(this.#lostFrom, this.start(index))
  }

  /** Loses those on their way that `which` picks. */
  loseAll(which: (index: number) => boolean): void {
    for (let i = 0; i < this.length; i++) if (this.fate(i) === ON_ITS_WAY && which(i)) this.lose(i)
  }

  /** None is lost: those that were, are on their way since they were sent. */
  loseNone(): void {
    for (let i = 0; this.lost > 0; i++) if (this.fate(i) === LOST) this.setFate(i, ON_ITS_WAY)
  }

  /** The lowest stretch that is lost, [start, end): no more of it than reaches `most` octets; `undefined` = none is. */
  lowestLost(most: number): [start: number, end: number] | undefined {
    if (this.lost === 0) return undefined
    let index = this.find(this.#lostFrom)
    while (this.fate(index) !== LOST) index++
    const start = this.start(index)
    this.#lostFrom = start
    let end = start
    for (; index < this.length && this.fate(index) === LOST && end - start < most; index++) end = this.end(index)
    return [start, end]
  }

  override forgetSacks(fate: typeof ON_ITS_WAY | typeof LOST): void {
    super.forgetSacks(fate)
    if (fate === LOST) this.#lostFrom = this.una
  }

  /** The one before it went out in the same packet, the first time. */
  #isTorn(index: number): boolean {
    return index > 0 && (this.flags[this.at(index - 1)]! & TORN) !== 0
  }
}
