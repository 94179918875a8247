import { connectionOf, isSegment, Origins } from '../network/origins.ts'
import type { PacketEvent, SampleEvent, Trace } from '../network/trace-types.ts'
import { PROTOCOL_ICMP } from '../tcp/ipv4.ts'
import type { Segment } from '../tcp/segment.ts'

/** What became of one packet: the events of a trace with the same id, joined. Times are virtual milliseconds. */
export interface Journey {
  id: number
  from: string
  to: string
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
  segment?: Segment
  /** `10.0.0.1:49152 → 10.0.0.2:80`, as its sender sees it; empty unless it is a segment */
  connection: string
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

/** Every packet of the trace in the order sent, with sequence numbers from 0 on. */
export function journeys(trace: Trace, selection: Selection = {}): Journey[] {
  const byId = new Map<number, Journey>()
  const origins = new Origins()
  trace.events.forEach((event, index) => {
    if (event.type !== 'packet') return
    let journey = byId.get(event.id)
    if (!journey) {
      const original = byId.get(event.copyOf ?? event.fragmentOf ?? Number.NaN)
      if (event.fragmentOf !== undefined && original) original.cut = true
      journey = begin(event, index, origins, original)
      byId.set(event.id, journey)
    }
    if (event.corrupted) journey.corrupted = true
    if (event.what === 'delivered') {
      journey.arrived = event.time
      journey.endIndex = index
    } else if (event.what === 'dropped') {
      journey.dropped = event.time
      journey.reason = event.reason ?? 'lost'
      journey.endIndex = index
    }
  })
  const { hosts, connection, from = -Infinity, until = Infinity } = selection
  const other = connection === undefined ? undefined : reversed(connection)
  return [...byId.values()].filter(
    (journey) =>
      journey.sent >= from &&
      journey.sent <= until &&
      (!hosts || (hosts.includes(journey.from) && hosts.includes(journey.to))) &&
      (connection === undefined ||
        journey.connection === connection ||
        (journey.segment && journey.connection === other)),
  )
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
    size: event.bytes.length,
    seq: 0,
    ack: 0,
    origin: { seq: 0, ack: 0 },
    sentIndex: original?.sentIndex ?? index,
  }
  if (datagram) journey.datagram = datagram
  if (!isSegment(event)) return journey
  const { segment } = event
  const { seq, ack = 0 } = origins.of(event)
  journey.segment = segment
  journey.connection = connectionOf(event)
  journey.origin = { seq, ack }
  journey.seq = (segment.seq - seq) >>> 0
  journey.ack = segment.flags.ack ? (segment.ack - ack) >>> 0 : 0
  return journey
}

/** `lost: queue full`; plain `lost` when the link just loses. */
export function fateOf({ reason }: Journey): string {
  return reason === undefined || reason === 'loss' || reason === 'lost' ? 'lost' : `lost: ${reason}`
}

/** The same connection, as the other end names it. */
export function reversed(connection: string): string {
  return connection.split(' → ').toReversed().join(' → ')
}

/** Whose side of which connection a chart shows. */
export interface Viewpoint {
  host: string
  connection: string
}

/** The viewpoint asked for, or else the connection and end that sent most data. */
export function viewpoint(trace: Trace, wanted: { host?: string; connection?: string }): Viewpoint {
  const sent = new Map<string, { host: string; connection: string; octets: number }>()
  for (const event of trace.events) {
    if (isSegment(event) && event.what === 'sent') {
      count(event.from, connectionOf(event), event.segment.payload.length)
    } else if (event.type === 'sample') count(event.host, event.connection, 0)
  }
  const candidates = [...sent.values()].filter(
    ({ host, connection }) =>
      (wanted.host === undefined || host === wanted.host) &&
      (wanted.connection === undefined ||
        wanted.connection === connection ||
        reversed(connection) === wanted.connection),
  )
  candidates.sort((a, b) => b.octets - a.octets)
  const best = candidates[0]
  if (best) return { host: best.host, connection: best.connection }
  return { host: wanted.host ?? trace.hosts[0]?.name ?? '', connection: wanted.connection ?? '' }

  function count(host: string, connection: string, octets: number): void {
    const key = `${host} ${connection}`
    const entry = sent.get(key)
    if (entry) entry.octets += octets
    else sent.set(key, { host, connection, octets })
  }
}

/** The connection's variables over time, as its own end saw them. */
export function samplesOf(trace: Trace, { host, connection }: Viewpoint): SampleEvent[] {
  return trace.events.filter(
    (event): event is SampleEvent => event.type === 'sample' && event.host === host && event.connection === connection,
  )
}
