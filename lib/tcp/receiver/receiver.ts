import type { Settings } from '../settings.ts'
import { diff } from '../wire/index.ts'
import { isAcceptable } from './acceptability.ts'
import { BufferTuning } from './buffer-tuning.ts'
import { DelayedAck } from './delayed-ack.ts'
import { type Range, Reassembler } from './reassembler.ts'

/** A shift count is at most 14 (RFC 7323 §2.3). */
export const MAX_WINDOW_SCALE = 14
const MAX_FIELD = 0xffff

/** The least shift with which the window field can express `capacity`. */
export function windowScaleFor(capacity: number): number {
  let shift = 0
  while (shift < MAX_WINDOW_SCALE && capacity > MAX_FIELD * 2 ** shift) shift++
  return shift
}

/**
 * The receiving half of a connection: which segments are acceptable, what they bring, which window to offer, and when
 * and how to acknowledge (RFC 9293 §3.4, §3.8.6, §3.10.7.4; RFC 2018, 2883, 7323 §2).
 */
export class Receiver {
  readonly ack: DelayedAck
  readonly #data: Reassembler
  readonly #settings: Settings
  #irs = 0
  #nxt = 0
  /** Right edge of the offered window as a place in the stream. It never moves left (MUST-34's other side). */
  #edge = 0
  #shift = 0
  /** What our SYN has offered. */
  #synOffer = 0
  /** Place of the FIN in the stream, once one has come. */
  #end: number | undefined
  #finReceived = false
  #duplicate: Range | undefined
  #updateDue = false
  #tuning: BufferTuning | undefined
  #acknowledgesRead = false

  constructor(settings: Settings) {
    this.#settings = settings
    this.#data = new Reassembler(settings.receiveBuffer)
    this.ack = new DelayedAck(settings)
  }

  /** IRS */
  get irs(): number {
    return this.#irs
  }

  /** RCV.NXT */
  get nxt(): number {
    return this.#nxt
  }

  /** RCV.WND: what was offered beyond RCV.NXT and not taken back, unscaled. */
  get wnd(): number {
    return this.#edge - this.#data.next
  }

  /** The FIN has come, and all before it. */
  get finReceived(): boolean {
    return this.#finReceived
  }

  get readable(): number {
    return this.#data.readable
  }

  /** Octets held beyond a hole. */
  get waiting(): number {
    return this.#data.waiting
  }

  get hasHoles(): boolean {
    return this.#data.hasHoles
  }

  /** What the receive buffer holds at most. */
  get capacity(): number {
    return this.#settings.receiveBuffer
  }

  /** How far sequence number `seq` lies beyond what the user has read, in octets. */
  beyondRead(seq: number): number {
    return this.#place(seq) - this.#data.read
  }

  /**
   * The peer's SYN has come; its sequence number is `irs`.
   *
   * @param shift Rcv.Wind.Shift: what our SYN said or is going to say, whatever the capacity is by now (RFC 7323 §2.3)
   */
  start(irs: number, shift: number): void {
    this.#irs = irs
    this.#nxt = (irs + 1) >>> 0
    this.#shift = shift
    this.#edge = this.offerInSyn()
  }

  /** The window field of a SYN that is sent now: never scaled (RFC 7323 §2.2), and never less than a SYN before has offered. */
  offerInSyn(): number {
    this.#synOffer = Math.max(this.#synOffer, Math.min(this.capacity, MAX_FIELD))
    return this.#synOffer
  }

  /** @param length SEG.LEN */
  accepts(seq: number, length: number): boolean {
    return isAcceptable(seq, length, this.#nxt, this.wnd)
  }

  /**
   * Takes in an acceptable segment's text and FIN; what lies outside of the window is cut off.
   *
   * @returns octets that became readable
   */
  text(seq: number, payload: Uint8Array, fin: boolean, now: number): number {
    const offset = this.#place(seq)
    const limit = this.#end === undefined ? this.#edge : Math.min(this.#edge, this.#end)
    const room = limit - offset
    const hadHoles = this.#data.hasHoles || this.#finWaits
    const fits = payload.length <= room
    // What was offered is taken in, even if the buffer is smaller by now (SHLD-14).
    this.#data.capacity = Math.max(this.capacity, this.#edge - this.#data.read)
    const fresh =
      payload.length > 0 && room > 0 ? this.#data.insert(offset, fits ? payload : payload.subarray(0, room)) : 0
    const repeated = payload.length > 0 && room > 0 ? this.#data.duplicate : undefined
    if (repeated) this.#duplicate = repeated
    if (fin && fits && this.#end === undefined && offset + payload.length >= this.#data.next) {
      this.#end = offset + payload.length
    }
    this.#advance()
    // Disorder, duplicates and what fills a hole tell the sender something: no delay (RFC 5681 §4.2).
    if (fresh === 0 || hadHoles || repeated || fin || !fits) this.ack.atOnce()
    else this.ack.received(fresh, now)
    return fresh
  }

  /**
   * Text is about to be taken in, and the buffer may grow: what the user has read in the last round trip says to what.
   *
   * @param octets of the segment
   * @param echo TSecr of the segment and the round-trip time in ms that it says, where there are timestamps
   */
  tune(octets: number, echo: number | undefined, rtt: number | undefined, now: number): void {
    const settings = this.#settings
    const { read, next } = this.#data
    this.#tuning ??= new BufferTuning(settings.mss)
    const wanted = this.#tuning.arrives(
      { octets, read, next, edge: this.#edge, echo, rtt, srtt: this.ack.times.srtt },
      now,
    )
    // More than the window field can say would never be offered.
    const most = Math.min(settings.receiveBufferMost ?? 0, MAX_FIELD << this.#shift)
    settings.receiveBuffer = Math.max(settings.receiveBuffer, Math.min(wanted, most))
  }

  /** An unacceptable segment repeated old octets: the next ACK says which (RFC 2883 §4). */
  repeated(seq: number, length: number): void {
    const left = this.#place(seq)
    const right = Math.min(left + length, this.#data.next)
    if (left < right && left >= 0) this.#duplicate = { left, right }
  }

  /** Takes up to `max` octets; afterwards {@link windowUpdateDue} says whether the peer should hear of the room. */
  take(max: number): Uint8Array {
    const bytes = this.#data.take(max)
    this.#roomMade()
    return bytes
  }

  /** The same, as many as fit, to an array that is there already. @returns how many */
  takeInto(target: Uint8Array): number {
    const length = this.#data.takeInto(target)
    this.#roomMade()
    return length
  }

  peek(max: number): Uint8Array {
    return this.#data.peek(max)
  }

  dropWaiting(): void {
    this.#data.dropWaiting()
  }

  /** An ACK sent now would close the window, and what the user has to read would open it. */
  get wouldClose(): boolean {
    return this.#data.readable > 0 && this.wnd < 1 << this.#shift && !this.#grows()
  }

  /**
   * The window field of a segment that is sent now. It offers more room only when that is worth a segment
   * (MUST-39, RFC 9293 §3.8.6.2.2).
   */
  offer(): number {
    this.#updateDue = false
    if (this.#grows()) this.#edge = this.#farthest
    // Rounded down: the peer may see the edge up to 2^shift − 1 octets further left, but never beyond the buffer.
    return Math.min(this.wnd >>> this.#shift, MAX_FIELD)
  }

  /**
   * The user has read so much that the peer should hear of it without being asked: the window at least doubles, so that
   * a wide one is not reported read by read, and one that was closed is reported as soon as it may open.
   */
  get windowUpdateDue(): boolean {
    return this.#updateDue
  }

  /** The user has just read what the peer is to hear of: by a window update, or by an ACK that need not wait any longer. */
  get isHeardOf(): boolean {
    return this.#updateDue || this.#acknowledgesRead
  }

  /**
   * Blocks for the next ACK, each [left, right): a duplicate first, then the run touched last (RFC 2018 §4, RFC 2883 §4).
   * What is reported of a duplicate is reported once.
   *
   * @param max how many fit
   */
  takeSackBlocks(max: number): [left: number, right: number][] | undefined {
    const duplicate = this.#duplicate
    this.#duplicate = undefined
    if ((!duplicate && !this.#data.hasHoles) || max <= 0) return undefined
    const ranges = this.#data.newest(max)
    if (duplicate) ranges.unshift(duplicate)
    return ranges.slice(0, max).map(({ left, right }) => [this.#seq(left), this.#seq(right)])
  }

  get hasSackBlocks(): boolean {
    return this.#duplicate !== undefined || this.#data.hasHoles
  }

  /** A FIN has come, but not all before it: it lies behind a hole even where no octet does. */
  get #finWaits(): boolean {
    return this.#end !== undefined && !this.#finReceived
  }

  /** Every octet of room is offered as soon as there is one, against MUST-39. */
  get #silly(): boolean {
    return this.#settings.sillyWindow === 'allow'
  }

  /** How far the right edge could be moved: as far as the buffer goes and the window field can say. */
  get #farthest(): number {
    return Math.min(this.#data.read + this.capacity, this.#data.next + (MAX_FIELD << this.#shift))
  }

  #grows(): boolean {
    const { receiveBuffer, mss } = this.#settings
    // A window below the field's unit is none to the peer: what is left of it must not keep a larger one from being offered.
    const wnd = this.wnd < 1 << this.#shift ? 0 : this.wnd
    // RCV.BUFF − RCV.USER − RCV.WND, which may be more than the window field can say.
    const more = this.#data.read + receiveBuffer - this.#data.next - wnd
    const worthIt = this.#silly || more >= Math.min(Math.max(receiveBuffer >> 1, 1), mss)
    return worthIt && this.#farthest > this.#edge
  }

  #advance(): void {
    const { next } = this.#data
    if (!this.#finReceived && next === this.#end) this.#finReceived = true
    this.#nxt = (this.#irs + 1 + next + (this.#finReceived ? 1 : 0)) >>> 0
  }

  #roomMade(): void {
    this.#acknowledgesRead = this.#data.readable === 0 && this.ack.allRead()
    if (this.#finReceived || !this.#grows()) return
    const { wnd } = this
    const room = this.#farthest - this.#data.next
    this.#updateDue = room >= 2 * wnd || wnd < 1 << this.#shift || this.#silly
  }

  /** Where in the stream `seq` is; RCV.NXT lies one behind the last octet once the FIN has come. */
  #place(seq: number): number {
    return this.#data.next + diff(seq, this.#nxt) + (this.#finReceived ? 1 : 0)
  }

  #seq(offset: number): number {
    return (this.#irs + 1 + offset) >>> 0
  }
}
