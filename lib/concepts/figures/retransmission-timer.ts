/** §2 (3) in pictures: the figures of lesson 2.0.3 about the retransmission timer, each a pure function of its parameters. */
import { ladderFigure, lineFigure, type Point, type ShownFigure, withData } from '../../draw/index.ts'
import { count } from '../../words.ts'
import { type Measurement, type TimedFlow, timedFlow } from '../retransmission-timer.ts'

const SAYS = {
  measured: 'measured',
  srtt: 'SRTT',
  rto: 'RTO',
  time: 'time',
  roundTrip: 'round trip',
  ms: 'ms',
  timer: (jitter: number) => `Round trips vary by ${jitter} ms, and the timeout stays above them`,
  copy: 'time',
  backOff: (lost: string) => `One segment is lost ${lost}, and each wait is twice the one before`,
} as const

export interface TimerParameters {
  /** By how much a packet may be late, in milliseconds. */
  jitter?: number
  /** Below which the timeout must not fall, in milliseconds. */
  floor?: number
}

/** Sixty round trips, what is made of them, and the timeout. @see RFC 6298 §2 */
export function timerFollows({ jitter = 60, floor = 0 }: TimerParameters = {}): ShownFigure<TimedFlow> {
  const run = timedFlow({
    jitter,
    messages: 60,
    every: 250,
    settings: { minRto: floor },
  })
  const line = (value: (each: Measurement) => number): Point[] =>
    run.measurements.map((each): Point => [each.time, value(each)])
  const figure = lineFigure(
    [
      { name: SAYS.rto, points: line(({ rto }) => rto), as: 'steps' },
      { name: SAYS.srtt, points: line(({ srtt }) => srtt), as: 'steps' },
      { name: SAYS.measured, points: line(({ measured }) => measured), as: 'points' },
    ],
    { x: { name: SAYS.time, unit: SAYS.ms }, y: { name: SAYS.roundTrip, unit: SAYS.ms }, title: SAYS.timer(jitter) },
  )
  return withData(figure, run)
}

export interface BackOffParameters {
  /** How many times the segment is lost. */
  lost?: number
  /** Milliseconds there and back. */
  rtt?: number
}

/** A lone segment that is lost several times. @see RFC 6298 §5.5 */
export function backOff({ lost = 3, rtt = 40 }: BackOffParameters = {}): ShownFigure<TimedFlow> {
  const run = timedFlow({ rtt, jitter: 0, messages: 1, lose: Array.from({ length: lost }, (_, at) => at + 1) })
  const figure = ladderFigure(run.trace, { from: 2 * rtt, states: false, title: SAYS.backOff(count(lost, SAYS.copy)) })
  return withData(figure, run)
}
