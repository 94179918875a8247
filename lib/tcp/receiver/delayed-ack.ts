import { DEFAULT_MSS, type Settings } from '../settings.ts'

/** An ACK may wait less than half a second (MUST-40). */
const LONGEST_DELAY = 499

/**
 * When received data is acknowledged: at once, or a little later in the hope of data to ride on or of more to acknowledge.
 * More than one full-sized segment is acknowledged at once (MUST-58 lets ACKs be aggregated, SHLD-18 asks for it).
 *
 * @see RFC 9293 §3.8.6.3, RFC 5681 §4.2
 */
export class DelayedAck {
  readonly #settings: Pick<Settings, 'delayedAck' | 'mss'>
  #largest = 0
  #unacknowledged = 0
  #now = false
  #deadline = Number.POSITIVE_INFINITY

  constructor(settings: Pick<Settings, 'delayedAck' | 'mss'>) {
    this.#settings = settings
  }

  /** An ACK is to be sent with or without data to ride on. */
  get due(): boolean {
    return this.#now
  }

  /** When one is due at the latest; `Infinity` = nothing is to be acknowledged. */
  get deadline(): number {
    return this.#deadline
  }

  /** Data came in order. */
  received(octets: number, now: number): void {
    const { delayedAck, mss } = this.#settings
    this.#largest = Math.max(this.#largest, octets)
    this.#unacknowledged += octets
    // What counts as full-sized is never below the default, unless less was announced (RFC 9293 §3.7.1).
    const full = Math.min(mss, Math.max(this.#largest, DEFAULT_MSS))
    if (delayedAck <= 0 || this.#unacknowledged > full) this.#now = true
    else if (this.#deadline === Number.POSITIVE_INFINITY) this.#deadline = now + Math.min(delayedAck, LONGEST_DELAY)
  }

  /** Something must be answered at once: disorder, a hole filled, a FIN, an unacceptable segment. */
  atOnce(): void {
    this.#now = true
  }

  /** Fires the deadline when it has come. */
  expire(now: number): boolean {
    if (this.#deadline > now) return false
    this.#deadline = Number.POSITIVE_INFINITY
    this.#now = true
    return true
  }

  /** A segment with ACK has been sent. */
  sent(): void {
    this.#now = false
    this.#unacknowledged = 0
    this.#deadline = Number.POSITIVE_INFINITY
  }
}
