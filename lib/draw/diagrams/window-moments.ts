import type { Trace } from '../../network/trace-types.ts'
import { count, type Put } from '../../words.ts'
import { duration } from '../numbers.ts'
import { AT, packetsOf } from '../packets.ts'
import { textTable } from '../text.ts'
import { heldBy, rowsOf, viewpoint } from '../viewpoint.ts'

/** What it says, by key. */
const SAYS = {
  noWindow: 'No window.',
  mayBeSent: (quantity: Put) => `${quantity} may be sent`,
  nothingMoreMayBeSent: 'nothing more may be sent',
  theWindowEndsBeforeSnd: (quantity: Put) => `the window ends ${quantity} before SND.NXT`,
  upToAcknowledgedInFlight: (una: Put, quantity: Put) => `up to ${una} acknowledged, ${quantity} in flight`,
  theWindowIs: (begin: Put, flight: Put, more: Put, quantity: Put) =>
    `${begin}${flight}, ${more}; the window is ${quantity}.`,
  byte: 'byte',
  segment: 'segment',
} as const

/** The sender's window at one moment: octets, counted from the first data octet unless the caller counts otherwise. */
export interface WindowMoment {
  /** What just happened. */
  label?: string
  /** Virtual milliseconds, where it is of a trace. */
  time?: number
  /** SND.UNA */
  una: number
  /** SND.NXT */
  nxt: number
  /** SND.WND */
  wnd: number
  /** How far the program has written, if it matters. */
  written?: number
}

/** The moments of a connection, from its samples: one for each time asked for, or each change of the window. */
export function windowMoments(
  trace: Trace,
  options: { host?: string; connection?: string; times?: readonly number[] } = {},
): WindowMoment[] {
  const view = viewpoint(trace, options)
  const samples = heldBy(trace, view)
  const packets = packetsOf(trace)
  const [first] = rowsOf(packets, view, true)
  const base =
    first === undefined ? (samples[0]?.sndUna ?? 0) : packets.rows.values[first * packets.rows.width + AT.ownIsn]! + 1
  // Before the SYN is acknowledged there is no window to speak of.
  const settled = samples.filter(({ sndUna }) => ((sndUna - base) | 0) >= 0)
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
    time,
    una: Math.max(0, (sndUna - base) | 0),
    nxt: Math.max(0, (sndNxt - base) | 0),
    wnd: sndWnd,
  }))
}

/** The usable window: how much may be sent now, or, below 0, how far SND.NXT is beyond the window. @see RFC 9293 §3.8.6.2.1 */
function usable({ una, nxt, wnd }: WindowMoment): number {
  return una + wnd - nxt
}

/** Each moment in words. */
export function describeWindow(moments: readonly WindowMoment[], options: { mss?: number } = {}): string {
  if (moments.length === 0) return SAYS.noWindow
  return moments
    .map((moment) => {
      const { label: name, una, nxt, wnd } = moment
      const free = usable(moment)
      const more =
        free > 0
          ? SAYS.mayBeSent(quantity(free, options))
          : free === 0
            ? SAYS.nothingMoreMayBeSent
            : SAYS.theWindowEndsBeforeSnd(quantity(-free, options))
      const begin = name === undefined ? '' : `${name}: `
      const flight = SAYS.upToAcknowledgedInFlight(una, quantity(nxt - una, options))
      return SAYS.theWindowIs(begin, flight, more, quantity(wnd, options))
    })
    .join(' ')
}

/** A row a moment, in octets. */
export function windowTable(moments: readonly WindowMoment[]): string {
  return textTable(
    ['moment', 'SND.UNA', 'SND.NXT', 'SND.WND', 'usable'],
    moments.map((moment, index) => [
      moment.label ?? String(index + 1),
      moment.una,
      moment.nxt,
      moment.wnd,
      usable(moment),
    ]),
  )
}

/** Octets, or segments of so many of them. */
export function quantity(octets: number, { mss }: { mss?: number }): string {
  return mss === undefined ? count(octets, SAYS.byte) : count(Math.round((octets / mss) * 10) / 10, SAYS.segment)
}
