import { DEFAULT_MSS, type Settings } from '../settings.ts'

/** An ACK may wait less than half a second (MUST-40). */
const LONGEST_DELAY = 499
/** And where the delay follows the pace of the data, no longer than so. */
const LONGEST_ADAPTED = 200

/** How long a round trip takes, and what is longer than any: milliseconds. */
interface RoundTripTimes {
  readonly srtt: number | undefined
  /** RTO */
  readonly value: number
}

const UNKNOWN: RoundTripTimes = { srtt: undefined, value: Number.POSITIVE_INFINITY }

/**
 * When received data is acknowledged: at once, or a little later in the hope of data to ride on or of more to acknowledge.
 * More than one full-sized segment is acknowledged at once (MUST-58 lets ACKs be aggregated, SHLD-18 asks for it).
 *
 * With `quickAcks`, a sender that begins, or begins again, is not kept waiting: its window grows by ACKs. Who is answered has
 * ACKs on the answers, and it is for those that an ACK waits.
 *
 * @see RFC 9293 §3.8.6.3, RFC 5681 §4.2; Linux `tcp_event_data_recv`, `tcp_in_quickack_mode`, `tcp_cleanup_rbuf`
 */
export class DelayedAck {
  /** Those of the sending half, once there is one. */
  times: RoundTripTimes = UNKNOWN
  readonly #settings: Pick<Settings, 'delayedAck' | 'mss' | 'quickAcks'>
  #largest = 0
  #unacknowledged = 0
  #now = false
  #deadline = Number.POSITIVE_INFINITY
  /** ACKs that need not wait. */
  #quick = 0
  /** The program answers what comes. */
  #interactive = false
  /** How long an ACK waits by the pace of the data; 0 = none has come. */
  #adapted = 0
  #heardAt = Number.NEGATIVE_INFINITY
  /** Segments below the largest among those to acknowledge: their sender has nothing more for now. */
  #small = 0

  constructor(settings: Pick<Settings, 'delayedAck' | 'mss' | 'quickAcks'>) {
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
    const { delayedAck, mss, quickAcks } = this.#settings
    this.#largest = Math.max(this.#largest, octets)
    this.#unacknowledged += octets
    // What counts as full-sized is never below the default, unless less was announced (RFC 9293 §3.7.1).
    const full = Math.min(mss, Math.max(this.#largest, DEFAULT_MSS))
    if (quickAcks > 0) this.#adapt(octets < full, now)
    if (delayedAck <= 0 || this.#unacknowledged > full || (this.#quick > 0 && !this.#interactive)) this.#now = true
    else if (this.#deadline === Number.POSITIVE_INFINITY)
      this.#deadline = now + Math.min(quickAcks > 0 ? this.#delay : delayedAck, LONGEST_DELAY)
  }

  /** Data of ours leaves. Soon after what came, it is an answer. */
  answered(now: number): void {
    if (now - this.#heardAt < this.#adapted) this.#interactive = true
  }

  /**
   * The user has read all that there is. What its sender does not wait for an answer to is acknowledged.
   *
   * @returns whether that makes an ACK due
   */
  allRead(): boolean {
    if (this.#small === 0 || this.#now || (this.#interactive && this.#small === 1)) return false
    this.#now = true
    return true
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
    // There was no answer in time, so there may be none; or there was nothing more to acknowledge, so it may take longer.
    this.#adapted = this.#interactive ? this.#settings.delayedAck : Math.min(2 * this.#adapted, this.times.value)
    this.#interactive = false
    return true
  }

  /** A segment with ACK has been sent. */
  sent(): void {
    if (this.#quick > 0 && this.#unacknowledged > 0) this.#quick--
    this.#now = false
    this.#unacknowledged = 0
    this.#small = 0
    this.#deadline = Number.POSITIVE_INFINITY
  }

  get #delay(): number {
    const { delayedAck } = this.#settings
    const most = Math.min(LONGEST_ADAPTED, this.times.srtt ?? LONGEST_ADAPTED)
    return Math.max(delayedAck, Math.min(this.#adapted, most))
  }

  #adapt(isSmall: boolean, now: number): void {
    const { delayedAck: least, quickAcks } = this.#settings
    const gap = now - this.#heardAt
    const rto = this.times.value
    if (isSmall) this.#small++
    if (this.#adapted === 0 || gap > Math.max(rto, this.#adapted)) this.#quick = quickAcks
    if (this.#adapted === 0) this.#adapted = least
    else if (gap <= least / 2) this.#adapted = (this.#adapted + least) / 2
    else if (gap < this.#adapted) this.#adapted = Math.min(this.#adapted / 2 + gap, rto)
    this.#heardAt = now
  }
}
