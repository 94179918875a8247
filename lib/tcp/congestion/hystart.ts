import type { CongestionAck } from './types.ts'

/** RFC 9406 §4.3; times in milliseconds. */
const MIN_RTT_THRESH = 4
const MAX_RTT_THRESH = 16
const MIN_RTT_DIVISOR = 8
const N_RTT_SAMPLE = 8
const CSS_GROWTH_DIVISOR = 4
const CSS_ROUNDS = 5
/** Segments that one ACK may add, for a sender that does not pace. */
const L = 8

/**
 * HyStart++ (RFC 9406): leaves slow start when round-trip times rise, before packets are lost. A rise first slows the growth
 * (Conservative Slow Start); if it lasts five rounds slow start is over, if it was a blip slow start resumes.
 */
export class HyStart {
  /** Slow start is over: ssthresh = cwnd. */
  done = false
  #windowEnd = -1
  #lastRoundMin = Infinity
  #roundMin = Infinity
  #samples = 0
  #baseline = Infinity
  #cssRounds = 0

  /** Whether Conservative Slow Start is on. */
  get conservative(): boolean {
    return this.#baseline !== Infinity
  }

  /** @returns octets by which this ACK makes cwnd grow */
  growth(ack: CongestionAck, smss: number): number {
    if (ack.una > this.#windowEnd) this.#nextRound(ack.nxt)
    if (ack.rtt !== undefined) {
      this.#roundMin = Math.min(this.#roundMin, ack.rtt)
      this.#samples++
    }
    const full = Math.min(ack.acked, L * smss)
    const grown = this.conservative ? full / CSS_GROWTH_DIVISOR : full
    if (this.#samples >= N_RTT_SAMPLE) this.#judge()
    return grown
  }

  #nextRound(nxt: number): void {
    if (this.conservative && ++this.#cssRounds >= CSS_ROUNDS) this.done = true
    this.#lastRoundMin = this.#roundMin
    this.#roundMin = Infinity
    this.#samples = 0
    this.#windowEnd = nxt
  }

  #judge(): void {
    if (this.conservative) {
      // Faster again than when the rise was seen: it was spurious.
      if (this.#roundMin < this.#baseline) this.#baseline = Infinity
      return
    }
    if (this.#lastRoundMin === Infinity) return
    const threshold = Math.max(MIN_RTT_THRESH, Math.min(this.#lastRoundMin / MIN_RTT_DIVISOR, MAX_RTT_THRESH))
    if (this.#roundMin < this.#lastRoundMin + threshold) return
    this.#baseline = this.#roundMin
    this.#cssRounds = 0
  }
}
