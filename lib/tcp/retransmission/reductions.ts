/**
 * When cwnd was last reduced: one window of data is answered once, however many of its packets were dropped or marked, and the
 * peer hears of each answer (RFC 3168 §6.1.2). Offsets from ISS.
 */
export class Reductions {
  /** The next new data has CWR. */
  cwrDue = false
  /** SND.NXT at the last reduction, and at the last that a mark has caused. */
  #end = -1
  #markedEnd = -1

  /** A loss was answered. */
  lost(nxt: number): void {
    this.cwrDue = true
    this.#end = nxt
  }

  /** Congestion Experienced was answered. */
  marked(nxt: number): void {
    this.lost(nxt)
    this.#markedEnd = nxt
  }

  /** ECE on this ACK is of data from before the last reduction: until CWR has arrived, the peer repeats it. */
  coversMark(una: number): boolean {
    return una <= this.#end
  }

  /** What is lost at SND.UNA was sent in a window that was answered when it was marked. */
  coversLoss(una: number): boolean {
    return una < this.#markedEnd
  }

  /** Whether the new data that goes out now has CWR. */
  takeCwr(): boolean {
    const due = this.cwrDue
    this.cwrDue = false
    return due
  }
}
