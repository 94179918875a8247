/** Segments that a receiver expects in the first round trip (RFC 6928), and those that it makes room for beyond what it has seen. */
const EXPECTED = 10
const SPARE = 16

/** One sample counts for an eighth of the estimate. */
const GAIN = 1 / 8

/** A segment with text at the moment that it comes; places in the stream as the receiver counts them. */
interface TextArrival {
  /** Of payload. */
  octets: number
  /** What the user has read, RCV.NXT and the right edge of the window. */
  read: number
  next: number
  edge: number
  /** TSecr and the round-trip time that it says, in ms. */
  echo: number | undefined
  rtt: number | undefined
  /** SRTT of the sending half. */
  srtt: number | undefined
}

/**
 * How large the receive buffer should be: twice of what the user has read in a round trip, so that a lost segment does not stop
 * the sender, and more while that grows, for the window that is offered now is for the round after the next.
 *
 * Not the segments that come are measured but what is read of them, so that a program that reads slowly gets no more.
 *
 * @see M. Fisk, W. Feng: Dynamic Right-Sizing in TCP (2001); Linux `tcp_rcv_space_adjust`
 */
export class BufferTuning {
  readonly #mss: number
  #rtt: number | undefined
  #largest = 0
  #lastEcho: number | undefined
  /** Where the window ended when it began its turn, and when that was. */
  #turnEdge = 0
  #turnSince: number | undefined
  /** The measurement that goes on: from which octet and time on. */
  #from = 0
  #since: number | undefined
  /** The most that was read in a round trip. */
  #space: number

  constructor(mss: number) {
    this.#mss = mss
    this.#space = EXPECTED * mss
  }

  /** @returns the octets that the buffer should hold at least; 0 = as many as it does */
  arrives(arrival: TextArrival, now: number): number {
    if (arrival.rtt === undefined) this.#timeWindow(arrival, now)
    else this.#timeEcho(arrival, arrival.rtt)
    const { read } = arrival
    const elapsed = now - (this.#since ?? Number.NEGATIVE_INFINITY)
    const rtt = this.#rtt ?? Number.POSITIVE_INFINITY
    if (this.#since !== undefined && elapsed < rtt) return 0
    // Nothing may have come for long: what counts is the rate.
    const copied = this.#since === undefined ? 0 : ((read - this.#from) * rtt) / elapsed
    this.#since = now
    this.#from = read
    return copied > this.#space ? this.#roomFor(copied) : 0
  }

  #roomFor(copied: number): number {
    const before = this.#space
    this.#space = copied
    const room = 2 * copied + SPARE * this.#mss
    // A window grows twofold in a round trip at most: what seems more is a first look at a fast path.
    return Math.ceil(room + 2 * room * Math.min((copied - before) / before, 1))
  }

  /** The first full-sized segment that echoes an ACK came one round trip after it: smaller ones may have waited for the program. */
  #timeEcho({ octets, echo }: TextArrival, rtt: number): void {
    this.#largest = Math.max(this.#largest, octets)
    if (octets < this.#largest || echo === this.#lastEcho) return
    this.#lastEcho = echo
    // The clock of timestamps shows whole milliseconds.
    const sample = Math.max(rtt, 1)
    this.#rtt = this.#rtt === undefined ? sample : this.#rtt + (sample - this.#rtt) * GAIN
  }

  /**
   * All that was offered at one time has come: that took a round trip or, where the sender did not need the window or had to
   * wait for it, longer. The handshake's round trip is the first guess.
   */
  #timeWindow({ next, edge, srtt }: TextArrival, now: number): void {
    this.#rtt ??= srtt
    if (this.#turnSince !== undefined) {
      if (next < this.#turnEdge) return
      const sample = Math.max(now - this.#turnSince, 1)
      this.#rtt = Math.min(this.#rtt ?? sample, sample)
    }
    this.#turnSince = now
    this.#turnEdge = edge
  }
}
