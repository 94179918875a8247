import { add, diff, gt, lt } from '../wire/index.ts'

/**
 * The send sequence variables (RFC 9293 §3.3.1). SND.UNA and SND.NXT are kept as offsets from ISS (SYN = 0, first octet of
 * data = 1): plain numbers that never wrap, so that the code above compares them with `<`.
 */
export class SendSequence {
  readonly iss: number
  una = 0
  nxt = 0
  /** SND.UP as an offset: the octet after the urgent data; 0 = none yet. */
  up = 0
  /** SND.WND in octets, and the largest seen (RFC 9293 §3.8.6.2.1). */
  wnd = 0
  maxWnd = 0
  /** The right edge that the peer has offered and is not known to have taken back, as an offset. */
  edge = 0
  wl1 = 0
  wl2 = 0

  constructor(iss: number) {
    this.iss = iss >>> 0
  }

  /** The sequence number of an offset. */
  seq(offset: number): number {
    return add(this.iss, offset)
  }

  /** The offset of a sequence number less than 2^31 away from SND.UNA. */
  offset(seq: number): number {
    return this.una + diff(seq, this.seq(this.una))
  }

  /** FlightSize: octets outstanding (RFC 5681 §2). */
  get flight(): number {
    return this.nxt - this.una
  }

  /** Whether a segment is no older than the last one that the window was taken from (RFC 9293 §3.10.7.4). */
  isNewer(segSeq: number, segAck: number): boolean {
    return lt(this.wl1, segSeq) || (this.wl1 === segSeq && !gt(this.wl2, segAck))
  }

  takeWindow(segSeq: number, segAck: number, window: number): void {
    this.wnd = window
    this.wl1 = segSeq
    this.wl2 = segAck
    if (window > this.maxWnd) this.maxWnd = window
  }
}
