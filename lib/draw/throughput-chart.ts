import { tickStep } from 'd3-array'
import type { Trace } from '../network/trace-types.ts'
import { count } from '../words.ts'
import { endLabel } from './connections.ts'
import { type Journey, journeys } from './journey.ts'
import { type LineChartOptions, lineChart, type Series } from './line-chart.ts'
import { jainIndex, plain } from './numbers.ts'
import type { Point } from './plot.ts'

export interface ThroughputOptions extends Omit<LineChartOptions, 'x' | 'y'> {
  /** Length of the intervals that are averaged over, in virtual milliseconds: about a fortieth of the time unless told. */
  interval?: number
  /** Virtual milliseconds. */
  from?: number
  until?: number
  /** Names for flows, by the connection as the sender sees it; the senders' names unless told, with ports where one has several. */
  names?: Readonly<Record<string, string>>
  /** Say Jain's index over the whole time. */
  fairness?: boolean
}

/** What one direction of one connection delivered. */
export interface Flow {
  name: string
  /** as its sender sees it */
  connection: string
  /** octets of new data that arrived */
  octets: number
  /** time at the interval's end, bit/s in it */
  points: Point[]
}

/**
 * Data delivered per time, one line a flow, named at its end.
 *
 * @returns SVG text
 */
export function throughputChart(trace: Trace, options: ThroughputOptions = {}): string {
  const flows = throughput(trace, options)
  const index = `Jain's index ${plain(jainIndex(flows.map(({ octets }) => octets)))}`
  const note = [options.note, options.fairness ? index : undefined].filter((text) => text !== undefined).join('; ')
  const series: Series[] = flows.map(({ name, points }) => ({ name, points }))
  return lineChart(series, {
    title: `Throughput of ${count(flows.length, 'flow')}`,
    ...options,
    ...(note === '' ? {} : { note }),
    x: { name: 'time', unit: 'ms', from: options.from ?? 0 },
    y: { name: 'throughput', unit: 'bit/s' },
  })
}

/** The figures behind the chart. What arrives twice counts once. */
export function throughput(
  trace: Trace,
  options: Pick<ThroughputOptions, 'interval' | 'from' | 'until' | 'names'> = {},
): Flow[] {
  const arrivals = journeys(trace)
    .filter(
      (journey) => journey.arrived !== undefined && !journey.corrupted && (journey.segment?.payload.length ?? 0) > 0,
    )
    .sort((a, b) => a.arrived! - b.arrived!)
  const from = options.from ?? 0
  const last = arrivals.at(-1)?.arrived ?? trace.end
  const span = Math.max((options.until ?? last) - from, 1e-3)
  const interval = options.interval ?? tickStep(0, span, 40)
  // Unless an end is asked for, the last interval is a whole one: part of one would look like a change.
  const buckets = options.until === undefined ? Math.floor(span / interval) + 1 : Math.ceil(span / interval - 1e-9)
  const until = options.until ?? from + buckets * interval
  const flows = new Map<string, { journey: Journey; known: Set<number>; octets: number; sums: number[] }>()
  for (const journey of arrivals) {
    const { connection, incarnation, within = '' } = journey
    const key = incarnation > 1 || within !== '' ? `${within} ${connection} ${incarnation}` : connection
    let flow = flows.get(key)
    if (!flow) {
      flow = { journey, known: new Set(), octets: 0, sums: new Array<number>(buckets).fill(0) }
      flows.set(key, flow)
    }
    const fresh = freshOctets(journey, flow.known)
    const time = journey.arrived!
    if (time < from || time >= until) continue
    const bucket = Math.min(buckets - 1, Math.floor((time - from) / interval))
    flow.octets += fresh
    flow.sums[bucket] = flow.sums[bucket]! + fresh
  }
  const senders = [...flows.values()].map(({ journey }) => journey.from)
  const nameOf = ({ from, connection }: Journey): string =>
    senders.filter((sender) => sender === from).length === 1 ? from : endLabel(from, connection)
  return [...flows.values()].map(({ journey, octets, sums }) => ({
    name: options.names?.[journey.connection] ?? nameOf(journey),
    connection: journey.connection,
    octets,
    points: sums.map((sum, index): Point => {
      const end = Math.min(until, from + (index + 1) * interval)
      return [end, (sum * 8 * 1000) / (end - (from + index * interval))]
    }),
  }))
}

/** Octets of a segment unless its first one has come before: senders repeat whole segments. */
function freshOctets({ seq, segment }: Journey, known: Set<number>): number {
  if (known.has(seq)) return 0
  known.add(seq)
  return segment!.payload.length
}
