import { GIVEN, PACKET, PACKET_ROW, SAMPLE, SAMPLE_ROW, SENT } from '../network/columns.ts'
import { otherWay } from '../network/origins.ts'
import { columnsOf, type Recorded } from '../network/recorded.ts'
import type { SenderEvent, TimerEvent, Trace } from '../network/trace-types.ts'
import { type EndOfPair, Incarnations, isWithinHost } from './incarnations.ts'
import { endName, type Journey, journeyAt } from './journey.ts'
import { AT, type Packets, packetsOf } from './packets.ts'
import { Segments } from './segments.ts'

/** Whose side of which connection a chart shows. */
export interface Viewpoint {
  host: string
  /** As this end sees it. */
  connection: string
  /** Which of those that followed one another between the same two sockets, and how many there were. */
  incarnation: number
  incarnations: number
  /** The host, or the socket where both ends are on it. */
  name: string
}

interface Candidate extends Omit<Viewpoint, 'incarnations' | 'name'> {
  octets: number
}

/**
 * The viewpoint asked for, or else the connection and end that sent most data.
 *
 * @param wanted `host` may be a socket too, `127.0.0.1:80`, where both ends are on one host
 */
export function viewpoint(trace: Trace, wanted: { host?: string; connection?: string }): Viewpoint {
  const candidates = candidatesIn(trace)
  const fitting = candidates.filter(
    ({ host, connection }) =>
      (wanted.host === undefined || host === wanted.host || endName(host, connection) === wanted.host) &&
      (wanted.connection === undefined ||
        wanted.connection === connection ||
        otherWay(connection) === wanted.connection),
  )
  fitting.sort((a, b) => b.octets - a.octets)
  const best = fitting[0]
  if (!best) {
    const { host = trace.hosts[0]?.name ?? '', connection = '' } = wanted
    return { host, connection, incarnation: 0, incarnations: 0, name: host }
  }
  const { host, connection, incarnation } = best
  const same = candidates.filter((other) => other.host === host && other.connection === connection)
  return { host, connection, incarnation, incarnations: same.length, name: endName(host, connection) }
}

/** They last as long as what they were read from, which does not change. */
const knownCandidates = new WeakMap<Recorded, Candidate[]>()

function candidatesIn(trace: Trace): Candidate[] {
  const recorded = columnsOf(trace)
  const candidates = knownCandidates.get(recorded) ?? readCandidates(recorded)
  knownCandidates.set(recorded, candidates)
  return candidates
}

/** Every end of which there is a segment or a sample, and how much it sent; in the order of the first of those. */
function readCandidates({ columns, length }: Recorded): Candidate[] {
  const { kinds, given, ends } = columns
  const packets = columns.packets.values
  const samples = columns.samples.values
  const segments = new Segments(columns)
  const incarnations = new Incarnations()
  const candidates = new Map<string, Candidate>()
  const byDirection: Candidate[] = []
  const byEnd: Candidate[] = []
  const sides: EndOfPair[] = []
  const rows = [0, 0, 0, 0]
  for (let order = 0; order < length; order++) {
    const kind = kinds[order]!
    const row = rows[kind]!++
    if (kind === PACKET) {
      if (packets[row * PACKET_ROW.width + PACKET_ROW.what] !== SENT || !segments.at(row)) continue
      const { direction, flags, seq, octets } = segments
      direction.side ??= incarnations.sideOf(direction.connection, direction.within)
      const incarnation = incarnations.segmentOf(direction.side, flags, seq)
      const host = direction.within ?? columns.from[row]!
      let candidate = byDirection[direction.number]
      if (candidate?.incarnation !== incarnation || candidate.host !== host) {
        candidate = candidateOf(host, direction.connection, incarnation)
        byDirection[direction.number] = candidate
      }
      candidate.octets += octets
    } else if (kind === SAMPLE) {
      const end = samples[row * SAMPLE_ROW.width + SAMPLE_ROW.end]!
      const { host, connection } = ends[end]!
      sides[end] ??= incarnations.sideAt(host, connection)
      const incarnation = incarnations.otherOf(sides[end])
      if (byEnd[end]?.incarnation !== incarnation) byEnd[end] = candidateOf(host, connection, incarnation)
    } else if (kind === GIVEN) {
      const event = given[row]!
      if (event.type === 'state') incarnations.state(event)
    }
  }
  return [...candidates.values()]

  function candidateOf(host: string, connection: string, incarnation: number): Candidate {
    const key = `${host} ${connection} ${incarnation}`
    const candidate = candidates.get(key) ?? { host, connection, incarnation, octets: 0 }
    candidates.set(key, candidate)
    return candidate
  }
}

/** The segments of this connection, in both directions. */
export function journeysOf(trace: Trace, view: Viewpoint): Journey[] {
  const packets = packetsOf(trace)
  return rowsOf(packets, view).map((row) => journeyAt(packets, row))
}

/** The same as rows of the table. @param own only what this end sent */
export function rowsOf({ rows, segments }: Packets, view: Viewpoint, own = false): number[] {
  const within = isWithinHost(view.connection) ? view.host : undefined
  const other = own ? '' : otherWay(view.connection)
  const ours = segments.directions.map(
    (one) => one.within === within && (one.connection === view.connection || one.connection === other),
  )
  const found: number[] = []
  const { values, width, length } = rows
  for (let row = 0, at = 0; row < length; row++, at += width) {
    if (values[at + AT.incarnation] === view.incarnation && ours[values[at + AT.direction]!]) found.push(row)
  }
  return found
}

/** What of a sample is drawn; octets, and sequence numbers as on the wire. */
export interface Sample {
  time: number
  cwnd: number | undefined
  ssthresh: number
  flight: number
  sndWnd: number
  sndUna: number
  sndNxt: number
}

/**
 * What an end tells of its variables over time. Of several samples in one moment the last one counts: a value that rises and falls
 * in one moment never held, as where a window is shut and opened.
 *
 * @param asked from when until when, and whether only samples that tell of a congestion window
 */
export function heldBy(
  trace: Trace,
  view: Viewpoint,
  { from = -Infinity, until = Infinity, hasCwnd = false }: { from?: number; until?: number; hasCwnd?: boolean } = {},
): Sample[] {
  const { columns, length } = columnsOf(trace)
  const isOurs = ownEvents(trace, view)
  const end = columns.ends.findIndex(({ host, connection }) => host === view.host && connection === view.connection)
  const held: Sample[] = []
  const { values } = columns.samples
  // There are thousands, of which each is an object: none is made of those that do not count.
  let last = -1
  for (let row = 0, at = 0; row < columns.samples.length; row++, at += SAMPLE_ROW.width) {
    const order = values[at + SAMPLE_ROW.order]!
    if (order >= length) break
    const time = values[at]!
    if (values[at + SAMPLE_ROW.end] !== end || time < from || time > until || !isOurs(order)) continue
    if (hasCwnd && Number.isNaN(values[at + SAMPLE_ROW.cwnd]!)) continue
    if (last >= 0 && values[last] !== time) held.push(sampleAt(values, last))
    last = at
  }
  if (last >= 0) held.push(sampleAt(values, last))
  return held
}

/** What an end tells of the connection: its timers, and what a sender tells of itself. */
export function toldBy(trace: Trace, view: Viewpoint): (TimerEvent | SenderEvent)[] {
  const { columns, length } = columnsOf(trace)
  const isOurs = ownEvents(trace, view)
  const told: (TimerEvent | SenderEvent)[] = []
  const { kinds, given } = columns
  for (let order = 0, row = 0; order < length && row < given.length; order++) {
    if (kinds[order] !== GIVEN) continue
    const event = given[row++]!
    if (event.type !== 'timer' && event.type !== 'sender') continue
    if (event.host === view.host && event.connection === view.connection && isOurs(order)) told.push(event)
  }
  return told
}

/** Whether an event, by its place, is of the connection seen, and not of one before or after it between the same sockets. */
function ownEvents(trace: Trace, { incarnation, incarnations }: Viewpoint): (order: number) => boolean {
  if (incarnations <= 1) return () => true
  const of = incarnationsOf(trace)
  return (order) => (of[order] ?? incarnation) === incarnation
}

function sampleAt(values: Float64Array, at: number): Sample {
  const cwnd = values[at + SAMPLE_ROW.cwnd]!
  return {
    time: values[at]!,
    cwnd: Number.isNaN(cwnd) ? undefined : cwnd,
    ssthresh: values[at + SAMPLE_ROW.ssthresh]!,
    flight: values[at + SAMPLE_ROW.flight]!,
    sndWnd: values[at + SAMPLE_ROW.sndWnd]!,
    sndUna: values[at + SAMPLE_ROW.sndUna]!,
    sndNxt: values[at + SAMPLE_ROW.sndNxt]!,
  }
}

/** Of each event, where one is. */
function incarnationsOf({ events }: Trace): (number | undefined)[] {
  const incarnations = new Incarnations()
  return events.map((event) => incarnations.of(event))
}

/** From when until when a chart of these events goes. */
export function spanOf(
  events: readonly { time: number }[],
  asked: { from?: number; until?: number },
  last: number = events.at(-1)?.time ?? 0,
): { start: number; until: number } {
  const start = asked.from ?? Math.min(0, events[0]?.time ?? 0)
  const until = asked.until ?? last
  return { start, until: until > start ? until : start + 1 }
}
