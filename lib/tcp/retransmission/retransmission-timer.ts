import type { Settings } from '../settings.ts'
import { Rto } from './rto.ts'

/** MUST-23: R2 for a SYN is three minutes at least. */
const SYN_R2 = 180_000

/** How long it takes until a timer that begins with `first` and doubles has expired so often, and once more. */
function backedOff(retries: number, first: number, most: number): number {
  let [total, wait] = [0, first]
  for (let each = 0; each <= retries; each++) {
    total += wait
    wait = Math.min(most, wait * 2)
  }
  return total
}

/**
 * The retransmission timer (RFC 6298 §5), how often it has expired for the same data (R1), and how long that may go on (R2;
 * RFC 9293 §3.8.3, MUST-20). `Infinity` = not running.
 */
export class RetransmissionTimer {
  readonly rto: Rto
  /** When it expires. */
  at: number = Infinity
  /** Expirations since SND.UNA last moved. */
  count = 0
  /** When the wait for the octet at SND.UNA began. */
  since: number = Infinity
  /** When it expired for the first time since then. */
  #expiredAt = 0
  /** The peer's SYN has come: what waits, if not data, is the SYN that answers it. */
  answers = false
  readonly #settings: Settings

  constructor(settings: Settings) {
    this.#settings = settings
    this.rto = new Rto(settings)
  }

  /** A segment that occupies sequence space was sent: the timer runs from now on if it did not (§5.1). */
  sent(now: number): void {
    if (this.at === Infinity) this.at = now + this.rto.value
    if (this.since === Infinity) this.since = now
  }

  /** New data was acknowledged (§5.2, 5.3). */
  acknowledged(outstanding: boolean, restart: boolean, now: number): void {
    this.count = 0
    this.since = outstanding ? now : Infinity
    if (!outstanding) this.at = Infinity
    else if (restart) this.at = now + this.rto.value
  }

  /** It has expired (§5.5, 5.6). @param doubles whether it is backed off */
  expire(now: number, doubles: boolean): void {
    if (this.count++ === 0) this.#expiredAt = now
    if (doubles) this.rto.backOff()
    this.at = now + this.rto.value
  }

  /** The whole time once more: something else has been waited for. */
  rearm(now: number): void {
    this.at = now + this.rto.value
  }

  restart(now: number): void {
    this.at = now + this.rto.value
    this.since = now
    this.count = 0
  }

  /** Probes take over, or nothing is left to wait for. */
  stop(): void {
    this.at = Infinity
    this.since = Infinity
    this.count = 0
  }

  /** How long data, or the SYN, may stay unacknowledged: R2, or the user's own limit (RFC 9293 §3.8.3). */
  giveUpAfter(synAcked: boolean): number {
    const { r2, synR2, userTimeout, openTimeout } = this.#settings
    const byTime = synAcked ? r2 : Math.max(SYN_R2, synR2)
    const limit = Math.min(this.#retries(synAcked) === Infinity ? byTime : Infinity, synAcked ? Infinity : openTimeout)
    return userTimeout === undefined ? limit : Math.min(limit, userTimeout)
  }

  /** It expires: has it gone on for as many retransmissions as R2 is, where that is a number (RFC 9293 §3.8.3)? */
  isExhausted(synAcked: boolean, now: number): boolean {
    const { retriesBy, minRto, maxRto } = this.#settings
    const retries = this.#retries(synAcked)
    if (retries === Infinity) return false
    if (!synAcked || retriesBy === 'count') return this.count >= retries
    return this.count > 0 && now - this.#expiredAt >= backedOff(retries, minRto, maxRto)
  }

  #retries(synAcked: boolean): number {
    const { retries, synRetries, synAckRetries } = this.#settings
    return synAcked ? retries : this.answers ? synAckRetries : synRetries
  }
}
