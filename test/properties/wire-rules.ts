import * as assert from 'uvu/assert'
import { headerFault, headerLength, type IpAddress, isMalformed, type Segment } from '../../lib/tcp/index.ts'
import { decodeSegment } from '../../lib/tcp/wire/encoding.ts'

/** What one end has heard from its peer; places are octets after the ISN. */
interface Heard {
  irs: number
  /** One past the last octet that has arrived. */
  end: number
  scale: number | undefined
  mss: number
}

/** Rules that hold for every segment that an end sends, whatever the network does; they are told by the segments alone. */
export class WireRules {
  readonly #addresses: { source: IpAddress; destination: IpAddress }
  #heard: Heard | undefined
  #iss: number | undefined
  #scale: number | undefined
  /** The right edge of the window that the peer offers: the farthest it ever was. */
  #edge = 1
  #acked = 0
  #offered = 0

  /** @param addresses of the packets that this end sends */
  constructor(addresses: { source: IpAddress; destination: IpAddress }) {
    this.#addresses = addresses
  }

  /** @returns the segment, unless it is damaged */
  arrived(packet: Uint8Array): Segment | undefined {
    if (headerFault(packet)) return undefined
    const { source, destination } = this.#addresses
    const segment = decodeSegment(packet, { source: destination, destination: source }, headerLength(packet))
    if (isMalformed(segment)) return undefined
    if (!segment.flags.rst) this.#heardOf(segment)
    return segment
  }

  #heardOf(segment: Segment): void {
    if (segment.flags.syn) {
      this.#heard ??= { irs: segment.seq, end: 1, scale: segment.options.windowScale, mss: segment.options.mss ?? 536 }
    }
    const heard = this.#heard
    if (!heard) return
    const end = ((segment.seq - heard.irs) | 0) + segment.payload.length + (segment.flags.fin ? 1 : 0)
    if (Math.abs(end) < 1_000_000) heard.end = Math.max(heard.end, end)
    if (!segment.flags.ack || this.#iss === undefined) return
    const shift = segment.flags.syn || this.#scale === undefined ? 0 : (heard.scale ?? 0)
    const edge = ((segment.ack - this.#iss) | 0) + segment.window * 2 ** shift
    if (Math.abs(edge) < 100_000_000) this.#edge = Math.max(this.#edge, edge)
  }

  sent(packet: Uint8Array): Segment {
    assert.is(headerFault(packet), undefined)
    const segment = decodeSegment(packet, this.#addresses, headerLength(packet))
    if (isMalformed(segment)) throw new Error(`sent what is no segment: ${segment.malformed}`)
    if (!segment.flags.rst) this.#says(segment)
    return segment
  }

  #says(segment: Segment): void {
    const { flags } = segment
    if (flags.syn) {
      // A SYN that the network had kept may have opened another connection.
      if (this.#iss !== undefined && this.#iss !== segment.seq) this.#edge = 1
      if (this.#iss !== segment.seq) this.#acked = this.#offered = 0
      this.#iss = segment.seq
      this.#scale = segment.options.windowScale
    }
    if (this.#iss === undefined) throw new Error('sent before the SYN')
    this.#data(segment, (segment.seq - this.#iss) | 0)
    if (flags.ack && this.#heard) this.#acknowledgment(segment, this.#heard)
  }

  #data({ payload, flags }: Segment, from: number): void {
    const mss = this.#heard?.mss ?? 536
    assert.ok(payload.length <= mss, `${payload.length} octets in a segment for an MSS of ${mss}`)
    if (payload.length === 0 || flags.syn) return
    const end = from + payload.length
    const probe = payload.length === 1 ? 1 : 0
    assert.ok(end <= this.#edge + probe, `octets ${from} to ${end} for a window that ended at ${this.#edge}`)
  }

  #acknowledgment({ ack, window, flags, options }: Segment, heard: Heard): void {
    const place = (ack - heard.irs) | 0
    assert.ok(place >= this.#acked, `acknowledged ${place} after ${this.#acked}`)
    assert.ok(place <= heard.end, `acknowledged ${place}, of which only ${heard.end} have come`)
    this.#acked = place
    const shift = flags.syn || heard.scale === undefined ? 0 : (this.#scale ?? 0)
    const edge = place + window * 2 ** shift
    assert.ok(edge > this.#offered - 2 ** shift, `a window to ${edge} was offered after one to ${this.#offered}`)
    this.#offered = Math.max(this.#offered, edge)
    for (const [left, right] of options.sack ?? []) {
      const [from, to] = [(left - heard.irs) | 0, (right - heard.irs) | 0]
      assert.ok(from < to && to <= heard.end, `SACK ${from} to ${to}, of which only ${heard.end} have come`)
    }
  }
}
