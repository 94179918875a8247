import { connectionOf, isSegment, Origins, otherWay } from '../network/origins.ts'
import type { PacketEvent, StateEvent, Trace } from '../network/trace-types.ts'
import type { Segment } from '../tcp/wire/index.ts'
import { PROTOCOL_ICMP } from '../tcp/wire/index.ts'
import { Incarnations, isWithinHost } from './incarnations.ts'

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
  const byId = new Map<number, Journey>()
  const changes: Change[] = []
  const origins = new Origins()
  const incarnations = new Incarnations()
  trace.events.forEach((event, order) => {
    if (event.type === 'state') {
      changes.push({ ...event, end: '', order, incarnation: incarnations.state(event) })
      return
    }
    if (event.type !== 'packet') return
    let journey = byId.get(event.id)
    if (!journey) {
      const original = byId.get(event.copyOf ?? event.fragmentOf ?? Number.NaN)
      if (event.fragmentOf !== undefined && original) original.cut = true
      journey = begin(event, order, origins, original)
      if (isSegment(event)) {
        journey.incarnation = original?.incarnation || incarnations.segment(event, journey.connection)
      }
      byId.set(event.id, journey)
    }
    if (event.corrupted) journey.corrupted = true
    if (event.what === 'delivered') {
      journey.arrived = event.time
      journey.endIndex = order
    } else if (event.what === 'dropped') {
      journey.dropped = event.time
      journey.reason = event.reason ?? 'lost'
      journey.endIndex = order
    }
  })
  const journeys = [...byId.values()]
  const nameOf = tellHostsApart(journeys)
  for (const change of changes) change.end = nameOf(change.host, change.connection)
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
function tellHostsApart(all: readonly Journey[]): TraceReading['nameOf'] {
  const hosts = new Set(all.flatMap(({ within }) => within ?? []))
  if (hosts.size < 2) return endName
  const named = (host: string, name: string): string => (name.startsWith('127.') ? `${host} ${name}` : name)
  for (const journey of all) {
    if (journey.within === undefined) continue
    journey.from = named(journey.within, journey.from)
    journey.to = named(journey.within, journey.to)
  }
  return (host, connection) => named(host, endName(host, connection))
}

function begin(event: PacketEvent, index: number, origins: Origins, original?: Journey): Journey {
  const { datagram } = event
  const journey: Journey = {
    id: event.id,
    from: event.from,
    to: event.to,
    sent: original?.sent ?? event.time,
    copy: event.copyOf !== undefined,
    cut: false,
    corrupted: event.corrupted ?? false,
    retransmission: event.retransmission ?? false,
    keepAlive: event.keepAlive ?? false,
    windowProbe: event.windowProbe ?? false,
    icmp: event.bytes[9] === PROTOCOL_ICMP,
    connection: '',
    incarnation: 0,
    size: event.bytes.length,
    seq: 0,
    ack: 0,
    origin: { seq: 0, ack: 0 },
    sentIndex: original?.sentIndex ?? index,
  }
  if (event.cause) journey.cause = event.cause
  if (event.within !== undefined) journey.within = event.within
  if (datagram) journey.datagram = datagram
  if (!isSegment(event)) return journey
  const { segment } = event
  const { seq, ack = 0 } = origins.of(event)
  journey.segment = segment
  journey.connection = connectionOf(event)
  if (event.within !== undefined) {
    journey.from = socketOf(journey.connection)
    journey.to = socketOf(otherWay(journey.connection))
  }
  journey.origin = { seq, ack }
  journey.seq = (segment.seq - seq) >>> 0
  journey.ack = segment.flags.ack ? (segment.ack - ack) >>> 0 : 0
  return journey
}

/** `lost: queue full`; plain `lost` when the link just loses. */
export function fateOf({ reason }: Journey): string {
  return reason === undefined || reason === 'loss' || reason === 'lost' ? 'lost' : `lost: ${reason}`
}
