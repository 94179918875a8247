import { scaleLinear } from 'd3-scale'
import type { Trace } from '../../network/trace-types.ts'
import { count } from '../../words.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { type KeyEntry, type KeySample, key } from '../key.ts'
import { duration } from '../numbers.ts'
import { AT, packetsOf } from '../packets.ts'
import { type Child, element, hatch, path, short } from '../svg.ts'
import { fit, label, SMALL, spread, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'
import { rowsOf, toldBy, viewpoint } from '../viewpoint.ts'

/** The sender's window at one moment: octets, counted from the first data octet unless the caller counts otherwise. */
export interface WindowMoment {
  /** What just happened. */
  label?: string
  /** SND.UNA */
  una: number
  /** SND.NXT */
  nxt: number
  /** SND.WND */
  wnd: number
  /** How far the program has written, if it matters. */
  written?: number
}

export interface SlidingWindowOptions extends FigureOptions {
  /** Length of a segment, in octets: draws the borders between segments, and counts in segments. */
  mss?: number
  /** The stretch of sequence numbers shown: all that the moments touch, unless told. */
  from?: number
  to?: number
}

/**
 * The send window sliding over the octets, a ribbon a moment, all on one scale: sent and acknowledged, in flight, may be sent now, may
 * not be sent yet; SND.UNA, SND.NXT and the window's end marked below.
 *
 * @returns SVG text
 * @see RFC 9293 §3.3.1, figure 3
 */
export function slidingWindow(
  moments: WindowMoment | readonly WindowMoment[],
  options: SlidingWindowOptions = {},
): string {
  const all = 'una' in moments ? [moments] : moments
  if (all.length === 0)
    throw new RangeError(
      'slidingWindow: there are no moments: give one at least, { una, nxt, wnd }; windowMoments(trace, …) finds them in a trace',
    )
  const width = options.width ?? WIDE
  const { from, to } = reach(all, options)
  const [left, right] = [10, width - 10]
  const scale = scaleLinear([from, to], [left, right]).clamp(true)
  const x = (value: number): number => scale(value)
  const body: Child[] = []
  let y = 8
  for (const moment of all) {
    const { una, nxt, wnd } = moment
    const edge = una + wnd
    if (moment.label !== undefined) {
      body.push(label(left, y + 13, fit(moment.label, right - left), 's b'))
      y += 20
    }
    const zone = (low: number, high: number, name: string, words: readonly string[], hatched = false): void => {
      const [x0, x1] = [x(low), x(high)]
      if (high <= low || x1 - x0 < 0.3) return
      const text = words.find((word) => textWidth(word, SMALL) <= x1 - x0 - 6)
      body.push(
        element(
          'g',
          {},
          element('title', {}, `${words[0]}: ${low} to ${high - 1}, ${quantity(high - low, options)}`),
          element('rect', { class: name, x: x0, y, width: x1 - x0, height: 30 }),
          hatched && path('hatch', hatch(x0, y, x1 - x0, 30, 9)),
        ),
        text !== undefined && label((x0 + x1) / 2, y + 20, text, hatched ? 's b halo' : 's', 'middle'),
      )
    }
    const number = (octets: number): string =>
      String(options.mss ? Math.round((octets / options.mss) * 10) / 10 : octets)
    zone(from, una, 'soft', ['sent and acknowledged', 'acknowledged', 'acked'])
    zone(Math.max(edge, nxt), to, 'not', ['may not be sent yet', 'not yet'])
    zone(nxt, edge, 'may', [`may be sent: ${number(edge - nxt)}`, 'may be sent', number(edge - nxt)])
    zone(una, nxt, 'on', [`in flight: ${number(nxt - una)}`, 'in flight', number(nxt - una)], true)
    if (options.mss) body.push(borders(from, to, options.mss, x, y))
    y += 30
    y = marks(moment, y)
  }
  const entries: KeyEntry[] = [
    ['sent and acknowledged', sample('soft')],
    ['in flight', sample('on', true)],
    ['may be sent', sample('may')],
    ['may not be sent yet', sample('not')],
  ]
  const legend = key(entries, width)
  return figure(
    options,
    { title: 'The send window', description: describeWindow(all, options), width, height: y + legend.height + 6 },
    ...body,
    ...legend.at(y + 14),
  )

  function marks({ una, nxt, wnd, written }: WindowMoment, top: number): number {
    const named = new Map<number, string[]>()
    const mark = (name: string, value: number): void => {
      if (value >= from && value <= to) named.set(value, [...(named.get(value) ?? []), name])
    }
    mark('SND.UNA', una)
    mark('SND.NXT', nxt)
    mark('UNA+WND', una + wnd)
    if (written !== undefined) mark('written', written)
    const values = [...named].sort(([a], [b]) => a - b)
    const full = values.map(([value, names]) => `${names.join(' = ')} ${value}`)
    const room = full.reduce((sum, text) => sum + textWidth(text, SMALL) + 10, -10)
    const texts = room <= right - left ? full : full.map((text) => text.replaceAll('SND.', ''))
    const widths = texts.map((text) => textWidth(text, SMALL))
    const centres = spread(
      values.map(([value]) => x(value)),
      10,
      left,
      right,
      widths,
    )
    values.forEach(([value], index) => {
      const at = x(value)
      const centre = centres[index]!
      const leader = Math.abs(centre - at) > 1 ? `L${short(centre)} ${top + 14}` : ''
      body.push(
        path('arrow', `M${short(at)} ${top - 34}V${top + 6}${leader}`),
        label(centre, top + 26, texts[index], 's', 'middle'),
      )
    })
    return top + 44
  }
}

/** The moments of a connection, from its samples: one for each time asked for, or each change of the window. */
export function windowMoments(
  trace: Trace,
  options: { host?: string; connection?: string; times?: readonly number[] } = {},
): WindowMoment[] {
  const view = viewpoint(trace, options)
  const { samples } = toldBy(trace, view)
  const packets = packetsOf(trace)
  const [first] = rowsOf(packets, view, true)
  const base =
    first === undefined ? (samples[0]?.sndUna ?? 0) : packets.rows.values[first * packets.rows.width + AT.ownIsn]! + 1
  // Before the SYN is acknowledged there is no window to speak of; of several samples at one time the last one holds.
  const settled = samples.filter(
    (sample, index) => ((sample.sndUna - base) | 0) >= 0 && samples[index + 1]?.time !== sample.time,
  )
  const wanted = options.times
    ? options.times.flatMap((time) => settled.findLast((sample) => sample.time <= time) ?? [])
    : settled.filter((sample, index) => {
        const previous = settled[index - 1]
        return (
          previous === undefined ||
          sample.sndUna !== previous.sndUna ||
          sample.sndNxt !== previous.sndNxt ||
          sample.sndWnd !== previous.sndWnd
        )
      })
  return wanted.map(({ time, sndUna, sndNxt, sndWnd }) => ({
    label: duration(time),
    una: Math.max(0, (sndUna - base) | 0),
    nxt: Math.max(0, (sndNxt - base) | 0),
    wnd: sndWnd,
  }))
}

/** Each moment in words. */
export function describeWindow(moments: readonly WindowMoment[], options: SlidingWindowOptions = {}): string {
  if (moments.length === 0) return 'No window.'
  return moments
    .map(({ label: name, una, nxt, wnd }) => {
      const free = una + wnd - nxt
      const usable =
        free > 0
          ? `${quantity(free, options)} may be sent`
          : free === 0
            ? 'nothing more may be sent'
            : `the window ends ${quantity(-free, options)} before SND.NXT`
      const begin = name === undefined ? '' : `${name}: `
      const flight = `up to ${una} acknowledged, ${quantity(nxt - una, options)} in flight`
      return `${begin}${flight}, ${usable}; the window is ${quantity(wnd, options)}.`
    })
    .join(' ')
}

function quantity(octets: number, { mss }: SlidingWindowOptions): string {
  return mss === undefined ? count(octets, 'byte') : count(Math.round((octets / mss) * 10) / 10, 'segment')
}

function reach(moments: readonly WindowMoment[], options: SlidingWindowOptions): { from: number; to: number } {
  const from = options.from ?? Math.min(0, ...moments.map(({ una }) => una))
  const ends = moments.flatMap(({ una, nxt, wnd, written }) => [una + wnd, nxt, written ?? 0])
  const furthest = Math.max(...ends, from + 1)
  const to = options.to ?? furthest + Math.max(options.mss ?? 0, (furthest - from) * 0.12)
  return { from, to: Math.max(to, from + 1) }
}

function borders(from: number, to: number, mss: number, x: (value: number) => number, y: number): Child {
  // Closer than four units they would be a grey area.
  if (x(from + mss) - x(from) < 4) return false
  let edges = ''
  for (let edge = Math.ceil(from / mss) * mss; edge <= to; edge += mss) edges += `M${short(x(edge))} ${short(y)}v30`
  return path('grid', edges)
}

function sample(name: string, hatched = false): KeySample {
  return (x, y) => [
    element('rect', { class: name, x: x - 8, y: y - 6, width: 15, height: 12 }),
    hatched && path('hatch', hatch(x - 8, y - 6, 15, 12, 6)),
  ]
}
