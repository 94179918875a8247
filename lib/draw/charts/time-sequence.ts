import { max, min } from 'd3-array'
import type { Trace } from '../../network/trace-types.ts'
import type { Put } from '../../words.ts'
import type { Journey } from '../journey.ts'
import { crossed, type KeyEntry, type KeySample, letterSample } from '../key.ts'
import { type Child, cross, path, short } from '../svg.ts'
import { WIDE } from '../theme.ts'
import {
  besides,
  type ChartArea,
  type Charted,
  type ChartFigure,
  type ConnectionChartOptions,
  charted,
  chartFigure,
  type LabelSpot,
  lineNameOf,
} from './chart.ts'
import { Ground } from './ground.ts'
import { ceiling, type Plot, timeAxis } from './plot.ts'
import { middle, readSequence, type SequenceReading, top } from './sequence-reading.ts'
import { sequenceInWords, tableOfSegments, titleOfSequence } from './sequence-words.ts'
import { stairs, thin } from './strokes.ts'

/** What it says, by key. */
const SAYS = {
  sequenceNumberFrom: (name: Put) => `sequence number from ${name}`,
  theEndOfTheWindow: 'The end of the window is far above the chart.',
  sentAgainLabel: 'sent again',
  zeroWindow: 'zero window',
  windowProbe: 'window probe',
} as const

export interface TimeSequenceOptions extends ConnectionChartOptions {
  /** Leave out the line of the window's end; unless told, where it is so far above that the rest would be squeezed. */
  window?: boolean
}

/**
 * The time-sequence graph, in tcptrace's grammar, as seen at the sender: a bar with two arrowheads for each segment from its first to its last
 * sequence number, a staircase of what is acknowledged, with a tick for each ACK that acknowledges nothing new, another of where the window ends,
 * thick bars for SACK blocks; R: sent again, ×: lost, Z: zero window, P: window probe.
 *
 * @see S. Ostermann, tcptrace, "Time Sequence Graph"
 */
export function sequenceFigure(trace: Trace, options: TimeSequenceOptions = {}): ChartFigure<Trace> {
  const reading = readSequence(trace, options)
  return chartFigure({
    data: trace,
    charted: (width) => drawSequence(reading, options, width),
    table: () => tableOfSegments(reading),
    sentence: () => options.description ?? sequenceInWords(reading),
  })
}

/** The figure's picture. @returns SVG text */
export function timeSequence(trace: Trace, options: TimeSequenceOptions = {}): string {
  return drawSequence(readSequence(trace, options), options, options.width ?? WIDE).svg()
}

function drawSequence(reading: SequenceReading, options: TimeSequenceOptions, width: number): Charted {
  const { view, segments, acks, sacks, lost, repeats } = reading
  const highest = max(segments, top) ?? 0
  const edge = max(reading.windows, ([, end]) => end) ?? 0
  const isFar = edge > highest * 2.5
  const windows = (options.window ?? !isFar) ? reading.windows : []
  const times = [...segments.map(({ sent }) => sent), ...acks.map(([time]) => time)]
  const start = options.from ?? min(times) ?? 0
  const until = options.until ?? Math.max(start + 1e-3, max(times) ?? 0)
  const lowest = min([...segments.map(({ seq }) => seq), ...acks.map(([, ack]) => ack)]) ?? 0
  return charted(
    { ...options, width },
    {
      title: titleOfSequence(reading),
      description: sequenceInWords(reading),
      x: timeAxis(start, start + (until - start) * 1.02),
      y: {
        name: SAYS.sequenceNumberFrom(view.name),
        unit: 'bytes',
        from: options.from === undefined ? 0 : lowest,
        to: ceiling([highest, ...acks.map(([, ack]) => ack), ...windows.map(([, end]) => end)]),
      },
      height: 320,
      lines: [...lineNameOf('ACK', acks, 'una', 't3'), ...lineNameOf('window', windows, 'wnd', 't2')],
      key: keyEntries(reading, windows.length > 0),
      notes: isFar && options.window === undefined ? [SAYS.theEndOfTheWindow] : [],
    },
    (area) => {
      // Ticks in one pixel are one.
      const at = (time: number): number => (repeats.length > CROWD / 4 ? Math.round(area.x(time)) : area.x(time))
      return [
        stairs('una', acks, area),
        stairs('wnd', windows, area),
        once('una', repeats, ([time, ack]) => `M${short(at(time))} ${short(area.y(ack))}v4`),
        once('sack', sacks, ([time, left, right]) =>
          upright(at(time), Math.min(area.bottom, area.y(left)), Math.max(area.top, area.y(right))),
        ),
        bars(reading.fresh, 'seg', area, arrowEnds),
        bars(reading.again, 'gone', area, beam),
        path('gone', lossMarks(lost, area)),
        letters(reading, windows, area, width),
      ]
    },
  )
}

/** Equal ones are drawn once. */
function once<Item>(style: string, items: readonly Item[], draw: (item: Item) => string): Child {
  return path(style, [...new Set(items.map(draw))].join(''))
}

function upright(x: number, from: number, to: number): string {
  return `M${short(x)} ${short(from)}V${short(to)}`
}

/** From the upper end of a bar, and from the lower end of one so high. */
const spotsOf = (height: number): readonly LabelSpot[] => [
  [0, -6, 'middle'],
  [0, height + 14, 'middle'],
  [-6, 4, 'end'],
  [6, 4, 'start'],
  [6, -4, 'start'],
  [-6, height / 2 + 4, 'end'],
  [6, height / 2 + 4, 'start'],
  [0, -17, 'middle'],
  [0, height + 25, 'middle'],
]

/** A cross on each; those that would stand on the one before are left out. */
function lossMarks(lost: readonly Journey[], { x, y }: Plot): string {
  let [lastX, lastY] = [-Infinity, -Infinity]
  return lost
    .map((journey) => {
      const [atX, atY] = [x(journey.sent), y(middle(journey))]
      if (Math.abs(atX - lastX) < 6 && Math.abs(atY - lastY) < 6) return ''
      ;[lastX, lastY] = [atX, atY]
      return cross(atX, atY, 4)
    })
    .join('')
}

/** What is special about a segment, beside it, where there is room. */
function letters(reading: SequenceReading, windows: SequenceReading['windows'], area: ChartArea, width: number): Child {
  const { segments, sacks, shut, windowAt, acks } = reading
  const special = segments.flatMap((journey) => {
    const text = letterFor(journey)
    if (text === undefined) return []
    const height = area.y(journey.seq) - area.y(top(journey))
    return [{ text, style: text === 'R' ? ' t5' : '', time: journey.sent, value: top(journey), height }]
  })
  const zero = shut.map((time) => ({ text: 'Z', style: ' t2', time, value: windowAt(time), height: 0 }))
  const all = [...special, ...zero]
  if (all.length === 0) return false
  const ground = new Ground(width, area)
  ground.stairs(thin(acks.map(area.place)), area.right)
  ground.stairs(thin(windows.map(area.place)), area.right)
  for (const point of reading.repeats) {
    const [x, y] = area.place(point)
    ground.take({ x0: x, x1: x, y0: y, y1: y + 4 })
  }
  for (const journey of reading.lost) {
    const [x, y] = area.place([journey.sent, middle(journey)])
    ground.take({ x0: x - 4, x1: x + 4, y0: y - 4, y1: y + 4 })
  }
  takeBars(
    ground,
    area,
    segments,
    ({ sent }) => sent,
    ({ seq }) => seq,
    top,
  )
  takeBars(
    ground,
    area,
    sacks,
    ([time]) => time,
    ([, left]) => left,
    ([, , right]) => right,
  )
  const placed = new Set<string>()
  return all.map(({ text, style, time, value, height }) => {
    const [x, y] = area.place([time, value])
    // So close to another of its kind, a second one would say nothing.
    const place = `${text} ${Math.round(x / 8)} ${Math.round(y / 8)}`
    if (placed.has(place)) return false
    placed.add(place)
    return besides(text, [x, y], spotsOf(height), { ground, area, style: `s b${style}`, plated: true })
  })
}

/** Bars that no letter may cover; those that touch, in one column of the picture, as one. */
function takeBars<Item>(
  ground: Ground,
  { x, y }: Plot,
  items: readonly Item[],
  timeOf: (item: Item) => number,
  lowOf: (item: Item) => number,
  highOf: (item: Item) => number,
): void {
  let [x0, y0, y1] = [NaN, 0, 0]
  for (const item of items) {
    const [at, low, high] = [Math.floor(x(timeOf(item))) - 2, y(lowOf(item)), y(highOf(item))]
    const touches = at === x0 && high <= y1 + 1 && low >= y0 - 1
    if (!touches) {
      ground.take({ x0, x1: x0 + 5, y0, y1 })
      ;[x0, y0, y1] = [at, high, low]
    } else [y0, y1] = [Math.min(y0, high), Math.max(y1, low)]
  }
  ground.take({ x0, x1: x0 + 5, y0, y1 })
}

function letterFor({ retransmission, windowProbe, segment }: Journey): string | undefined {
  if (windowProbe) return 'P'
  if (retransmission) return 'R'
  return segment!.flags.syn ? 'SYN' : segment!.flags.fin ? 'FIN' : undefined
}

/** How much was sent when, what was lost and sent again, when the window closed, in words. */
export function describeTimeSequence(trace: Trace, options: TimeSequenceOptions = {}): string {
  return sequenceInWords(readSequence(trace, options))
}

/** A bar for each segment, as tall as it is long. Equal ones are drawn once. */
function bars(
  segments: readonly Journey[],
  style: string,
  { x, y }: Plot,
  ends: (x: number, low: number, high: number) => string,
): Child {
  if (segments.length > CROWD) return path(style, columns(segments, x, y))
  return once(style, segments, (journey) => {
    const at = x(journey.sent)
    const [low, high] = [y(journey.seq), y(top(journey))]
    return upright(at, low, Math.min(high, low - 0.8)) + ends(at, low, high)
  })
}

/** Heads at both ends, as far as the bar is tall enough to show them. */
function arrowEnds(x: number, low: number, high: number): string {
  const arm = Math.min(3, (low - high) / 3)
  if (arm < 1) return ''
  const [down, up] = [`l${short(arm)} ${short(arm)}`, `l${short(arm)} ${short(-arm)}`]
  return `m${short(-arm)} ${short(arm)}${up}${down}M${short(x - arm)} ${short(low - arm)}${down}${up}`
}

/** Cross-bars at both ends. */
function beam(x: number, low: number, high: number): string {
  return `M${short(x - 3)} ${short(low)}h6M${short(x - 3)} ${short(high)}h6`
}

/** More than this many bars are too close together to be told apart. */
const CROWD = 400

/** One bar a unit of width, for what was sent during it. */
function columns(segments: readonly Journey[], x: (value: number) => number, y: (value: number) => number): string {
  const spans = new Map<number, [low: number, high: number]>()
  for (const journey of segments) {
    const column = Math.floor(x(journey.sent))
    const span = spans.get(column)
    const [low, high] = [y(journey.seq), y(top(journey))]
    spans.set(column, span ? [Math.max(span[0], low), Math.min(span[1], high)] : [low, high])
  }
  return [...spans].map(([at, [low, high]]) => upright(at + 0.5, low, Math.min(high, low - 0.8))).join('')
}

function keyEntries({ again, lost, sacks, shut, segments }: SequenceReading, window: boolean): (KeyEntry | false)[] {
  const arrows: KeySample = (x, y) => path('seg', `${upright(x, y + 6, y - 6)}${arrowEnds(x, y + 6, y - 6)}`)
  const resent: KeySample = (x, y) => [
    path('gone', `${upright(x - 5, y + 6, y - 6)}${beam(x - 5, y + 6, y - 6)}`),
    letterSample('R', 't5')(x + 4, y),
  ]
  return [
    ['segment', arrows],
    again.length > 0 && [SAYS.sentAgainLabel, resent],
    lost.length > 0 && ['lost', crossed],
    sacks.length > 0 && ['SACK block', (x, y) => path('sack', upright(x, y + 6, y - 6))],
    window && shut.length > 0 && [SAYS.zeroWindow, letterSample('Z', 't2')],
    segments.some(({ windowProbe }) => windowProbe) && [SAYS.windowProbe, letterSample('P', '')],
  ]
}
