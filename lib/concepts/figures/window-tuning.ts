/** §2 (2) in pictures: a download over a long path, with a window of one size and with one that tunes itself. */
import { lineFigure, type Point, type Series, type ShownFigure, withData } from '../../draw/index.ts'
import type { SampleEvent } from '../../network/index.ts'
import type { ConnectionSettings } from '../../tcp/index.ts'
import { SEGMENT, type SingleFlow, singleFlow } from '../congestion-control.ts'

const SAYS = {
  fixedOffered: 'fixed: offered',
  fixedFlight: 'fixed: in flight',
  tunedOffered: 'tuned: offered',
  tunedFlight: 'tuned: in flight',
  time: 'time',
  octets: 'most in a round trip',
  title: (fixed: number, tuned: number) =>
    `3 MB take ${fixed} ms with a window of 64 KB, and ${tuned} ms with one that tunes itself`,
} as const

export interface LongPathParameters {
  /** Milliseconds there and back. */
  rtt?: number
  /** Mbit/s */
  rate?: number
  /** Up to where the receive buffer grows, in MB. */
  most?: number
}

/** The same download twice. */
export interface Downloads {
  fixed: SingleFlow
  tuned: SingleFlow
}

const DATA = 3_000_000
/** What both begin with: the largest window that the field can say unscaled. */
const UNSCALED = 65_535

/** What the receiver offers and the sender has in flight, round trip by round trip. @see RFC 7323 §2.3 */
export function tuningWindow({ rtt = 40, rate = 1_000, most = 6 }: LongPathParameters = {}): ShownFigure<Downloads> {
  const path = { rate: rate * 1e6, rtt, queue: 1_000 }
  const download = (settings: ConnectionSettings): SingleFlow =>
    singleFlow(path, {
      congestion: 'cubic',
      data: DATA,
      until: 600_000,
      brief: true,
      settings: { sendBuffer: 4 * DATA },
      receiver: { receiveBuffer: UNSCALED, ...settings },
    })
  const fixed = download({})
  const tuned = download({ receiveBufferMost: Math.max(UNSCALED, most * 1e6) })
  const series: Series[] = [
    { name: SAYS.tunedOffered, points: byRound(tuned, rtt, ({ sndWnd }) => sndWnd) },
    { name: SAYS.tunedFlight, points: byRound(tuned, rtt, ({ flight }) => flight) },
    { name: SAYS.fixedOffered, points: byRound(fixed, rtt, ({ sndWnd }) => sndWnd) },
    { name: SAYS.fixedFlight, points: byRound(fixed, rtt, ({ flight }) => flight) },
  ].map((line) => ({ ...line, as: 'line' }))
  const figure = lineFigure(series, {
    x: { name: SAYS.time, unit: 'ms', from: 0 },
    y: { name: SAYS.octets, unit: 'bytes', logarithmic: true, from: 10 * SEGMENT },
    title: SAYS.title(Math.round(fixed.duration ?? Number.NaN), Math.round(tuned.duration ?? Number.NaN)),
  })
  return withData(figure, { fixed, tuned })
}

/** The largest value of each round trip, at its end; the first begins when the connection is open. */
function byRound({ samples }: SingleFlow, rtt: number, of: (sample: SampleEvent) => number): Point[] {
  const begin = samples[0]?.time ?? 0
  const largest: number[] = []
  for (const sample of samples) {
    const round = Math.floor((sample.time - begin) / rtt)
    largest[round] = Math.max(largest[round] ?? 0, of(sample))
  }
  return largest.flatMap((value, round): Point[] => (value > 0 ? [[round * rtt, value]] : []))
}
