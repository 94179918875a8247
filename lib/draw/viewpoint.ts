import { connectionOf, isSegment, otherWay } from '../network/origins.ts'
import type { SampleEvent, SenderEvent, TimerEvent, Trace } from '../network/trace-types.ts'
import { Incarnations, isWithinHost } from './incarnations.ts'
import { endName, type Journey, journeys } from './journey.ts'

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
  const candidates = new Map<string, Candidate>()
  const incarnations = new Incarnations()
  for (const event of trace.events) {
    if (isSegment(event)) {
      if (event.what !== 'sent') continue
      const connection = connectionOf(event)
      const incarnation = incarnations.segment(event, connection)
      count(event.within ?? event.from, connection, incarnation, event.segment.payload.length)
    } else if (event.type === 'state') incarnations.state(event)
    else if (event.type === 'sample') count(event.host, event.connection, incarnations.other(event), 0)
  }
  const fitting = [...candidates.values()].filter(
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
  const same = [...candidates.values()].filter((other) => other.host === host && other.connection === connection)
  return { host, connection, incarnation, incarnations: same.length, name: endName(host, connection) }

  function count(host: string, connection: string, incarnation: number, octets: number): void {
    const key = `${host} ${connection} ${incarnation}`
    const entry = candidates.get(key)
    if (entry) entry.octets += octets
    else candidates.set(key, { host, connection, incarnation, octets })
  }
}

/** The segments of this connection, in both directions. */
export function journeysOf(trace: Trace, view: Viewpoint, times: { from?: number; until?: number } = {}): Journey[] {
  const within = isWithinHost(view.connection) ? view.host : undefined
  return journeys(trace, { connection: view.connection, ...times }).filter(
    (journey) => journey.incarnation === view.incarnation && journey.within === within,
  )
}

/** Variables, timers, and what else this end tells of the connection. */
export function toldBy(trace: Trace, view: Viewpoint): (SampleEvent | TimerEvent | SenderEvent)[] {
  const incarnations = view.incarnations > 1 ? new Incarnations() : undefined
  return trace.events.filter((event): event is SampleEvent | TimerEvent | SenderEvent => {
    const incarnation = incarnations?.of(event) ?? view.incarnation
    if (event.type !== 'sample' && event.type !== 'timer' && event.type !== 'sender') return false
    return event.host === view.host && event.connection === view.connection && incarnation === view.incarnation
  })
}

/** The connection's variables over time, as its own end saw them. */
export function samplesOf(trace: Trace, view: Viewpoint): SampleEvent[] {
  return toldBy(trace, view).filter((event) => event.type === 'sample')
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
