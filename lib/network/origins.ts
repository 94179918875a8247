import { readUint32 } from '../bytes.ts'
import type { Segment, SequenceOrigin } from '../tcp/wire/index.ts'
import { formatAddress } from '../tcp/wire/index.ts'
import type { PacketEvent, TraceEvent } from './trace-types.ts'

/** A packet that is a whole TCP segment. */
export type SegmentEvent = PacketEvent & { segment: Segment }

export function isSegment(event: TraceEvent): event is SegmentEvent {
  return event.type === 'packet' && event.segment !== undefined
}

/** `10.0.0.1:49152 → 10.0.0.2:80`: the connection of a segment, as its sender names it. */
export function connectionOf(event: SegmentEvent): string {
  const { bytes, segment } = event
  const source = `${formatAddress(readUint32(bytes, 12))}:${segment.sourcePort}`
  const destination = `${formatAddress(readUint32(bytes, 16))}:${segment.destinationPort}`
  return `${source} → ${destination}`
}

/** The same connection, as the other end names it. */
export function otherWay(connection: string): string {
  const arrow = connection.indexOf(' → ')
  return arrow < 0 ? connection : `${connection.slice(arrow + 3)} → ${connection.slice(0, arrow)}`
}

/** Learns the ISNs of both directions as segments go by, so that sequence numbers can be shown from 0 on. */
export class Origins {
  readonly #isns = new Map<string, number>()

  of(event: SegmentEvent): SequenceOrigin {
    const { seq, ack, flags } = event.segment
    // Within a host, the same names may stand for another connection than within the next.
    const place = event.within === undefined ? '' : `${event.within} `
    const connection = connectionOf(event)
    const own = place + connection
    const peer = place + otherWay(connection)
    // Where the SYN is not part of the trace, the first octet seen is number 1.
    if (flags.syn) this.#isns.set(own, seq)
    else if (!this.#isns.has(own) && !flags.rst) this.#isns.set(own, (seq - 1) >>> 0)
    if (flags.ack && !this.#isns.has(peer)) this.#isns.set(peer, (ack - 1) >>> 0)
    return { seq: this.#isns.get(own) ?? seq, ack: this.#isns.get(peer) ?? 0 }
  }
}
