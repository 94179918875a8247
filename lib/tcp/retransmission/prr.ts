/**
 * Proportional rate reduction (RFC 9937): how much may be sent in fast recovery with each ACK, by what that delivers, so that
 * what is in the network comes down to ssthresh steadily and stays there. Octets.
 */
export class Prr {
  /** Delivered since the connection is open; and what stood for losses found, by the ACK before the one at hand. */
  total = 0
  mark = 0
  /** Without SACK: what has come is only counted, and a peer may lie. */
  estimates = false
  recoverFs = 1
  /** prr_delivered and prr_out. */
  #delivered = 0
  #out = 0

  /** A recovery begins, or another reduction in it (§6.1). @param nxt SND.NXT as an offset from ISS, as `total` is */
  begin(nxt: number): void {
    this.recoverFs = Math.max(1, nxt - this.total)
    this.#delivered = 0
    this.#out = 0
  }

  /** Something has gone out, the first time or again (§6.3). */
  sent(octets: number): void {
    this.#out += octets
  }

  /**
   * An ACK has delivered `octets` (§6.2).
   *
   * @param safe SafeACK: SND.UNA has advanced, and nothing else turns out to be lost
   * @returns SndCnt: what may be sent now; `undefined` = as much as before
   */
  acknowledged(octets: number, inflight: number, ssthresh: number, safe: boolean, smss: number): number | undefined {
    const counts = this.estimates ? Math.min(octets, this.recoverFs - this.#delivered) : octets
    if (counts <= 0) return octets > 0 ? 0 : undefined
    this.#delivered += counts
    let count: number
    if (inflight > ssthresh) {
      count = Math.ceil((this.#delivered * ssthresh) / this.recoverFs) - this.#out
    } else {
      count = Math.max(this.#delivered - this.#out, counts)
      if (safe) count += smss
      count = Math.min(ssthresh - inflight, count)
    }
    // The fast retransmit goes out in any case.
    return this.#out === 0 && count <= 0 ? smss : Math.max(0, count)
  }
}
