/** How long a peer may hold back the ACK of a single segment: TLP.max_ack_delay (RFC 8985 §7.2 leaves it open). */
const MAX_ACK_DELAY = 200
/** Without a round-trip time (§7.2). */
const FIRST_PTO = 1_000
/** Least PTO: twice the granularity of the clock, or a path faster than that would be probed at once. */
const LEAST_PTO = 2

/**
 * The tail loss probe (RFC 8985 §7): no later segment tells that the last ones are lost, so after two round-trip times
 * without an ACK one more is sent, to have its ACK say what is missing. Offsets from ISS, milliseconds.
 */
export class TailLossProbe {
  /** When the probe timeout expires; `Infinity` = not running. */
  at: number = Infinity
  /** The next poll is to send a probe. */
  due = false
  /** FlightSize when the probe was sent. */
  flight = 0
  /** TLP.end_seq: SND.NXT after the probe that is out; `undefined` = none is. */
  #endSeq: number | undefined
  /** TLP.is_retrans */
  #isRetrans = false
  /** A round-trip time was measured since the last probe. */
  #measured = false

  measured(): void {
    this.#measured = true
  }

  /** New data went out, or an ACK of new data has come, and all seems well (§7.2). @param segments how many are outstanding */
  schedule(segments: number, srtt: number | undefined, rtoAt: number, now: number): void {
    const pto = srtt === undefined ? FIRST_PTO : Math.max(LEAST_PTO, 2 * srtt)
    this.at = Math.min(now + pto + (segments === 1 && srtt !== undefined ? MAX_ACK_DELAY : 0), rtoAt)
  }

  stop(): void {
    this.at = Infinity
    this.due = false
  }

  /** Recovery begins: nothing is to be learnt from the probe any more (§7.1). */
  reset(): void {
    this.stop()
    this.#endSeq = undefined
  }

  /** The probe timeout has expired: one probe at a time, and one for each round-trip time measured (§7.3). */
  expire(): void {
    this.at = Infinity
    this.due = this.#endSeq === undefined && this.#measured
  }

  sent(endSeq: number, isRetrans: boolean, flight: number): void {
    this.#endSeq = endSeq
    this.#isRetrans = isRetrans
    this.flight = flight
    this.#measured = false
  }

  /**
   * An ACK has come; did the probe mend a loss that nothing else will tell of (§7.4.2)? It did, unless its ACK shows that
   * the original had come too.
   *
   * @param dsack the end of what a DSACK reports
   * @param repeated a duplicate ACK without SACK blocks
   */
  repairs(ack: number, dsack: number | undefined, repeated: boolean): boolean {
    const end = this.#endSeq
    if (end === undefined || ack < end) return false
    if (!this.#isRetrans || dsack === end || repeated) this.#endSeq = undefined
    else if (ack > end) {
      this.#endSeq = undefined
      return true
    }
    return false
  }
}
