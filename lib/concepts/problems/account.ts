import {
  describeLadder,
  type Journey,
  journeys,
  type LadderFigure,
  type LadderOptions,
  ladderFigure,
} from '../../draw/index.ts'
import type { SampleEvent, Trace, TraceEvent } from '../../network/index.ts'

/** So many arrows a picture has, the last ones. */
const MOST_ARROWS = 12

/** The picture up to a moment, with the trace that it comes from. */
export interface PicturedMoment {
  trace: Trace
  /** The index of the last event that belongs to it. */
  at: number
  /** Each segment in a row of its own: every number counts. */
  figure: LadderFigure
}

/** A segment that has arrived. */
export type Arrived = Journey & { segment: NonNullable<Journey['segment']>; arrived: number; endIndex: number }

/** A trace as problems look at it: its segments from the first to the last, and its events by their index. */
export class Account {
  readonly trace: Trace
  readonly segments: readonly Journey[]

  constructor(trace: Trace) {
    this.trace = trace
    this.segments = journeys(trace)
  }

  /** Those that reached a host, in the order of their arrival. */
  arrivedAt(host: string): Arrived[] {
    const arrived = this.segments.filter(
      (journey): journey is Arrived =>
        journey.to === host && journey.arrived !== undefined && journey.segment !== undefined,
    )
    return arrived.toSorted((a, b) => a.endIndex - b.endIndex)
  }

  /** What a host sent behind the event `at` in the same moment, before anything else reached it. */
  answersTo(at: number, host: string): Journey[] {
    const { time } = this.trace.events[at]!
    const next = this.arrivedAt(host).find(({ endIndex }) => endIndex > at)?.endIndex ?? Number.POSITIVE_INFINITY
    return this.segments.filter(
      ({ from, sent, sentIndex }) => from === host && sent === time && sentIndex > at && sentIndex < next,
    )
  }

  /** The number behind the last that a host has sent before the event `at`. */
  sentUpTo(at: number, host: string): number {
    let end = 0
    for (const { from, sentIndex, seq, segment } of this.segments) {
      if (from !== host || sentIndex >= at || !segment) continue
      end = Math.max(end, seq + segment.payload.length + (segment.flags.syn ? 1 : 0) + (segment.flags.fin ? 1 : 0))
    }
    return end
  }

  /** Whether something is on its way to a host after the event `at`. */
  hasNewsFor(host: string, at: number): boolean {
    return this.segments.some(
      ({ to, sentIndex, endIndex = Number.POSITIVE_INFINITY }) => to === host && sentIndex <= at && endIndex > at,
    )
  }

  /** Leaves out what is still on its way to a host after the event `at`: it cannot know of that. */
  knownTo(host: string, at: number): (event: TraceEvent) => TraceEvent | undefined {
    const underWay = this.segments.filter(
      ({ to, sentIndex, endIndex = Number.POSITIVE_INFINITY }) => to === host && sentIndex <= at && endIndex > at,
    )
    const unknown = new Set(underWay.map(({ id }) => id))
    return (event) => (event.type === 'packet' && unknown.has(event.id) ? undefined : event)
  }

  /** When the last segment left that had reached a host at the event `at`. */
  lastHeard(host: string, at: number): number {
    const heard = this.arrivedAt(host).filter(({ endIndex }) => endIndex <= at)
    return heard.at(-1)?.sent ?? Number.POSITIVE_INFINITY
  }

  /** Whether a host sent something between two events. */
  sentBetween(from: number, to: number, host: string): boolean {
    return this.segments.some(({ from: sender, sentIndex }) => sender === host && sentIndex > from && sentIndex < to)
  }

  /** What let a host send its segment at `index`: the last thing that happened to it in that moment. */
  triggerOf(index: number, host: string): { type: TraceEvent['type']; at: number } | undefined {
    const { events } = this.trace
    const { time } = events[index]!
    for (let at = index - 1; at >= 0 && events[at]!.time === time; at--) {
      const event = events[at]!
      if (isOccasion(event, host)) return { type: event.type, at }
    }
    // A trace tells of a timer behind what it has let go.
    for (let at = index + 1; events[at]?.time === time; at++) {
      const event = events[at]!
      if (event.type === 'timer' && event.host === host) return { type: 'timer', at: index }
    }
    return undefined
  }

  /** The variables of a host's sender as they were before the event `at`. */
  before(at: number, host: string): SampleEvent | undefined {
    const { events } = this.trace
    for (let index = at - 1; index >= 0; index--) {
      const event = events[index]!
      if (event.type === 'sample' && event.host === host) return event
    }
    return undefined
  }

  /** What the client's program had handed over before the event `at`, in octets. */
  handedOver(at: number): number {
    let octets = 0
    for (const event of this.trace.events.slice(0, at)) octets += handing(event)
    return octets
  }

  /** A sequence number of the client's, from 0 on. */
  relative(seq: number): number {
    return (seq - this.segments[0]!.origin.seq) >>> 0
  }

  /**
   * The trace up to its event `at`, as a ladder of the last arrows.
   *
   * @param options `from` only where more than those is to be seen
   * @param change what is shown in place of an event
   */
  picture(
    at: number,
    { from = Number.POSITIVE_INFINITY, ...options }: LadderOptions = {},
    change: (event: TraceEvent) => TraceEvent | undefined = (event) => event,
  ): PicturedMoment {
    const { trace } = this
    const events = trace.events.slice(0, at + 1).flatMap((event) => change(withoutReason(event)) ?? [])
    const past: Trace = { hosts: trace.hosts, events, end: trace.events[at]!.time }
    const first = Math.min(from, journeys(past).at(-MOST_ARROWS)?.sent ?? 0)
    const shown = { ...(first > 0 && { from: first }), ...options }
    // Where losses are hidden, none can be seen, nor what is under way; that is no news.
    const description = describeLadder(past, shown).replace(
      / (?:Nothing is lost|Of these, none is lost|\d+ packets? (?:is|are) still under way)\./,
      '',
    )
    const title = 'Up to the moment asked about'
    return { trace, at, figure: ladderFigure(past, { title, description, time: 'even', ...shown }) }
  }
}

/** A script loses a segment; to the reader it is just lost. */
function withoutReason(event: TraceEvent): TraceEvent {
  return event.type === 'packet' && event.what === 'dropped' ? { ...event, reason: 'loss' } : event
}

/** Why a host may send: what came, or what its program did. */
function isOccasion(event: TraceEvent, host: string): boolean {
  if (event.type === 'packet') return event.what === 'delivered' && event.to === host
  return event.type === 'program' && event.host === host
}

/** How many octets the client's program hands over in this event. */
function handing(event: TraceEvent): number {
  if (event.type !== 'program' || event.host !== 'client') return 0
  return Number(/^hands over ([\d,]+) bytes$/.exec(event.text)?.[1]?.replaceAll(',', '') ?? 0)
}
