import type { Segment, SequenceOrigin } from '../tcp/wire/index.ts'
import { destinationAddressOf, formatSocket, sourceAddressOf } from '../tcp/wire/index.ts'
import type { PacketEvent, TraceEvent } from './trace-types.ts'

/** A packet that is a whole TCP segment. */
export type SegmentEvent = PacketEvent & { segment: Segment }

export function isSegment(event: TraceEvent): event is SegmentEvent {
  return event.type === 'packet' && event.segment !== undefined
}

/** `10.0.0.1:49152 → 10.0.0.2:80`: the connection of a segment, as its sender names it. */
export function connectionOf(event: SegmentEvent): string {
  const { bytes, segment } = event
  const source = formatSocket(sourceAddressOf(bytes), segment.sourcePort)
  const destination = formatSocket(destinationAddressOf(bytes), segment.destinationPort)
  return `${source} → ${destination}`
}

/** The same connection, as the other end names it. */
export function otherWay(connection: string): string {
  const arrow = connection.indexOf(' → ')
  return arrow < 0 ? connection : `${connection.slice(arrow + 3)} → ${connection.slice(0, arrow)}`
}

/** From where the numbers of one direction are counted, as far as it is known. */
export interface Counting {
  isn: number | undefined
  /** The sequence number of its last SYN. */
  syn: number | undefined
  /** The other end has sent something since. */
  isAnswered: boolean
}

/** A SYN begins the count anew, but for one that is repeated, and one that follows another which is unanswered: both may arrive. */
export function countFromSyn(direction: Counting, seq: number): void {
  if (direction.syn === seq) return
  if (direction.syn === undefined || direction.isAnswered) direction.isn = seq
  direction.syn = seq
  direction.isAnswered = false
}

/** Learns the ISNs of both directions as segments go by, so that sequence numbers can be shown from 0 on. */
export class Origins {
  readonly #directions = new Map<string, Counting>()

  of(event: SegmentEvent): SequenceOrigin {
    const { seq, ack, flags } = event.segment
    // Within a host, the same names may stand for another connection than within the next.
    const place = event.within === undefined ? '' : `${event.within} `
    const connection = connectionOf(event)
    const own = this.#direction(place + connection)
    const peer = this.#direction(place + otherWay(connection))
    // Where the SYN is not part of the trace, the first octet seen is number 1.
    if (flags.syn) countFromSyn(own, seq)
    else if (own.isn === undefined && !flags.rst) own.isn = (seq - 1) >>> 0
    if (flags.ack && peer.isn === undefined) peer.isn = (ack - 1) >>> 0
    peer.isAnswered = true
    return { seq: own.isn ?? seq, ack: peer.isn ?? 0 }
  }

  #direction(name: string): Counting {
    const known = this.#directions.get(name)
    if (known) return known
    const direction = { isn: undefined, syn: undefined, isAnswered: false }
    this.#directions.set(name, direction)
    return direction
  }
}
