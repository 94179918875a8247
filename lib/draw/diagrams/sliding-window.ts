import { maxIndex } from 'd3-array'
import { count, type Put } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { type KeyEntry, key } from '../key.ts'
import { clampedScale } from '../scale.ts'
import { type Child, element, path, short } from '../svg.ts'
import { fit, label, SMALL, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'
import { windowMarks } from './window-marks.ts'
import { describeWindow, quantity, type WindowMoment, windowTable } from './window-moments.ts'

/** What it says, by key. */
const SAYS = {
  whatMayBeSentNow: 'What may be sent now',
  whatMayBeSentAt: (amount: Put) => `What may be sent, at ${amount}`,
  moment: 'moment',
  sentAndAcknowledged: 'sent and acknowledged',
  mayNotBeSentYet: 'may not be sent yet',
  notYet: 'not yet',
  mayBeSent: (number: Put) => `may be sent: ${number}`,
  mayBeSentLabel: 'may be sent',
  inFlight: (number: Put) => `in flight: ${number}`,
  inFlightLabel: 'in flight',
} as const

export interface SlidingWindowOptions extends FigureOptions {
  /** Length of a segment, in octets: marks the borders between segments, and counts in segments. */
  mss?: number
  /** The stretch of sequence numbers shown: all that the moments touch, unless told. */
  from?: number
  to?: number
}

const HIGH = 30
/** From the picture's top to the first ribbon or the text above it, and the room of that text. */
const RIBBON_TOP = 8
const LABEL = 20
const sides = (width: number): [left: number, right: number] => [10, width - 10]

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
  const [left, right] = sides(width)
  const x = clampedScale([from, to], [left, right])
  const body: Child[] = []
  let y = RIBBON_TOP
  for (const moment of all) {
    if (moment.label !== undefined) {
      body.push(label(left, y + 13, fit(moment.label, right - left, SMALL, true), 's b'))
      y += LABEL
    }
    body.push(...ribbon(moment, y))
    const marks = windowMarks(moment, { from, to, left, right, x, top: y, high: HIGH })
    body.push(...marks.body)
    y += HIGH + marks.height
  }
  const legend = key(ENTRIES, width)
  const title = all.length === 1 ? SAYS.whatMayBeSentNow : SAYS.whatMayBeSentAt(count(all.length, SAYS.moment))
  return figure(
    options,
    { title, description: describeWindow(all, options), width, height: y + legend.height + 6 },
    ...body,
    ...legend.at(y + 14),
  )

  function ribbon({ una, nxt, wnd, written }: WindowMoment, top: number): Child[] {
    const edge = una + wnd
    const zone = (low: number, high: number, name: string, words: readonly string[]): Child => {
      const [x0, x1] = [x(low), x(high)]
      if (high <= low || x1 - x0 < 0.3) return false
      // Marks stand anywhere: the words have the widest stretch between them.
      const cuts = [low, ...[una, nxt, edge, written ?? low].filter((mark) => low < mark && mark < high), high]
      const edges = cuts.map(x).sort((one, other) => one - other)
      const at = maxIndex(edges.slice(1), (end, index) => end - edges[index]!)
      const [a, b] = [edges[at]!, edges[at + 1]!]
      const text = words.find((word) => textWidth(word, SMALL) <= b - a - 6)
      return [
        element('rect', { class: name, x: x0, y: top, width: x1 - x0, height: HIGH }, hint(low, high, words[0]!)),
        text !== undefined && label((a + b) / 2, top + 19, text, name === 'on' ? 's b' : 's', 'middle'),
      ]
    }
    return [
      zone(from, una, 'done', [SAYS.sentAndAcknowledged, 'acknowledged', 'acked']),
      zone(Math.max(edge, nxt), to, 'not', [SAYS.mayNotBeSentYet, SAYS.notYet]),
      zone(nxt, edge, 'may', [SAYS.mayBeSent(number(edge - nxt)), SAYS.mayBeSentLabel, number(edge - nxt)]),
      zone(una, nxt, 'on', [SAYS.inFlight(number(nxt - una)), SAYS.inFlightLabel, number(nxt - una)]),
      borders(from, to, options.mss, x, top),
    ]
  }

  function hint(low: number, high: number, name: string): Child {
    if (width < WIDE) return false
    return element('title', {}, `${name}: ${low} to ${high - 1}, ${quantity(high - low, options)}`)
  }

  function number(octets: number): string {
    return String(options.mss ? Math.round((octets / options.mss) * 10) / 10 : octets)
  }
}

/** The window at some moments as a figure: its table has a row for each, in octets. */
export function windowFigure(
  moments: readonly WindowMoment[],
  options: SlidingWindowOptions = {},
): ShownFigure<readonly WindowMoment[]> {
  return figureOf({
    data: moments,
    draw: (width) => slidingWindow(moments, { ...options, width }),
    table: () => windowTable(moments),
    sentence: () => options.description ?? describeWindow(moments, options),
  })
}

/**
 * Where octets lie in the picture of one moment: their outline on the ribbon, as path data; those that it does not show lie at its end.
 */
export function windowOutline(
  moment: WindowMoment,
  options: SlidingWindowOptions = {},
): (low: number, high: number) => string {
  const { from, to } = reach([moment], options)
  const scale = clampedScale([from, to], sides(options.width ?? WIDE))
  const top = moment.label === undefined ? RIBBON_TOP : RIBBON_TOP + LABEL
  return (low, high) => `M${short(scale(low))} ${top}H${short(scale(high))}v${HIGH}H${short(scale(low))}z`
}

const ENTRIES: readonly KeyEntry[] = (
  [
    [SAYS.sentAndAcknowledged, 'done'],
    [SAYS.inFlightLabel, 'on'],
    [SAYS.mayBeSentLabel, 'may'],
    [SAYS.mayNotBeSentYet, 'not'],
  ] as const
).map(([text, name]) => [text, (x, y) => element('rect', { class: name, x: x - 8, y: y - 6, width: 15, height: 12 })])

function reach(moments: readonly WindowMoment[], options: SlidingWindowOptions): { from: number; to: number } {
  const from = options.from ?? Math.min(0, ...moments.map(({ una }) => una))
  const ends = moments.flatMap(({ una, nxt, wnd, written }) => [una + wnd, nxt, written ?? 0])
  const furthest = Math.max(...ends, from + 1)
  const to = options.to ?? furthest + Math.max(options.mss ?? 0, (furthest - from) * 0.12)
  return { from, to: Math.max(to, from + 1) }
}

/** Where one segment ends and the next begins, at both edges of the ribbon: words between them stay clear. */
function borders(from: number, to: number, mss: number | undefined, x: (value: number) => number, y: number): Child {
  // Closer than four units they would be a grey area.
  if (!mss || x(from + mss) - x(from) < 4) return false
  let edges = ''
  for (let edge = Math.ceil(from / mss) * mss; edge <= to; edge += mss)
    edges += `M${short(x(edge))} ${short(y)}v5m0 ${HIGH - 10}v5`
  return path('axis', edges)
}
