import { LossRecovery, type RecoveryParts, type SackNews } from './loss-recovery.ts'
import { DUP_THRESH } from './scoreboard.ts'
import { type LOST, ON_ITS_WAY, SACKED } from './segment-ring.ts'
import type { Cause } from './sender-events.ts'

/** Loss recovery by what SACK reports (RFC 6675; RFC 2018, 2883). */
export class SackRecovery extends LossRecovery {
  /** The octet up to which what is missing was resent in a recovery that was undone, and is on its way. */
  protected undoneRxt = 0
  /** Told of each segment that is reported. */
  protected seen: ((index: number) => void) | undefined
  /** What becomes of what was reported when that counts no more. */
  protected forgotten: typeof ON_ITS_WAY | typeof LOST = ON_ITS_WAY
  #rescueRxt = 0
  /** What was found is RFC 6675's rescue: HighRxt stays. */
  #rescuing = false

  constructor(parts: RecoveryParts) {
    super(parts)
    const { rate } = parts
    if (rate) this.seen = (index) => rate.delivering(index)
  }

  /** @see RFC 6675 §4, SetPipe */
  override get pipe(): number {
    const { queue, phase } = this
    if (phase === 'loss' || queue.sacked === 0) return super.pipe
    const { una, flight } = this.snd
    // What is lost and resent is there once, what is resent and not lost twice.
    return flight - queue.sacked - queue.missing(phase === 'fast' ? this.highRxt : una, queue.lostEdge(this.smss))
  }

  protected override get lossesFound(): number {
    return this.queue.lostEdge(this.smss)
  }

  override newAck(acked: number, now: number): boolean {
    const { queue, snd } = this
    if (queue.length > 0 && queue.fate(0) === SACKED) {
      // The octet at SND.UNA was reported once and is not acknowledged now: the receiver has dropped it (RFC 2018 §8).
      queue.forgetSacks(this.forgotten)
      this.parts.report({ type: 'reneged', time: now, seq: snd.seq(snd.una) })
    }
    return super.newAck(acked, now)
  }

  /** Blocks above SND.UNA are noted, a duplicate's block is reported, nonsense is ignored. */
  override takeSack(blocks: readonly (readonly [number, number])[], now: number): SackNews {
    const { snd } = this
    const news: SackNews = { added: 0, duplicate: undefined }
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i]!
      const left = snd.offset(block[0])
      const right = snd.offset(block[1])
      if (left >= right || right > snd.nxt) continue
      if (i === 0 && this.#isRepeated(left, right, blocks[1])) {
        this.parts.report({ type: 'dsack', time: now, left: block[0], right: block[1] })
        news.duplicate = { left, right }
      } else if (left > snd.una) {
        news.added += this.queue.sack(left, right, this.seen)
      }
    }
    return news
  }

  override isDuplicate(_repeats: boolean, added: number): boolean {
    return added > 0
  }

  /** @see RFC 6675 §4, NextSeg (3) and (4) */
  override nextSpeculative(): boolean {
    if (this.phase !== 'fast' || this.room < this.smss) return false
    this.cause = 'rescue'
    const { una, nxt } = this.snd
    const { highest } = this.queue
    const from = this.queue.hole(Math.max(una, this.highRxt))
    if (from < highest) return this.found(from, nxt, true)
    // The rescue: the hole at the very end, which no SACK can ever report.
    if (una <= this.#rescueRxt || highest >= nxt) return false
    this.#rescuing = true
    return this.found(Math.max(una, highest, nxt - this.smss), nxt, true)
  }

  protected override resentUpTo(to: number): void {
    // The first one guards against a premature rescue too (RFC 6675 §5, step 4.3).
    if (this.#rescuing) this.#rescueRxt = this.recover
    else if (this.forced && this.phase === 'fast') this.#rescueRxt = to
    if (!this.#rescuing) super.resentUpTo(to)
  }

  /** @see RFC 6675 §4, NextSeg (1) */
  protected override nextLost(): boolean {
    this.#rescuing = false
    if (this.forced || this.phase === 'loss') return super.nextLost()
    if (this.room < this.smss) return false
    const from = this.queue.hole(Math.max(this.snd.una, this.highRxt))
    return from < this.queue.lostEdge(this.smss) && this.found(from, this.snd.nxt, true)
  }

  protected override duplicateAck(now: number): void {
    if (this.phase !== 'open') return
    const { una } = this.snd
    // What a recovery that was undone has resent is on its way: only what lies above it may be lost anew.
    const resent = this.undoneRxt > una
    const lost = this.queue.isLost(resent ? this.queue.hole(this.undoneRxt) : una, this.smss)
    if (!lost && (resent || this.dupAcks < DUP_THRESH)) return
    if (una >= this.recover) this.enter(this.dupAcks >= DUP_THRESH ? 'third duplicate' : 'SACK', now)
  }

  protected override enterFast(cause: Cause): void {
    const { una, nxt } = this.snd
    this.recover = nxt
    this.highRxt = Math.max(una, this.undoneRxt)
    this.#rescueRxt = 0
    this.reason = 'SACK'
    if (this.highRxt === una) this.forced = cause
  }

  protected override fastAck(_acked: number, now: number): boolean {
    const { una } = this.snd
    if (una >= this.recover) this.leave(this.congestion.cwnd, now)
    else this.parts.report({ type: 'partial-ack', time: now, seq: this.snd.seq(una) })
    return true
  }

  protected override lostByTimeout(_now: number): void {
    if (this.parts.settings.sackAfterTimeout !== 'keep') this.queue.forgetSacks(this.forgotten)
  }

  /** What else is missing may be lost in earnest. Without SACK, the copies themselves make duplicate ACKs. */
  protected override undone(recovering: boolean): void {
    if (!recovering) return
    this.recover = this.snd.una
    this.undoneRxt = this.highRxt
  }

  /** RFC 2883 §4: the first block lies below the ACK, or within the second. */
  #isRepeated(left: number, right: number, second: readonly [number, number] | undefined): boolean {
    if (right <= this.snd.una) return true
    return second !== undefined && left >= this.snd.offset(second[0]) && right <= this.snd.offset(second[1])
  }
}
