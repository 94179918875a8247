import type { Congestion } from '../congestion/index.ts'
import type { SendSequence } from '../retransmission/index.ts'

/**
 * Whether cwnd is in use: a window that the application or the peer keeps from being filled has not been tried, and must not
 * grow (RFC 7661 §4; RFC 9438 §5.8).
 */
export class Usage {
  /** The most that was in flight in the current window of data, and where that window ends. */
  #peak = 0
  #end = 0

  /** New data went out. */
  sent(snd: SendSequence): void {
    if (snd.una >= this.#end) {
      this.#peak = 0
      this.#end = snd.nxt
    }
    if (snd.flight > this.#peak) this.#peak = snd.flight
  }

  /** Slow start may grow to twice of what was used; congestion avoidance only when no further segment would have fit. */
  limited(congestion: Congestion, smss: number): boolean {
    const { cwnd } = congestion
    return cwnd < congestion.ssthresh ? 2 * this.#peak > cwnd : this.#peak + smss > cwnd
  }
}
