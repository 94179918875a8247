import { max } from 'd3-array'
import type { Trace } from '../../network/trace-types.ts'
import { count, type Put } from '../../words.ts'
import { letterSample } from '../key.ts'
import { duration, plain } from '../numbers.ts'
import type { Point } from '../svg.ts'
import { type Child, path, polyline, short } from '../svg.ts'
import { WIDE } from '../theme.ts'
import { type Charted, type ChartFigure, type ConnectionChartOptions, charted, chartFigure } from './chart.ts'
import { type CwndReading, type CwndSample, readCwnd } from './cwnd-reading.ts'
import { ceiling, type Plot, timeAxis } from './plot.ts'
import { chosen, rowsTable } from './rows.ts'
import { envelope, isRestless, staircase } from './strokes.ts'

/** What it says, by key. */
const SAYS = {
  sentAgain: 'sent again',
  congestionWindowOf: (value: Put) => `Congestion window of ${value}`,
  noHost: 'no host',
  cwndOf: (name: Put) => `cwnd of ${name}`,
  isHalved: 'is halved',
  isCut: 'is cut',
  time: 'time',
  staysAt: (name: Put, size: Put) => `${name} stays at ${size}`,
  beginsAtAnd: (name: Put, size: Put, cut: Put) => `${name} begins at ${size} and ${cut}`,
  climbsTo: (name: Put, size: Put, which: Put) => `${name} climbs to ${size}${which}`,
  and: (cut: Put) => ` and ${cut}`,
  noSamplesOfACongestion: (value: Put) => `No samples of a congestion window of ${value}.`,
  anyHost: 'any host',
  isLargestSmallest: (sizeAt: Put, sizeAt2: Put) => `is largest ${sizeAt}, smallest ${sizeAt2}`,
  theCwndOfBeginsAt: (name: Put, size: Put, extremes: Put, sizeAt: Put) =>
    `The cwnd of ${name} begins at ${size}, ${extremes}, and ends ${sizeAt}.`,
  itNeverShrinks: 'It never shrinks.',
  itShrinks: (often: Put, reasonAt: Put) => `It shrinks ${often}${reasonAt}.`,
  aReductionIsUndone: (often: Put) => `A reduction is undone ${often}.`,
  sinceNothingHadBeenLost: ', since nothing had been lost',
  segmentsSentAgain: (amount: Put, which: Put) => `${amount} ${which} sent again.`,
  segment: 'segment',
  theRetransmissionTimerExpires: (often: Put) => `The retransmission timer expires ${often}.`,
  onceAt: (remark: Put, duration: Put) => `once${remark}, at ${duration}`,
  firstAt: (amount: Put, remark: Put, duration: Put) => `${amount}${remark}, first at ${duration}`,
  isNotLimited: 'is not limited',
  isAboveTheChartUp: (sizeIn: Put) => `is above the chart: up to ${sizeIn}`,
  isAboveTheChartAt: 'is above the chart at times',
  isSetAtForThe: (duration: Put) => `is set at ${duration} for the first time`,
  isAboveTheChartUntil: (duration: Put) => `is above the chart until ${duration}`,
  why: 'why',
  changesOfCwndOrSsthresh: 'changes of cwnd or ssthresh',
} as const

export interface CwndChartOptions extends ConnectionChartOptions {
  /** Show segments of this many octets instead of octets. */
  mss?: number
  /** What to draw: all four, unless told. */
  series?: readonly CwndSeries[]
}

export type CwndSeries = 'cwnd' | 'ssthresh' | 'flight' | 'rwnd'

const ALL_SERIES: readonly CwndSeries[] = ['cwnd', 'ssthresh', 'flight', 'rwnd']
const SERIES: Readonly<Record<CwndSeries, { line: string; text: string; of: (sample: CwndSample) => number }>> = {
  cwnd: { line: 'l1', text: 't1', of: ({ cwnd }) => cwnd },
  ssthresh: { line: 'l2', text: 't2', of: ({ ssthresh }) => ssthresh },
  flight: { line: 'l3', text: 't3', of: ({ flight }) => flight },
  rwnd: { line: 'l4', text: 't4', of: ({ sndWnd }) => sndWnd },
}
/** An ssthresh that was never set. */
const UNLIMITED = 2 ** 30

/**
 * The congestion window over time, with ssthresh, the octets in flight and the receiver's window; R marks what was sent again,
 * T a retransmission timer that expired. What lies far above cwnd is not drawn, and said to be.
 */
export function cwndFigure(trace: Trace, options: CwndChartOptions = {}): ChartFigure<Trace> {
  const reading = readCwnd(trace, options)
  return chartFigure({
    data: trace,
    charted: (width) => drawCwnd(reading, options, width),
    table: () => tableOfCwnd(reading, options),
    sentence: () => options.description ?? cwndInWords(reading, options.mss),
  })
}

/** The figure's picture. @returns SVG text */
export function cwndChart(trace: Trace, options: CwndChartOptions = {}): string {
  return drawCwnd(readCwnd(trace, options), options, options.width ?? WIDE).svg()
}

function drawCwnd(reading: CwndReading, options: CwndChartOptions, width: number): Charted {
  const { samples, resent, timeouts, start, until } = reading
  const { mss = 1, series = ALL_SERIES } = options
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
  return charted(
    { ...options, width },
    {
      title: titleOfCwnd(reading, options.mss),
      description: cwndInWords(reading, options.mss),
      x: timeAxis(start, until),
      y: { ...(options.mss ? { name: 'segments' } : { name: 'window', unit: 'bytes' }), from: 0, to: highest },
      height: 270,
      lines: drawn.map((name) => {
        const value = valuesOf(name).at(-1)!
        const { line, text: style } = SERIES[name]
        return { text: name, value: value <= highest ? value : undefined, line, style }
      }),
      flags: [...timeouts.map((time) => ({ time, text: 'T' })), ...resent.map((time) => ({ time, text: 'R' }))],
      key: [
        resent.length > 0 && [SAYS.sentAgain, letterSample('R', 't5')],
        timeouts.length > 0 && ['timeout', letterSample('T', 't5')],
      ],
      notes: over.map(
        (name) => `${name} ${aboveWhen(name, samples, highest * mss, drawn.includes(name), options.mss)}`,
      ),
    },
    (area) => drawn.toReversed().map((name) => curve(name, samples, highest, mss, area)),
  )
}

/** As much of a variable's line as is within the chart; where it goes up and down in every few pixels, its upper edge, and a band below. */
function curve(name: CwndSeries, samples: readonly CwndSample[], highest: number, mss: number, area: Plot): Child {
  const { line, of } = SERIES[name]
  let bands = ''
  const runs = runsBelow(samples, of, highest * mss).map(([from, to]) => {
    const all = samples.slice(from, to).map((sample) => area.place([sample.time, of(sample) / mss]))
    // Of cwnd, a dip tells of a timeout, however short; a line to the bottom would say that a window was closed.
    const steady = name === 'cwnd' || name === 'ssthresh'
    const points = steady ? all : withoutDips(all)
    const next = samples[to]
    const end = next ? area.x(next.time) : area.right
    if (steady || !isRestless(points)) return staircase(points, end)
    const [upper, lower] = envelope(points)
    bands += `${polyline([...upper, ...lower.reverse()])}z`
    return polyline(upper)
  })
  return [path('band', bands), path(line, runs.join(''))]
}

/** What there is to see: how high cwnd climbs, and how often it falls. */
function titleOfCwnd({ view, samples, falls }: CwndReading, mss: number | undefined): string {
  const first = samples[0]
  if (!first) return SAYS.congestionWindowOf(view.name || SAYS.noHost)
  const size = (octets: number): string => sizeIn(octets, mss)
  const peak = samples.reduce((best, sample) => (sample.cwnd > best.cwnd ? sample : best), first)
  const name = SAYS.cwndOf(view.name)
  const halved = falls.every(({ from, to }) => to / from > 0.4 && to / from < 0.6)
  const cut = `${halved ? SAYS.isHalved : SAYS.isCut} ${falls.length === 1 ? 'once' : count(falls.length, SAYS.time)}`
  if (peak.cwnd === first.cwnd)
    return falls.length === 0 ? SAYS.staysAt(name, size(first.cwnd)) : SAYS.beginsAtAnd(name, size(first.cwnd), cut)
  return SAYS.climbsTo(name, size(peak.cwnd), falls.length === 0 ? '' : SAYS.and(cut))
}

function sizeIn(octets: number, mss: number | undefined): string {
  const [size, what] = mss ? [plain(octets / mss), 'segment'] : [plain(Math.round(octets)), 'byte']
  return `${size} ${what}${size === '1' ? '' : 's'}`
}

/** How cwnd went, in words: from where to where, its largest value, when it was cut and why. */
export function describeCwnd(trace: Trace, options: CwndChartOptions = {}): string {
  return cwndInWords(readCwnd(trace, options), options.mss)
}

function cwndInWords(
  { view, samples, cuts, resent, timeouts, reasonAt, undone, rest }: CwndReading,
  mss: number | undefined,
): string {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last) return [SAYS.noSamplesOfACongestion(view.name || SAYS.anyHost), ...rest].join(' ')
  const size = (octets: number): string => sizeIn(octets, mss)
  const peak = samples.reduce((best, sample) => (sample.cwnd > best.cwnd ? sample : best), first)
  const smallest = samples.reduce((best, sample) => (sample.cwnd < best.cwnd ? sample : best), first)
  const sizeAt = ({ cwnd, time }: CwndSample, preposition: string): string =>
    `${preposition} ${size(cwnd)} at ${duration(time)}`
  const extremes = SAYS.isLargestSmallest(sizeAt(peak, 'with'), sizeAt(smallest, 'with'))
  const sentences = [
    SAYS.theCwndOfBeginsAt(view.name, size(first.cwnd), extremes, sizeAt(last, 'at')),
    cuts.length === 0
      ? SAYS.itNeverShrinks
      : SAYS.itShrinks(often(cuts.map(({ time }) => time)), reasonAt(cuts[0]!.time)),
  ]
  if (undone.length > 0) sentences.push(SAYS.aReductionIsUndone(often(undone, SAYS.sinceNothingHadBeenLost)))
  if (resent.length > 0)
    sentences.push(SAYS.segmentsSentAgain(count(resent.length, SAYS.segment), resent.length === 1 ? 'is' : 'are'))
  if (timeouts.length > 0) sentences.push(SAYS.theRetransmissionTimerExpires(often(timeouts)))
  return [...sentences, ...rest].join(' ')
}

/** `3 times, first at 120 ms`; `once, at 120 ms`. */
function often(times: readonly number[], remark = ''): string {
  if (times.length === 1) return SAYS.onceAt(remark, duration(times[0]!))
  return SAYS.firstAt(count(times.length, SAYS.time), remark, duration(times[0]!))
}

/** Stretches of samples whose value stays within the chart, from one index to before another. */
function runsBelow(
  samples: readonly CwndSample[],
  of: (sample: CwndSample) => number,
  limit: number,
): [from: number, to: number][] {
  const runs: [number, number][] = []
  let inside = false
  samples.forEach((sample, index) => {
    const fits = of(sample) <= limit
    if (fits && inside) runs.at(-1)![1] = index + 1
    else if (fits) runs.push([index, index + 1])
    inside = fits
  })
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

function aboveWhen(
  name: CwndSeries,
  samples: readonly CwndSample[],
  limit: number,
  drawn: boolean,
  mss: number | undefined,
): string {
  const over = samples.filter((sample) => SERIES[name].of(sample) > limit)
  const largest = max(over, SERIES[name].of)!
  const isUnset = largest >= UNLIMITED
  if (!drawn) return isUnset ? SAYS.isNotLimited : SAYS.isAboveTheChartUp(sizeIn(largest, mss))
  const back = samples.find((sample) => sample.time > over[0]!.time && SERIES[name].of(sample) <= limit)
  if (over[0] !== samples[0] || !back) return SAYS.isAboveTheChartAt
  return isUnset ? SAYS.isSetAtForThe(duration(back.time)) : SAYS.isAboveTheChartUntil(duration(back.time))
}

/** The moments at which cwnd or ssthresh is another: the cuts, what was before them, and of the others some. */
function tableOfCwnd(
  { samples, cuts, resent, timeouts, reasonAt }: CwndReading,
  { mss = 1, series = ALL_SERIES }: CwndChartOptions,
): string {
  const names = ALL_SERIES.filter((name) => name === 'cwnd' || series.includes(name))
  const again = new Set(resent)
  const expired = new Set(timeouts)
  const changes = samples.filter((sample, index) => {
    const before = samples[index - 1]
    const isEnd = !before || index === samples.length - 1
    return isEnd || sample.cwnd !== before.cwnd || sample.ssthresh !== before.ssthresh || expired.has(sample.time)
  })
  const isCut = new Set(cuts)
  const rows = chosen(changes, (sample, index) => isCut.has(sample) || isCut.has(changes[index + 1]!))
  const whyAt = (time: number): string => {
    const reason = reasonAt(time).slice(2, -1)
    return reason || (expired.has(time) ? 'timeout' : again.has(time) ? SAYS.sentAgain : '')
  }
  const unit = mss === 1 ? 'bytes' : 'segments'
  return rowsTable(
    ['ms', ...names.map((name, index) => (index === 0 ? `${name} (${unit})` : name)), SAYS.why],
    rows.map((sample) => [
      sample.time,
      ...names.map((name) => {
        const value = SERIES[name].of(sample)
        return value >= UNLIMITED ? undefined : value / mss
      }),
      whyAt(sample.time),
    ]),
    { total: changes.length, of: SAYS.changesOfCwndOrSsthresh },
  )
}
