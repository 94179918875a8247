import { PACKET_ROW } from '../network/columns.ts'
import { otherWay } from '../network/origins.ts'
import type { PacketEvent, StateEvent, Trace } from '../network/trace-types.ts'
import { UDP_HEADER } from '../network/udp.ts'
import type { Segment } from '../tcp/wire/index.ts'
import { headerLength, PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_UDP, protocolOf } from '../tcp/wire/index.ts'
import type { Put } from '../words.ts'
import { isWithinHost } from './incarnations.ts'
import { AT, COPY, CORRUPTED, CUT, HAS_SEGMENT, MARKED, type Packets, packetsOf, RETRANSMISSION } from './packets.ts'

/** What it says, by key. */
const SAYS = {
  lost: (reason: Put) => `lost: ${reason}`,
} as const

/** What became of one packet: the events of a trace with the same id, joined. Times are virtual milliseconds. */
export interface Journey {
  id: number
  /** Its two ends: hosts, or sockets where both are on one host. */
  from: string
  to: string
  /** The host that it does not leave. */
  within?: string
  sent: number
  arrived?: number
  dropped?: number
  /** why it was dropped */
  reason?: string
  /** a copy that the network made */
  copy: boolean
  /** a router cut it into pieces, which travel on under ids of their own */
  cut: boolean
  corrupted: boolean
  /** a queue on the way has set Congestion Experienced */
  marked: boolean
  retransmission: boolean
  keepAlive: boolean
  windowProbe: boolean
  /** Why it was sent again, or although neither cwnd nor the window let it out. */
  cause?: NonNullable<PacketEvent['cause']>
  segment?: Segment
  /** `10.0.0.1:49152 → 10.0.0.2:80`, as its sender sees it; empty unless it is a segment */
  connection: string
  /** Which connection between its two sockets it is of, from 1; 0 unless it is a segment. */
  incarnation: number
  datagram?: NonNullable<PacketEvent['datagram']>
  /** What a datagram or a piece of one carries, without its headers. */
  payload?: Uint8Array
  /** a router's or a host's report of what it could not pass on */
  icmp: boolean
  /** octets on the wire */
  size: number
  /** SEG.SEQ less its sender's ISN, and SEG.ACK less its receiver's */
  seq: number
  ack: number
  /** the ISNs themselves */
  origin: { seq: number; ack: number }
  /** Where in `trace.events` it was sent, and where it ended. */
  sentIndex: number
  endIndex?: number
}

/** What to look at; everything unless told. */
export interface Selection {
  /** Names of hosts, in the order wanted. */
  hosts?: readonly string[]
  /** As in the trace's events, from either end: `10.0.0.1:49152 → 10.0.0.2:80`. */
  connection?: string
  /** Virtual milliseconds, both included. */
  from?: number
  until?: number
}

/** A change of state, and whose. */
export interface Change extends StateEvent {
  /** The name of the end, as in journeys. */
  end: string
  incarnation: number
  /** index in `trace.events` */
  order: number
}

/** What a trace tells of connections. */
export interface TraceReading {
  /** All packets in the order sent, with sequence numbers from 0 on. */
  journeys: Journey[]
  /** All states, in order. */
  changes: Change[]
  /** The name of an end, as in both. */
  nameOf: (host: string, connection: string) => string
}

export function readTrace(trace: Trace): TraceReading {
  const packets = packetsOf(trace)
  const nameOf = namesWithin(packets)
  const journeys = Array.from({ length: packets.rows.length }, (_, row) => journeyAt(packets, row))
  const changes = packets.changes.map(({ event, incarnation, order }): Change => {
    return { ...event, end: nameOf(event.host, event.connection), order, incarnation }
  })
  return { journeys, changes, nameOf }
}

/** Every packet of the trace in the order sent, with sequence numbers from 0 on. */
export function journeys(trace: Trace, selection: Selection = {}): Journey[] {
  return readTrace(trace).journeys.filter(selectedBy(selection))
}

export function selectedBy(selection: Selection): (journey: Journey) => boolean {
  const { hosts, connection, from = -Infinity, until = Infinity } = selection
  const other = connection === undefined ? undefined : otherWay(connection)
  return (journey) =>
    journey.sent >= from &&
    journey.sent <= until &&
    (!hosts ||
      (journey.within === undefined
        ? hosts.includes(journey.from) && hosts.includes(journey.to)
        : hosts.includes(journey.within))) &&
    (connection === undefined ||
      journey.connection === connection ||
      (journey.segment !== undefined && journey.connection === other))
}

/** The host, or where both ends are on it, the socket: `127.0.0.1:80`. */
export function endName(host: string, connection: string): string {
  return isWithinHost(connection) ? socketOf(connection) : host
}

/** `10.0.0.1:49152`: the near end of a connection. */
export function socketOf(connection: string): string {
  return connection.slice(0, connection.indexOf(' → '))
}

/** 127.0.0.1 is another machine on each host: where several talk to themselves, such sockets bear the host's name, too. */
function namesWithin({ within }: Packets): TraceReading['nameOf'] {
  if (within.size < 2) return endName
  return (host, connection) => namedAt(host, endName(host, connection))
}

function namedAt(host: string, name: string): string {
  return name.startsWith('127.') ? `${host} ${name}` : name
}

/** One packet of the table. */
export function journeyAt(packets: Packets, row: number): Journey {
  const { segments, rows } = packets
  const { columns, directions } = segments
  const at = row * rows.width
  const { values } = rows
  const first = values[at + AT.first]!
  const rare = columns.rare[first]
  const { bytes } = columns.octets[first]!
  const bits = values[at + AT.bits]!
  const direction = bits & HAS_SEGMENT ? directions[values[at + AT.direction]!]! : undefined
  const journey: Journey = {
    id: columns.packets.values[first * columns.packets.width + PACKET_ROW.id]!,
    from: columns.from[first]!,
    to: columns.to[first]!,
    sent: values[at + AT.sent]!,
    copy: (bits & COPY) !== 0,
    cut: (bits & CUT) !== 0,
    corrupted: (bits & CORRUPTED) !== 0,
    marked: (bits & MARKED) !== 0,
    retransmission: (bits & RETRANSMISSION) !== 0,
    keepAlive: rare?.keepAlive ?? false,
    windowProbe: rare?.windowProbe ?? false,
    icmp: [PROTOCOL_ICMP, PROTOCOL_ICMPV6].includes(protocolOf(bytes)),
    connection: direction?.connection ?? '',
    incarnation: values[at + AT.incarnation]!,
    size: bytes.length,
    seq: values[at + AT.seq]!,
    ack: values[at + AT.ack]!,
    origin: { seq: values[at + AT.ownIsn]!, ack: values[at + AT.peerIsn]! },
    sentIndex: values[at + AT.sentIndex]!,
  }
  if (rare?.cause) journey.cause = rare.cause
  if (rare?.within !== undefined) {
    const { within } = rare
    journey.within = within
    const named = (name: string): string => (packets.within.size < 2 ? name : namedAt(within, name))
    journey.from = named(direction ? socketOf(direction.connection) : journey.from)
    journey.to = named(direction ? socketOf(direction.back.connection) : journey.to)
  }
  const datagram = direction && !(rare && 'type' in rare) ? undefined : columns.datagramAt(first)
  const segment = direction && columns.segmentAt(first)
  if (datagram) {
    journey.datagram = datagram
    const isHeaded = protocolOf(bytes) === PROTOCOL_UDP && datagram.offset === 0
    journey.payload = bytes.subarray(headerLength(bytes) + (isHeaded ? UDP_HEADER : 0))
  }
  if (segment) journey.segment = segment
  if (!Number.isNaN(values[at + AT.arrived]!)) journey.arrived = values[at + AT.arrived]!
  if (!Number.isNaN(values[at + AT.dropped]!)) {
    journey.dropped = values[at + AT.dropped]!
    journey.reason = columns.rare[values[at + AT.fate]!]?.reason ?? 'lost'
  }
  if (!Number.isNaN(values[at + AT.endIndex]!)) journey.endIndex = values[at + AT.endIndex]!
  return journey
}

/** `lost: queue full`; plain `lost` when the link just loses, by chance or as it was told. */
export function fateOf(journey: Journey): string {
  const reason = reasonInWords(journey)
  return reason === undefined ? 'lost' : SAYS.lost(reason)
}

/** Why it was lost, where there is more to say than that it was. */
export function reasonInWords({ reason }: Journey): string | undefined {
  return reason === 'loss' || reason === 'lost' || reason === 'script' ? undefined : reason
}
