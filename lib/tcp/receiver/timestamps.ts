import { lt } from '../wire/index.ts'

/** A timestamp not refreshed for so long may have gone round the circle: PAWS trusts it no more (RFC 7323 §5.5). */
const OUTDATED = 24 * 24 * 60 * 60 * 1000

/** The timestamps option of one connection: a clock of 1 ms, TS.Recent, PAWS (RFC 7323 §3 to §5). */
export class Timestamps {
  readonly #offset: number
  /** Both SYNs carried the option. */
  enabled = false
  #recent = 0
  #recentAge = 0

  /** @param offset where this connection's clock starts */
  constructor(offset: number) {
    this.#offset = offset
  }

  /** TS.Recent */
  get recent(): number {
    return this.#recent
  }

  /** TSval of a segment sent now. */
  value(now: number): number {
    return (Math.floor(now) + this.#offset) >>> 0
  }

  /** The peer's SYN carried the option. */
  start(value: number, now: number): void {
    this.enabled = true
    this.#recent = value
    this.#recentAge = now
  }

  /** PAWS: is a segment with this TSval from before what was last seen? */
  isStale(value: number, now: number): boolean {
    return lt(value, this.#recent) && now - this.#recentAge <= OUTDATED
  }

  /** Takes a TSval into TS.Recent when the segment is next in line for acknowledgement (RFC 7323 §4.3). */
  update(value: number, now: number): void {
    if (!lt(value, this.#recent) || now - this.#recentAge > OUTDATED) {
      this.#recent = value
      this.#recentAge = now
    }
  }

  /** Round-trip time in ms by TSecr; `undefined` when it was never sent. */
  roundTrip(echo: number, now: number): number | undefined {
    const rtt = (this.value(now) - echo) | 0
    return rtt < 0 ? undefined : rtt
  }
}
