import type { Settings } from '../settings.ts'

const K = 4
const ALPHA = 1 / 8
const BETA = 1 / 4

type RtoSettings = Pick<Settings, 'initialRto' | 'minRto' | 'maxRto' | 'leastVariance' | 'rtoSlop' | 'threeSecondRto'>

/** The retransmission timeout (RFC 6298, MUST-18). All in milliseconds. */
export class Rto {
  srtt: number | undefined
  rttvar: number | undefined
  /** RTO: what the timer is started with, backed off or not. */
  value: number
  readonly #settings: RtoSettings

  constructor(settings: RtoSettings) {
    this.#settings = settings
    this.value = Math.min(settings.maxRto, settings.initialRto)
  }

  /**
   * Takes a measurement in; never one of a segment that was sent twice (Karn). It ends a back-off.
   *
   * @param expected how many measurements a round trip brings: the gains are divided by it (RFC 7323 appendix G)
   * @see RFC 6298 §2
   */
  sample(rtt: number, expected: number = 1): void {
    if (this.srtt === undefined || this.rttvar === undefined) {
      this.srtt = rtt
      this.rttvar = rtt / 2
    } else {
      const beta = BETA / expected
      const alpha = ALPHA / expected
      // RTTVAR first: it needs the old SRTT (§2.3).
      this.rttvar = (1 - beta) * this.rttvar + beta * Math.abs(this.srtt - rtt)
      this.srtt = (1 - alpha) * this.srtt + alpha * rtt
    }
    this.value = this.#clamp(this.srtt + Math.max(this.#settings.leastVariance, K * this.rttvar))
  }

  /** A timeout came too soon, by a round-trip time of `rtt`: the next one must not (RFC 4015 §3.3). */
  tooSoon(rtt: number): void {
    this.srtt = Math.max(this.srtt ?? 0, rtt)
    this.rttvar = Math.max(this.rttvar ?? 0, rtt / 2)
    this.value = this.#clamp(this.srtt + Math.max(this.#settings.leastVariance, K * this.rttvar))
  }

  /** The timer has expired (§5.5). */
  backOff(): void {
    const { maxRto, rtoSlop } = this.#settings
    this.value = Math.min(maxRto, (this.value - rtoSlop) * 2 + rtoSlop)
  }

  /** The SYN had to be sent again: data begins with 3 s, unless the first timeout was as long already (§5.7). */
  afterSynTimeout(): void {
    const { initialRto, maxRto, threeSecondRto } = this.#settings
    if (threeSecondRto === 'unmeasured' && this.srtt !== undefined) return
    if (initialRto < 3_000) this.value = Math.min(maxRto, 3_000)
  }

  #clamp(rto: number): number {
    const { minRto, maxRto, rtoSlop } = this.#settings
    return Math.min(maxRto, Math.max(minRto, rto + rtoSlop))
  }
}
