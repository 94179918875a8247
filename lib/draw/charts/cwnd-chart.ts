import { max } from 'd3-array'
import { PACKET_ROW } from '../../network/columns.ts'
import { type Recorded, recordedIn } from '../../network/recorded.ts'
import type { SenderEvent, TimerEvent, Trace } from '../../network/trace-types.ts'
import { count } from '../../words.ts'
import { isWithinHost } from '../incarnations.ts'
import { dashSample, letterSample } from '../key.ts'
import { duration, plain } from '../numbers.ts'
import { AT, COPY, packetsOf, RETRANSMISSION } from '../packets.ts'
import { missingEnd } from '../recording.ts'
import { Segments } from '../segments.ts'
import { type Child, path, short } from '../svg.ts'
import { rowsOf, type Sample, spanOf, toldBy, type Viewpoint, viewpoint } from '../viewpoint.ts'
import { above, type ConnectionChartOptions, chart, uprights } from './chart.ts'
import { ceiling, type Plot, type Point, staircase, timeAxis } from './plot.ts'

export interface CwndChartOptions extends ConnectionChartOptions {
  /** Show segments of this many octets instead of octets. */
  mss?: number
  /** What to draw: all four, unless told. */
  series?: readonly CwndSeries[]
}

/** A sample of a time when there was a congestion window; of several at one moment, the last. */
type CwndSample = Sample & { cwnd: number }

export type CwndSeries = 'cwnd' | 'ssthresh' | 'flight' | 'rwnd'

const SERIES: Readonly<Record<CwndSeries, { line: string; text: string; of: (sample: CwndSample) => number }>> = {
  cwnd: { line: 'l1', text: 't1', of: ({ cwnd }) => cwnd },
  ssthresh: { line: 'l2', text: 't2', of: ({ ssthresh }) => ssthresh },
  flight: { line: 'l3', text: 't3', of: ({ flight }) => flight },
  rwnd: { line: 'l4', text: 't4', of: ({ sndWnd }) => sndWnd },
}

/**
 * The congestion window over time, with ssthresh, the octets in flight and the receiver's window; R marks what was sent again,
 * T a retransmission timer that expired. What lies far above cwnd is not drawn, and said to be.
 *
 * @returns SVG text
 */
export function cwndChart(trace: Trace, options: CwndChartOptions = {}): string {
  const reading = readCwnd(trace, options)
  const { view, samples, resent, timeouts, start, until } = reading
  const { mss = 1, series = ['cwnd', 'ssthresh', 'flight', 'rwnd'] } = options
  const values = new Map<CwndSeries, number[]>()
  const valuesOf = (name: CwndSeries): number[] => {
    const known = values.get(name) ?? samples.map((sample) => SERIES[name].of(sample) / mss)
    values.set(name, known)
    return known
  }
  const main = ceiling(valuesOf('cwnd').concat(valuesOf('flight')))
  // A window that only now and then comes down to cwnd's size would be a few stray dots.
  const inReach = (name: CwndSeries): boolean => {
    const values = valuesOf(name)
    return values.filter((value) => value <= main * 1.6).length >= values.length * 0.3 && values.length > 0
  }
  const drawn = series.filter(inReach)
  const highest = ceiling(drawn.flatMap(valuesOf).filter((value) => value <= main * 1.6))
  const over = series.filter((name) => valuesOf(name).some((value) => value > highest))
  const flags = [...timeouts.map((time) => ({ time, text: 'T' })), ...resent.map((time) => ({ time, text: 'R' }))]
  return chart(
    options,
    {
      title: `Congestion window of ${view.name}`,
      description: cwndInWords(reading, options.mss),
      x: timeAxis(start, until),
      y: { ...(options.mss ? { name: 'segments' } : { name: 'window', unit: 'bytes' }), from: 0, to: highest },
      height: 290,
      ends: drawn.map((name) => {
        const value = valuesOf(name).at(-1)!
        return { text: name, value: value <= highest ? value : undefined, style: SERIES[name].text }
      }),
      key: [
        ...drawn.map((name) => [name, dashSample(SERIES[name].line)] as const),
        resent.length > 0 && ['sent again', letterSample('R', 't5')],
        timeouts.length > 0 && ['timeout', letterSample('T', 't5')],
      ],
      notes: over.map((name) => `${name} ${aboveWhen(name, samples, highest * mss, drawn.includes(name))}`),
    },
    (area) => [
      ...drawn.toReversed().map((name) => curve(name, samples, highest, mss, area)),
      ...uprights(flags, area, above),
      area.ends,
    ],
  )
}

/** As much of a variable's line as is within the chart. */
function curve(name: CwndSeries, samples: readonly CwndSample[], highest: number, mss: number, area: Plot): Child {
  const { line, of } = SERIES[name]
  return runsBelow(samples, of, highest * mss).map((run) => {
    const all = run.map((sample) => area.place([sample.time, of(sample) / mss]))
    // Of cwnd, a dip tells of a timeout, however short; a line to the bottom would say that a window was closed.
    const points = name === 'rwnd' || name === 'flight' ? withoutDips(all) : all
    const next = samples[samples.indexOf(run.at(-1)!) + 1]
    return path(line, staircase(points, next ? area.x(next.time) : area.right))
  })
}

/** How cwnd went, in words: from where to where, its largest value, when it was cut and why. */
export function describeCwnd(trace: Trace, options: CwndChartOptions = {}): string {
  return cwndInWords(readCwnd(trace, options), options.mss)
}

function cwndInWords(
  { view, samples, resent, timeouts, reasonAt, undone, rest }: CwndReading,
  mss: number | undefined,
): string {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last) return [`No samples of a congestion window of ${view.name || 'any host'}.`, ...rest].join(' ')
  const size = (octets: number): string =>
    mss ? `${plain(octets / mss)} segments` : `${plain(Math.round(octets))} bytes`
  const peak = samples.reduce((best, sample) => (sample.cwnd > best.cwnd ? sample : best), first)
  const cuts = samples.filter((sample, index) => index > 0 && sample.cwnd < samples[index - 1]!.cwnd)
  const smallest = samples.reduce((best, sample) => (sample.cwnd < best.cwnd ? sample : best), first)
  const sizeAt = ({ cwnd, time }: CwndSample, preposition: string): string =>
    `${preposition} ${size(cwnd)} at ${duration(time)}`
  const extremes = `is largest ${sizeAt(peak, 'with')}, smallest ${sizeAt(smallest, 'with')}`
  const sentences = [
    `cwnd of ${view.name} begins at ${size(first.cwnd)}, ${extremes}, and ends ${sizeAt(last, 'at')}.`,
    cuts.length === 0
      ? 'It never shrinks.'
      : `It shrinks ${often(cuts.map(({ time }) => time))}${reasonAt(cuts[0]!.time)}.`,
  ]
  if (undone.length > 0) sentences.push(`A reduction is undone ${often(undone, ', since nothing had been lost')}.`)
  if (resent.length > 0) sentences.push(`${count(resent.length, 'segment')} sent again.`)
  if (timeouts.length > 0) sentences.push(`The retransmission timer expires ${often(timeouts)}.`)
  return [...sentences, ...rest].join(' ')
}

/** `3 times, first at 120 ms`. */
function often(times: readonly number[], remark = ''): string {
  return `${count(times.length, 'time')}${remark}, first at ${duration(times[0]!)}`
}

interface CwndReading {
  view: Viewpoint
  samples: CwndSample[]
  resent: number[]
  timeouts: number[]
  undone: number[]
  /** Why cwnd shrank then, in brackets; nothing where that is not told. */
  reasonAt: (time: number) => string
  start: number
  until: number
  /** That the recording ended early, in words. */
  rest: string[]
}

function readCwnd(trace: Trace, options: CwndChartOptions): CwndReading {
  const view = viewpoint(trace, options)
  const { from = -Infinity, until = Infinity } = options
  const within = (time: number): boolean => time >= from && time <= until
  const reading = toldBy(trace, view)
  const told = reading.told.filter(({ time }) => within(time))
  const all = reading.samples.filter((sample): sample is CwndSample => within(sample.time) && sample.cwnd !== undefined)
  // A value that rises and falls in one moment never held: a window shut and opened, say.
  const samples = all.filter(({ time }, index) => all[index + 1]?.time !== time)
  const resent = resentIn(trace, view).filter(within)
  const timeouts = told.flatMap((event) =>
    event.type === 'timer' && event.timer === 'retransmission' ? [event.time] : [],
  )
  const undone = told.flatMap((event) => (event.type === 'sender' && event.what === 'undone' ? [event.time] : []))
  const reasonAt = (time: number): string => {
    const reasons = told.flatMap((event) => (event.time === time ? (reasonIn(event) ?? []) : []))
    return reasons.length === 0 ? '' : ` (${reasons[0]})`
  }
  const rest = missingEnd(trace, options.until)
  return { view, samples, resent, timeouts, undone, reasonAt, ...spanOf(samples, options), rest }
}

/** When this end sent something again; copies that the network made are not its doing. */
function resentIn(trace: Trace, view: Viewpoint): number[] {
  const recorded = view.incarnations === 1 ? recordedIn(trace) : undefined
  if (recorded) return resentByOnly(recorded, view)
  const packets = packetsOf(trace)
  const { values, width } = packets.rows
  const bits = (row: number): number => values[row * width + AT.bits]! & (RETRANSMISSION | COPY)
  return rowsOf(packets, view, true).flatMap((row) =>
    bits(row) === RETRANSMISSION ? [values[row * width + AT.sent]!] : [],
  )
}

/** Where all that this end sent is of one connection, nothing else need be read: what was sent again says so where it leaves. */
function resentByOnly({ columns, length }: Recorded, view: Viewpoint): number[] {
  const segments = new Segments(columns)
  const { values } = columns.packets
  return columns.rare.flatMap((rare, row) => {
    const at = row * PACKET_ROW.width
    if (!rare?.retransmission || values[at + PACKET_ROW.order]! >= length || !segments.at(row)) return []
    const { connection, within } = segments.direction
    const isOurs = connection === view.connection && within === (isWithinHost(connection) ? view.host : undefined)
    return isOurs ? [values[at]!] : []
  })
}

const REASONS: Readonly<Partial<Record<SenderEvent['what'], string>>> = {
  'fast-retransmit': 'fast retransmit',
  'lost-retransmission': 'a retransmission was lost',
  'tail-loss-repaired': 'a loss probe has filled a hole',
  'restart-after-idle': 'nothing was sent for long',
  'partial-ack': 'partial ACK',
  recovered: 'the recovery is over',
}

function reasonIn(event: TimerEvent | SenderEvent): string | undefined {
  if (event.type === 'sender') return REASONS[event.what]
  return event.timer === 'retransmission' ? 'timeout' : undefined
}

/** Stretches of samples whose value stays within the chart. */
function runsBelow(samples: readonly CwndSample[], of: (sample: CwndSample) => number, limit: number): CwndSample[][] {
  const runs: CwndSample[][] = []
  let inside = false
  for (const sample of samples) {
    const fits = of(sample) <= limit
    if (fits && inside) runs.at(-1)!.push(sample)
    else if (fits) runs.push([sample])
    inside = fits
  }
  return runs
}

/** Without what goes down and up again in less than the picture can show; y grows downwards. */
function withoutDips(points: readonly Point[]): Point[] {
  const kept: Point[] = []
  let last = 0
  points.forEach((point, index) => {
    const column = short(point[0])
    last = Math.max(last, index)
    while (last + 1 < points.length && short(points[last + 1]![0]) === column) last++
    const before = kept.at(-1)
    const isDip = before !== undefined && last > index && point[1] > Math.max(before[1], points[last]![1])
    if (!isDip) kept.push(point)
  })
  return kept
}

function aboveWhen(name: CwndSeries, samples: readonly CwndSample[], limit: number, drawn: boolean): string {
  const over = samples.filter((sample) => SERIES[name].of(sample) > limit)
  if (!drawn) {
    const largest = max(over, SERIES[name].of)!
    return largest >= 2 ** 30 ? 'is unlimited: above the chart' : `is above the chart: up to ${plain(largest)} bytes`
  }
  const back = samples.find((sample) => sample.time > over[0]!.time && SERIES[name].of(sample) <= limit)
  return over[0] === samples[0] && back
    ? `is above the chart until ${duration(back.time)}`
    : 'is above the chart at times'
}
