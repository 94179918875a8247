import { max, tickStep } from 'd3-array'
import type { Trace } from '../../network/trace-types.ts'
import { count, list, type Put } from '../../words.ts'
import { endLabel } from '../connections.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { type Journey, journeyAt } from '../journey.ts'
import { jainIndex, plain, scaleOf } from '../numbers.ts'
import { AT, CORRUPTED, type Packets, packetsOf } from '../packets.ts'
import type { Point } from '../svg.ts'
import { describeLines, type LineChartOptions, lineChart, lineFigure, type Series } from './line-chart.ts'
import { chosen, rowsTable } from './rows.ts'

/** What it says, by key. */
const SAYS = {
  jainIndex: (plain: Put) => `Jain's index ${plain}`,
  nothingIsDelivered: 'Nothing is delivered',
  byte: 'byte',
  delivers: (name: Put, amount: Put) => `${name} delivers ${amount}`,
  bothDeliver: (name: Put, amount: Put, name2: Put, amount2: Put) => `${name} delivers ${amount}, ${name2} ${amount2}`,
  ofFlowsDeliversMostAnd: (length: Put, name: Put, amount: Put, name2: Put, amount2: Put) =>
    `Of ${length} flows, ${name} delivers most, ${amount}, and ${name2} least, ${amount2}`,
  nothingSentence: 'Nothing is delivered.',
  andMoreFlows: (value: Put) => `, and ${value} more flows`,
  delivered: (octets: Put, more: Put, toUpperCase: Put, slice: Put) =>
    `Delivered: ${octets}${more}. ${toUpperCase}${slice}`,
  untilMs: 'until (ms)',
} as const

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

/** Data delivered per time, one line a flow, named at its end. */
export function throughputFigure(trace: Trace, options: ThroughputOptions = {}): ShownFigure<Trace> {
  const flows = throughput(trace, options)
  const lines = lineFigure(seriesOf(flows), chartOptions(flows, options))
  return figureOf({
    data: trace,
    draw: (width) => lines.svg(width),
    table: () => tableOfFlows(flows),
    sentence: () => options.description ?? flowsInWords(flows, options),
  })
}

/** The figure's picture. @returns SVG text */
export function throughputChart(trace: Trace, options: ThroughputOptions = {}): string {
  const flows = throughput(trace, options)
  return lineChart(seriesOf(flows), chartOptions(flows, options))
}

/** Each point is of the interval before it: the first begins where that does. */
function seriesOf(flows: readonly Flow[]): Series[] {
  return flows.map(({ name, points }) => ({ name, points, as: 'line' }))
}

function chartOptions(flows: readonly Flow[], options: ThroughputOptions): LineChartOptions {
  const note = noteOf(flows, options)
  return {
    title: titleOfFlows(flows),
    description: flowsInWords(flows, options),
    ...options,
    ...(note === undefined ? {} : { note }),
    ...AXES,
    x: { ...AXES.x, from: options.from ?? 0 },
  }
}

const AXES = { x: { name: 'time', unit: 'ms' }, y: { name: 'throughput', unit: 'bit/s' } } as const

function noteOf(flows: readonly Flow[], options: ThroughputOptions): string | undefined {
  const index = SAYS.jainIndex(plain(jainIndex(flows.map(({ octets }) => octets))))
  const parts = [options.note, options.fairness ? index : undefined].filter((text) => text !== undefined)
  return parts.length === 0 ? undefined : parts.join('; ')
}

/** Who delivered most, and least. */
function titleOfFlows(flows: readonly Flow[]): string {
  const sorted = [...flows].sort((a, b) => b.octets - a.octets)
  const [most, least] = [sorted[0], sorted.at(-1)]
  if (!most || !least) return SAYS.nothingIsDelivered
  const amount = ({ octets }: Flow): string => count(octets, SAYS.byte)
  if (sorted.length === 1) return SAYS.delivers(most.name, amount(most))
  if (sorted.length === 2) return SAYS.bothDeliver(most.name, amount(most), least.name, amount(least))
  return SAYS.ofFlowsDeliversMostAnd(sorted.length, most.name, amount(most), least.name, amount(least))
}

/** What each flow delivered altogether, and how its throughput went. */
function flowsInWords(flows: readonly Flow[], options: ThroughputOptions): string {
  if (flows.length === 0) return SAYS.nothingSentence
  const octets = flows.slice(0, 8).map(({ name, octets }) => `${name} ${count(octets, SAYS.byte)}`)
  const more = flows.length > 8 ? SAYS.andMoreFlows(flows.length - 8) : ''
  const note = noteOf(flows, options)
  const words = describeLines(seriesOf(flows), { ...AXES, ...(note === undefined ? {} : { note }) })
  return SAYS.delivered(list(octets), more, words.charAt(0).toUpperCase(), words.slice(1))
}

/** Time at each interval's end, and every flow's throughput in it. */
function tableOfFlows(flows: readonly Flow[]): string {
  const [first] = flows
  if (!first) return ''
  const { divisor, unit } = scaleOf(max(flows.flatMap(({ points }) => points.map(([, rate]) => rate))) ?? 0, 'bit/s')
  const shown = flows.slice(0, 8)
  const rows = first.points.map(([time], index) => [time, ...shown.map(({ points }) => points[index]![1] / divisor)])
  const total = rows.length
  return rowsTable(
    [SAYS.untilMs, ...shown.map(({ name }, index) => (index === 0 ? `${name} (${unit})` : name))],
    chosen(rows, () => false),
    { total, of: 'intervals' },
  )
}

/** The figures behind the chart. What arrives twice counts once. */
export function throughput(
  trace: Trace,
  options: Pick<ThroughputOptions, 'interval' | 'from' | 'until' | 'names'> = {},
): Flow[] {
  const packets = packetsOf(trace)
  const arrivals = arrivalsOf(packets)
  const { values, width } = packets.rows
  const from = options.from ?? 0
  const last = arrivals.at(-1)?.time ?? trace.end
  const span = Math.max((options.until ?? last) - from, 1e-3)
  const interval = options.interval ?? tickStep(0, span, 40)
  // Unless an end is asked for, the last interval is a whole one: part of one would look like a change.
  const buckets = options.until === undefined ? Math.floor(span / interval) + 1 : Math.ceil(span / interval - 1e-9)
  const until = options.until ?? from + buckets * interval
  const flows = new Map<string, { journey: Journey; known: Set<number>; octets: number; sums: number[] }>()
  const keys = new Map<number, string>()
  for (const { row, time } of arrivals) {
    const at = row * width
    const [direction, incarnation] = [values[at + AT.direction]!, values[at + AT.incarnation]!]
    const place = incarnation * packets.segments.directions.length + direction
    let key = keys.get(place)
    if (key === undefined) {
      const { connection, within = '' } = packets.segments.directions[direction]!
      key = incarnation > 1 || within !== '' ? `${within} ${connection} ${incarnation}` : connection
      keys.set(place, key)
    }
    let flow = flows.get(key)
    if (!flow) {
      const sums = new Array<number>(buckets).fill(0)
      flow = { journey: journeyAt(packets, row), known: new Set(), octets: 0, sums }
      flows.set(key, flow)
    }
    // Unless its first octet has come before: senders repeat whole segments.
    const fresh = flow.known.has(values[at + AT.seq]!) ? 0 : values[at + AT.octets]!
    flow.known.add(values[at + AT.seq]!)
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

/** Data that arrived whole, in order of time. */
function arrivalsOf({ rows }: Packets): { row: number; time: number }[] {
  const arrivals: { row: number; time: number }[] = []
  const { values, width, length } = rows
  for (let row = 0, at = 0; row < length; row++, at += width) {
    const time = values[at + AT.arrived]!
    if (values[at + AT.octets]! > 0 && !Number.isNaN(time) && (values[at + AT.bits]! & CORRUPTED) === 0)
      arrivals.push({ row, time })
  }
  return arrivals.sort((a, b) => a.time - b.time)
}
