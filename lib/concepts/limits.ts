/** §3: what held each segment back until it went: one of the two windows, a timer, or a duplicate ACK. */
import { textTable } from '../draw/index.ts'
import { isSegment, samplesAt, type Trace } from '../network/index.ts'

/** Segments in a row that the same limit lets go. */
export interface Limit {
  /** When the first and the last of them leave, in virtual milliseconds. */
  from: number
  to: number
  segments: number
  by: 'cwnd' | 'receive window' | 'both windows' | 'third duplicate ACK' | 'persist timer'
  /** While they leave, the least and the most, in bytes. */
  cwnd: [least: number, most: number]
  window: [least: number, most: number]
}

/**
 * What let the segments with data go that a host sends: its own words where it says why, else the smaller of the two windows.
 *
 * @see RFC 5681 §3.1
 */
export function limitsOf(trace: Trace, host: string = 'client'): Limit[] {
  const samples = samplesAt(trace, host)
  const limits: Limit[] = []
  for (const event of trace.events) {
    if (!isSegment(event) || event.what !== 'sent' || event.from !== host || event.segment.payload.length === 0)
      continue
    const { cwnd = 0, sndWnd: window } = samples.findLast(({ time }) => time <= event.time)!
    const by = event.windowProbe
      ? 'persist timer'
      : event.retransmission
        ? 'third duplicate ACK'
        : smaller(cwnd, window)
    const last = limits.at(-1)
    if (last?.by === by) extend(last, event.time, cwnd, window)
    else
      limits.push({ from: event.time, to: event.time, segments: 1, by, cwnd: [cwnd, cwnd], window: [window, window] })
  }
  return limits
}

function smaller(cwnd: number, window: number): Limit['by'] {
  if (cwnd === window) return 'both windows'
  return cwnd < window ? 'cwnd' : 'receive window'
}

function extend(limit: Limit, time: number, cwnd: number, window: number): void {
  limit.to = time
  limit.segments++
  limit.cwnd = [Math.min(limit.cwnd[0], cwnd), Math.max(limit.cwnd[1], cwnd)]
  limit.window = [Math.min(limit.window[0], window), Math.max(limit.window[1], window)]
}

/** A line for each, in whole milliseconds and bytes. */
export function limitsTable(limits: readonly Limit[]): string {
  const span = ([least, most]: [number, number]): string => (least === most ? `${least}` : `${least} to ${most}`)
  const rows = limits.map(({ from, to, segments, by, cwnd, window }) => [
    span([Math.round(from), Math.round(to)]),
    segments,
    by,
    span(cwnd),
    span(window),
  ])
  return textTable(['ms', 'segments', 'let go by', 'cwnd', 'window'], rows)
}
