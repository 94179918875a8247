import type { Trace } from '../../network/trace-types.ts'
import { count } from '../../words.ts'
import { duration } from '../numbers.ts'
import { AT, packetsOf } from '../packets.ts'
import { textTable } from '../text.ts'
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

/** The usable window: how much may be sent now, or, below 0, how far SND.NXT is beyond the window. @see RFC 9293 §3.8.6.2.1 */
function usable({ una, nxt, wnd }: WindowMoment): number {
  return una + wnd - nxt
}

/** Each moment in words. */
export function describeWindow(moments: readonly WindowMoment[], options: { mss?: number } = {}): string {
  if (moments.length === 0) return 'No window.'
  return moments
    .map((moment) => {
      const { label: name, una, nxt, wnd } = moment
      const free = usable(moment)
      const more =
        free > 0
          ? `${quantity(free, options)} may be sent`
          : free === 0
            ? 'nothing more may be sent'
            : `the window ends ${quantity(-free, options)} before SND.NXT`
      const begin = name === undefined ? '' : `${name}: `
      const flight = `up to ${una} acknowledged, ${quantity(nxt - una, options)} in flight`
      return `${begin}${flight}, ${more}; the window is ${quantity(wnd, options)}.`
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
  return mss === undefined ? count(octets, 'byte') : count(Math.round((octets / mss) * 10) / 10, 'segment')
}
