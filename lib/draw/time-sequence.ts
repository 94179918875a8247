import { max, min } from 'd3-array'
import type { Trace } from '../network/trace-types.ts'
import { type FigureOptions, figure } from './figure.ts'
import type { Journey } from './journey.ts'
import { count, duration, list } from './numbers.ts'
import {
  type ChartMark,
  ceiling,
  endLabels,
  endRoom,
  type KeyEntry,
  key,
  moments,
  type Point,
  plot,
  staircase,
} from './plot.ts'
import { missing } from './recording.ts'
import { distinctOctets } from './story.ts'
import { type Child, cross, element, short } from './svg.ts'
import { label, labelBox, Occupied, SMALL } from './text.ts'
import { WIDTH } from './theme.ts'
import { journeysOf, toldBy, type Viewpoint, viewpoint } from './viewpoint.ts'

export interface TimeSequenceOptions extends FigureOptions {
  /** Whose data: the host that sent most, unless told. */
  host?: string
  /** As seen from either end: the one that carried most, unless told. */
  connection?: string
  /** Virtual milliseconds. */
  from?: number
  until?: number
  height?: number
  /** Leave out the window line, when the window is so large that the rest would be squeezed. */
  window?: boolean
  /** Moments to point out. */
  marks?: readonly ChartMark[]
}

/**
 * The time-sequence graph, in tcptrace's grammar, as seen at the sender: a bar with two arrowheads for each segment from its first to its last
 * sequence number, a staircase of what is acknowledged, another of where the window ends, bars for SACK blocks; R: sent again,
 * ×: lost, S and F: SYN and FIN, Z: zero window.
 *
 * @returns SVG text
 */
export function timeSequence(trace: Trace, options: TimeSequenceOptions = {}): string {
  const data = read(trace, options)
  const { segments, acks, windows, sacks } = data
  const width = options.width ?? WIDTH
  const times = [...segments.map(({ sent }) => sent), ...acks.map(([time]) => time)]
  const start = options.from ?? min(times) ?? 0
  const until = options.until ?? Math.max(start + 1e-3, max(times) ?? 0)
  const showWindow = options.window !== false && windows.length > 0
  const highest = ceiling([...segments.map(top), ...(showWindow ? windows.map(([, edge]) => edge) : [])])
  const lowest = min([...segments.map(({ seq }) => seq), ...acks.map(([, ack]) => ack)]) ?? 0
  const named = [...(acks.length > 0 ? ['ACK'] : []), ...(showWindow ? ['window'] : [])]
  const occurring = entries(data, showWindow)
  const below = key(occurring, width, 0).height
  const height = (options.height ?? 300) + below
  const area = plot(
    { name: 'time', unit: 'ms', from: start, to: start + (until - start) * 1.02 },
    {
      name: `sequence number from ${data.view.name}`,
      unit: 'bytes',
      from: options.from === undefined ? 0 : lowest,
      to: highest,
    },
    { width, height, right: endRoom(named), below },
  )
  const { x, y } = area
  const pixels = (points: readonly Point[]): Point[] => points.map(([time, value]) => [x(time), y(value)])
  const body: Child[] = [area.axes]
  if (showWindow) body.push(element('path', { class: 'l4', d: staircase(pixels(windows), area.right) }))
  if (acks.length > 0) body.push(element('path', { class: 'l3', d: staircase(pixels(acks), area.right) }))
  if (sacks.length > 0) {
    const sackBars = sacks.map(([time, left, right]) => `M${short(x(time))} ${short(y(left))}V${short(y(right))}`)
    body.push(element('path', { class: 'sack', d: [...new Set(sackBars)].join('') }))
  }
  body.push(
    bars(
      segments.filter(({ retransmission }) => !retransmission),
      'arrow',
      x,
      y,
    ),
  )
  body.push(
    bars(
      segments.filter(({ retransmission }) => retransmission),
      'gone',
      x,
      y,
    ),
  )
  const lost = segments.filter(({ dropped }) => dropped !== undefined)
  if (lost.length > 0) {
    const crosses = lost.map((journey) => cross(x(journey.sent), y(middle(journey)), 4))
    body.push(element('path', { class: 'gone', d: [...new Set(crosses)].join('') }))
  }
  const occupied = new Occupied()
  const letter = (at: Point, text: string, classes: string): void => {
    const spot = [-4, 14].find((shift) => occupied.claim(labelBox(at[0], at[1] + shift, text, 'middle', SMALL)))
    if (spot !== undefined) body.push(label(at[0], at[1] + spot, text, `s b halo ${classes}`.trim(), 'middle'))
  }
  for (const journey of segments) {
    const at: Point = [x(journey.sent), y(top(journey))]
    if (journey.retransmission) letter(at, 'R', 't5')
    else if (journey.segment!.flags.syn) letter(at, 'S', '')
    else if (journey.segment!.flags.fin) letter(at, 'F', '')
  }
  for (const time of data.shut) letter([x(time), y(data.windowAt(time))], 'Z', 't4')
  body.push(
    ...endLabels(
      [
        ...(acks.length > 0 ? [{ text: 'ACK', y: y(acks.at(-1)![1]), class: 't3' }] : []),
        ...(showWindow ? [{ text: 'window', y: y(windows.at(-1)![1]), class: 't4' }] : []),
      ],
      area,
    ),
    ...key(occurring, width, area.bottom + 54).body,
    ...moments(options.marks ?? [], area),
  )
  return figure(
    {
      title: options.title ?? `Time-sequence graph of ${data.view.name}’s data`,
      description: options.description ?? inWords(data),
      id: options.id,
      width,
      height: height + (below > 0 ? 4 : 0),
    },
    ...body,
  )
}

/** How much was sent when, what was lost and sent again, when the window closed, in words. */
export function describeTimeSequence(trace: Trace, options: TimeSequenceOptions = {}): string {
  return inWords(read(trace, options))
}

function inWords({ view, all, segments, acks, sacks, closures, duplicates, rest }: Reading): string {
  const first = segments[0]
  if (!first) return [`No segment with data${view.name === '' ? '' : ` from ${view.name}`}.`, ...rest].join(' ')
  const reached = acks.at(-1)?.[1] ?? 0
  const octets = distinctOctets(segments, all)
  const again = segments.filter(({ retransmission }) => retransmission)
  const lost = segments.filter(({ dropped }) => dropped !== undefined)
  const sentences = [
    `${view.name} sends ${count(octets, 'byte')} in ${count(segments.length, 'segment')} from ${duration(first.sent)} to ${duration(segments.at(-1)!.sent)}.`,
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
      `${count(duplicates, 'duplicate acknowledgment')} ${duplicates === 1 ? 'arrives' : 'arrive'}${sacks.length > 0 ? ', with SACK blocks' : ''}.`,
    )
  if (closures.length > 0)
    sentences.push(`The window is closed ${count(closures.length, 'time')}, first at ${duration(closures[0]!)}.`)
  return [...sentences, ...rest].join(' ')
}

interface Reading {
  view: Viewpoint
  /** Both directions, at any time. */
  all: Journey[]
  segments: Journey[]
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

function read(trace: Trace, options: TimeSequenceOptions): Reading {
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
  const duplicates = toldBy(trace, view).filter(
    (event) => event.type === 'sender' && event.what === 'duplicate-ack' && within(event.time),
  ).length
  const windowAt = (time: number): number => windows.findLast(([at]) => at <= time)?.[1] ?? 0
  const rest = missing(trace, options.until)
  return { view, all, segments, acks, windows, sacks, shut, closures, duplicates, windowAt, rest }
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
function bars(
  segments: readonly Journey[],
  style: string,
  x: (value: number) => number,
  y: (value: number) => number,
): Child {
  if (segments.length === 0) return false
  const paths = new Set<string>()
  if (segments.length > CROWD) return element('path', { class: style, d: columns(segments, x, y) })
  for (const journey of segments) {
    const at = x(journey.sent)
    const [low, high] = [y(journey.seq), y(top(journey))]
    let path = `M${short(at)} ${short(low)}V${short(Math.min(high, low - 0.8))}`
    const arm = Math.min(3, (low - high) / 3)
    if (arm >= 1) {
      const wing = `l${short(arm)} ${short(arm)}`
      path += `m${short(-arm)} ${short(arm)}l${short(arm)} ${short(-arm)}${wing}`
      path += `M${short(at - arm)} ${short(low - arm)}l${short(arm)} ${short(arm)}l${short(arm)} ${short(-arm)}`
    }
    paths.add(path)
  }
  return element('path', { class: style, d: [...paths].join('') })
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
  return [...spans]
    .map(([at, [low, high]]) => `M${at + 0.5} ${short(low)}V${short(Math.min(high, low - 0.8))}`)
    .join('')
}

function entries({ segments, acks, sacks, shut }: Reading, window: boolean): KeyEntry[] {
  const at =
    (name: string, d: (x: number, y: number) => string): KeyEntry['mark'] =>
    (x, y) =>
      element('path', { class: name, d: d(x, y) })
  const upright = (x: number, y: number): string => `M${short(x)} ${short(y + 6)}v-12`
  const level = (x: number, y: number): string => `M${short(x - 8)} ${short(y)}h16`
  const letter =
    (text: string, name: string): KeyEntry['mark'] =>
    (x, y) =>
      label(x, y + 4, text, `s b ${name}`, 'middle')
  const result: KeyEntry[] = [
    {
      mark: at('arrow', (x, y) => `${upright(x, y)}m-3 3l3 -3l3 3M${short(x - 3)} ${short(y + 3)}l3 3l3 -3`),
      text: 'segment',
    },
  ]
  if (acks.length > 0) result.push({ mark: at('l3', level), text: 'acknowledged' })
  if (window) result.push({ mark: at('l4', level), text: 'end of the window' })
  if (segments.some(({ retransmission }) => retransmission))
    result.push({ mark: letter('R', 't5'), text: 'sent again' })
  if (segments.some(({ dropped }) => dropped !== undefined))
    result.push({ mark: at('gone', (x, y) => cross(x, y, 4)), text: 'lost' })
  if (sacks.length > 0) result.push({ mark: at('sack', upright), text: 'SACK block' })
  if (shut.length > 0) result.push({ mark: letter('Z', 't4'), text: 'zero window' })
  return result
}
