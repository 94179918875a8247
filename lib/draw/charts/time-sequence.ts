import { max, min } from 'd3-array'
import type { Trace } from '../../network/trace-types.ts'
import { count, list } from '../../words.ts'
import type { Journey } from '../journey.ts'
import { crossed, dashSample, type KeyEntry, type KeySample, letterSample } from '../key.ts'
import { duration } from '../numbers.ts'
import { missingEnd } from '../recording.ts'
import { distinctOctets } from '../story.ts'
import { type Child, cross, path, short } from '../svg.ts'
import { label, labelBox, Occupied, SMALL } from '../text.ts'
import { journeysOf, toldBy, type Viewpoint, viewpoint } from '../viewpoint.ts'
import { type ConnectionChartOptions, chart, endOf } from './chart.ts'
import { ceiling, type Plot, type Point, stairs, timeAxis } from './plot.ts'

export interface TimeSequenceOptions extends ConnectionChartOptions {
  /** Leave out the window line, when the window is so large that the rest would be squeezed. */
  window?: boolean
}

/**
 * The time-sequence graph, in tcptrace's grammar, as seen at the sender: a bar with two arrowheads for each segment from its first to its last
 * sequence number, a staircase of what is acknowledged, another of where the window ends, bars for SACK blocks; R: sent again,
 * ×: lost, S and F: SYN and FIN, Z: zero window.
 *
 * @returns SVG text
 */
export function timeSequence(trace: Trace, options: TimeSequenceOptions = {}): string {
  const reading = readSequence(trace, options)
  const { view, segments, acks, sacks, lost } = reading
  const windows = options.window === false ? [] : reading.windows
  const times = [...segments.map(({ sent }) => sent), ...acks.map(([time]) => time)]
  const start = options.from ?? min(times) ?? 0
  const until = options.until ?? Math.max(start + 1e-3, max(times) ?? 0)
  const lowest = min([...segments.map(({ seq }) => seq), ...acks.map(([, ack]) => ack)]) ?? 0
  return chart(
    options,
    {
      title: `Time-sequence graph of ${view.name}’s data`,
      description: sequenceInWords(reading),
      x: timeAxis(start, start + (until - start) * 1.02),
      y: {
        name: `sequence number from ${view.name}`,
        unit: 'bytes',
        from: options.from === undefined ? 0 : lowest,
        to: ceiling([...segments.map(top), ...windows.map(([, edge]) => edge)]),
      },
      height: 300,
      ends: [...endOf('ACK', acks, 't3'), ...endOf('window', windows, 't4')],
      key: keyEntries(reading, windows.length > 0),
    },
    (area) => [
      stairs('l4', windows, area),
      stairs('l3', acks, area),
      once('sack', sacks, ([time, left, right]) => upright(area.x(time), area.y(left), area.y(right))),
      bars(reading.fresh, 'arrow', area),
      bars(reading.again, 'gone', area),
      once('gone', lost, (journey) => cross(area.x(journey.sent), area.y(middle(journey)), 4)),
      letters(reading, area),
      area.ends,
    ],
  )
}

/** Equal ones are drawn once. */
function once<Item>(style: string, items: readonly Item[], draw: (item: Item) => string): Child {
  return path(style, [...new Set(items.map(draw))].join(''))
}

function upright(x: number, from: number, to: number): string {
  return `M${short(x)} ${short(from)}V${short(to)}`
}

/** What is special about a segment, above it or below, where there is room. */
function letters({ segments, shut, windowAt }: SequenceReading, { x, y }: Plot): Child {
  const occupied = new Occupied()
  const special = segments.flatMap((journey) => {
    const { syn, fin } = journey.segment!.flags
    const text = journey.retransmission ? 'R' : syn ? 'S' : fin ? 'F' : undefined
    return text ? [{ text, style: text === 'R' ? ' t5' : '', at: x(journey.sent), height: y(top(journey)) }] : []
  })
  const zero = shut.map((time) => ({ text: 'Z', style: ' t4', at: x(time), height: y(windowAt(time)) }))
  return [...special, ...zero].map(({ text, style, at, height }) => {
    const spot = [-4, 14].find((shift) => occupied.claim(labelBox(at, height + shift, text, 'middle', SMALL)))
    return spot !== undefined && label(at, height + spot, text, `s b halo${style}`, 'middle')
  })
}

/** How much was sent when, what was lost and sent again, when the window closed, in words. */
export function describeTimeSequence(trace: Trace, options: TimeSequenceOptions = {}): string {
  return sequenceInWords(readSequence(trace, options))
}

function sequenceInWords(reading: SequenceReading): string {
  const { view, all, segments, again, lost, acks, sacks, closures, duplicates, rest } = reading
  const first = segments[0]
  if (!first) return [`No segment with data${view.name === '' ? '' : ` from ${view.name}`}.`, ...rest].join(' ')
  const reached = acks.at(-1)?.[1] ?? 0
  const octets = distinctOctets(segments, all)
  const amount = `${count(octets, 'byte')} in ${count(segments.length, 'segment')}`
  const sentences = [
    `${view.name} sends ${amount} from ${duration(first.sent)} to ${duration(segments.at(-1)!.sent)}.`,
    acks.length === 0
      ? 'No acknowledgment arrives.'
      : `The acknowledgments reach ${reached} at ${duration(acks.find(([, ack]) => ack === reached)![0])}.`,
  ]
  const several = (group: readonly Journey[]): string =>
    group.length <= 3
      ? list(group.map(({ seq, sent }) => `number ${seq} at ${duration(sent)}`))
      : `${count(group.length, 'segment')}, the first number ${group[0]!.seq} at ${duration(group[0]!.sent)}`
  if (lost.length > 0) sentences.push(`Lost: ${several(lost)}.`)
  if (again.length > 0) sentences.push(`Sent again: ${several(again)}.`)
  if (lost.length + again.length === 0) sentences.push('Nothing is lost or sent again.')
  if (duplicates > 0)
    sentences.push(
      `${count(duplicates, 'duplicate acknowledgment arrives', 'duplicate acknowledgments arrive')}${
        sacks.length > 0 ? ', with SACK blocks' : ''
      }.`,
    )
  if (closures.length > 0)
    sentences.push(`The window is closed ${count(closures.length, 'time')}, first at ${duration(closures[0]!)}.`)
  return [...sentences, ...rest].join(' ')
}

interface SequenceReading {
  view: Viewpoint
  /** Both directions, at any time. */
  all: Journey[]
  segments: Journey[]
  /** of them, those sent for the first time, and those sent again */
  fresh: Journey[]
  again: Journey[]
  lost: Journey[]
  acks: Point[]
  windows: Point[]
  sacks: [time: number, left: number, right: number][]
  /** when an advertised window of 0 arrived, and no larger one in the same moment; and those of them that closed it */
  shut: number[]
  closures: number[]
  /** by the sender's count */
  duplicates: number
  windowAt(time: number): number
  /** that the recording ended early, in words */
  rest: string[]
}

function readSequence(trace: Trace, options: TimeSequenceOptions): SequenceReading {
  const view = viewpoint(trace, options)
  const all = journeysOf(trace, view)
  const { from = -Infinity, until = Infinity } = options
  const within = (time: number): boolean => time >= from && time <= until
  const isOurs = ({ connection }: Journey): boolean => connection === view.connection
  const segments = all.filter(
    (journey) =>
      isOurs(journey) &&
      !journey.copy &&
      within(journey.sent) &&
      (journey.segment!.payload.length > 0 || journey.segment!.flags.syn || journey.segment!.flags.fin),
  )
  const fresh = segments.filter(({ retransmission }) => !retransmission)
  const again = segments.filter(({ retransmission }) => retransmission)
  const lost = segments.filter(({ dropped }) => dropped !== undefined)
  const syns = all.filter(({ segment }) => segment!.flags.syn)
  const own = syns.find(isOurs)?.segment?.options.windowScale
  const peer = syns.find((journey) => !isOurs(journey))?.segment?.options.windowScale
  const shift = own !== undefined && peer !== undefined ? peer : 0
  const acks: Point[] = []
  const windows: Point[] = []
  const sacks: [number, number, number][] = []
  const offers: { time: number; window: number }[] = []
  let highest = 0
  let newest = { seq: 0, ack: 0 }
  const arrivals = all
    .filter((journey) => !isOurs(journey) && journey.arrived !== undefined && journey.segment!.flags.ack)
    .sort((a, b) => a.arrived! - b.arrived! || a.endIndex! - b.endIndex!)
  for (const { seq, ack, arrived, segment, origin } of arrivals) {
    const time = arrived!
    if (!within(time)) continue
    const window = segment!.window * (segment!.flags.syn ? 1 : 2 ** shift)
    // What was overtaken on the way says nothing of the window any more (RFC 9293 §3.10.7.4, SND.WL1 and SND.WL2).
    const isNews = ack > highest || seq > newest.seq || (seq === newest.seq && ack >= newest.ack)
    highest = Math.max(highest, ack)
    settle(acks, [time, highest])
    for (const [left, right] of segment!.options.sack ?? [])
      sacks.push([time, (left - origin.ack) >>> 0, (right - origin.ack) >>> 0])
    if (!isNews || segment!.flags.rst) continue
    newest = { seq, ack }
    settle(windows, [time, highest + window])
    if (segment!.flags.syn) continue
    if (offers.at(-1)?.time === time) offers.pop()
    offers.push({ time, window })
  }
  const shut = offers.filter(({ window }) => window === 0).map(({ time }) => time)
  const closures = offers
    .filter(({ window }, index) => window === 0 && offers[index - 1]?.window !== 0)
    .map(({ time }) => time)
  const duplicates = toldBy(trace, view).told.filter(
    (event) => event.type === 'sender' && event.what === 'duplicate-ack' && within(event.time),
  ).length
  const windowAt = (time: number): number => windows.findLast(([at]) => at <= time)?.[1] ?? 0
  const rest = missingEnd(trace, options.until)
  return { view, all, segments, fresh, again, lost, acks, windows, sacks, shut, closures, duplicates, windowAt, rest }
}

/** Of several values in one moment the last one holds: none of the others has ever lasted. */
function settle(points: Point[], point: Point): void {
  if (points.at(-1)?.[0] === point[0]) points.pop()
  points.push(point)
}

function top(journey: Journey): number {
  const { payload, flags } = journey.segment!
  return journey.seq + payload.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0)
}

function middle(journey: Journey): number {
  return (journey.seq + top(journey)) / 2
}

/** Bars with an arrowhead at either end, as far as they are tall enough to show them. Equal ones are drawn once. */
function bars(segments: readonly Journey[], style: string, { x, y }: Plot): Child {
  if (segments.length > CROWD) return path(style, columns(segments, x, y))
  return once(style, segments, (journey) => {
    const at = x(journey.sent)
    const [low, high] = [y(journey.seq), y(top(journey))]
    const bar = upright(at, low, Math.min(high, low - 0.8))
    const arm = Math.min(3, (low - high) / 3)
    if (arm < 1) return bar
    const [down, up] = [`l${short(arm)} ${short(arm)}`, `l${short(arm)} ${short(-arm)}`]
    return `${bar}m${short(-arm)} ${short(arm)}${up}${down}M${short(at - arm)} ${short(low - arm)}${down}${up}`
  })
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

function keyEntries({ again, lost, acks, sacks, shut }: SequenceReading, window: boolean): (KeyEntry | false)[] {
  const bar = (x: number, y: number): string => `M${short(x)} ${short(y + 6)}v-12`
  const arrow: KeySample = (x, y) =>
    path('arrow', `${bar(x, y)}m-3 3l3 -3l3 3M${short(x - 3)} ${short(y + 3)}l3 3l3 -3`)
  return [
    ['segment', arrow],
    acks.length > 0 && ['acknowledged', dashSample('l3')],
    window && ['end of the window', dashSample('l4')],
    again.length > 0 && ['sent again', letterSample('R', 't5')],
    lost.length > 0 && ['lost', crossed],
    sacks.length > 0 && ['SACK block', (x, y) => path('sack', bar(x, y))],
    shut.length > 0 && ['zero window', letterSample('Z', 't4')],
  ]
}
