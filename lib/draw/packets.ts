import { DELIVERED, DROPPED, GIVEN, PACKET, PACKET_ROW } from '../network/columns.ts'
import { countFromSyn } from '../network/origins.ts'
import { columnsOf, type Recorded } from '../network/recorded.ts'
import { Rows } from '../network/rows.ts'
import type { StateEvent, Trace } from '../network/trace-types.ts'
import { type EndOfPair, Incarnations } from './incarnations.ts'
import { type Direction, Segments } from './segments.ts'

/** Where in a row of a table of packets what is; NaN = undefined. What concerns segments is 0 of others. */
export const AT = {
  sent: 0,
  arrived: 1,
  dropped: 2,
  /** Where in the trace it was sent, and where it ended. */
  sentIndex: 3,
  endIndex: 4,
  /** Rows of its first event and of that which tells why it was dropped. */
  first: 5,
  fate: 6,
  bits: 7,
  direction: 8,
  incarnation: 9,
  /** From 0 on, and the ISNs that they are counted from. */
  seq: 10,
  ack: 11,
  ownIsn: 12,
  peerIsn: 13,
  /** Of payload. */
  octets: 14,
  width: 15,
} as const

export const COPY = 1
export const CUT = 2
export const CORRUPTED = 4
export const RETRANSMISSION = 8
export const HAS_SEGMENT = 16
export const MARKED = 32

/** A change of state, and of which incarnation. */
interface StateChange {
  event: StateEvent
  incarnation: number
  /** index in `trace.events` */
  order: number
}

/** What became of each packet of a trace, a row a packet, in the order sent. */
export interface Packets {
  rows: Rows
  segments: Segments
  changes: StateChange[]
  /** Hosts that have packets which do not leave them. */
  within: Set<string>
}

/** A table lasts as long as what it was read from, which does not change. */
const knownPackets = new WeakMap<Recorded, Packets>()

export function packetsOf(trace: Trace): Packets {
  const recorded = columnsOf(trace)
  const packets = knownPackets.get(recorded) ?? readPackets(recorded)
  knownPackets.set(recorded, packets)
  return packets
}

function readPackets({ columns, length }: Recorded): Packets {
  const { kinds, given } = columns
  const segments = new Segments(columns)
  const incarnations = new Incarnations()
  const rows = new Rows(AT.width)
  const numbers = new Map<number, number>()
  const changes: StateChange[] = []
  const within = new Set<string>()
  const events = columns.packets.values
  for (let order = 0, row = 0, other = 0; order < length; order++) {
    const kind = kinds[order]
    if (kind === PACKET) take(row++)
    else if (kind === GIVEN) {
      const event = given[other++]!
      if (event.type === 'state') changes.push({ event, incarnation: incarnations.state(event), order })
    }
  }
  return { rows, segments, changes, within }

  function take(row: number): void {
    const event = row * PACKET_ROW.width
    const id = events[event + PACKET_ROW.id]!
    const what = events[event + PACKET_ROW.what]
    let number = numbers.get(id)
    if (number === undefined) {
      number = begin(row, events[event]!, events[event + PACKET_ROW.order]!)
      numbers.set(id, number)
    }
    const at = number * AT.width
    const { values } = rows
    const rare = columns.rare[row]
    if (rare?.corrupted) values[at + AT.bits]! |= CORRUPTED
    if (rare?.marked) values[at + AT.bits]! |= MARKED
    if (what === DELIVERED) values[at + AT.arrived] = events[event]!
    else if (what === DROPPED) {
      values[at + AT.dropped] = events[event]!
      values[at + AT.fate] = row
    } else return
    values[at + AT.endIndex] = events[event + PACKET_ROW.order]!
  }

  function begin(row: number, time: number, order: number): number {
    const number = rows.length
    const at = rows.add()
    const { values } = rows
    const rare = columns.rare[row]
    const of = rare && numbers.get(rare.copyOf ?? rare.fragmentOf ?? Number.NaN)
    const original = of === undefined ? undefined : of * AT.width
    if (rare?.fragmentOf !== undefined && original !== undefined) values[original + AT.bits]! |= CUT
    if (rare?.within !== undefined) within.add(rare.within)
    values[at + AT.sent] = original === undefined ? time : values[original + AT.sent]!
    values[at + AT.arrived] = Number.NaN
    values[at + AT.dropped] = Number.NaN
    values[at + AT.sentIndex] = original === undefined ? order : values[original + AT.sentIndex]!
    values[at + AT.endIndex] = Number.NaN
    values[at + AT.first] = row
    values[at + AT.bits] =
      (rare?.copyOf === undefined ? 0 : COPY) |
      (rare?.corrupted ? CORRUPTED : 0) |
      (rare?.retransmission ? RETRANSMISSION : 0)
    values[at + AT.direction] = Number.NaN
    if (!segments.at(row)) return number
    const { direction, seq, ack, flags, octets } = segments
    const peer = direction.back
    // Where the SYN is not part of the trace, the first octet seen is number 1.
    if (flags.syn) countFromSyn(direction, seq)
    else if (direction.isn === undefined && !flags.rst) direction.isn = (seq - 1) >>> 0
    if (flags.ack && peer.isn === undefined) peer.isn = (ack - 1) >>> 0
    peer.isAnswered = true
    const [own, other] = [direction.isn ?? seq, peer.isn ?? 0]
    values[at + AT.bits]! |= HAS_SEGMENT
    values[at + AT.direction] = direction.number
    values[at + AT.ownIsn] = own
    values[at + AT.peerIsn] = other
    values[at + AT.seq] = (seq - own) >>> 0
    values[at + AT.ack] = flags.ack ? (ack - other) >>> 0 : 0
    values[at + AT.octets] = octets
    const known = original === undefined ? 0 : values[original + AT.incarnation]!
    values[at + AT.incarnation] = known || incarnations.segmentOf(sideOf(direction), flags, seq)
    return number
  }

  function sideOf(direction: Direction): EndOfPair {
    direction.side ??= incarnations.sideOf(direction.connection, direction.within)
    return direction.side
  }
}
