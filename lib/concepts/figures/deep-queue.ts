/** §2 (3) in pictures: what a deep queue does to everybody's round trips, a pure function of its parameters. */
import { lineFigure, type Point, type ShownFigure, withData } from '../../draw/index.ts'
import { type Ping, pingsAcross } from '../pings-across.ts'

const SAYS = {
  places: (queue: number) => `queue of ${queue}`,
  time: 'time',
  ping: 'ping',
  ms: 'ms',
  title: (rtt: number) => `What a ping takes beside a transfer, on a way of ${rtt} ms`,
} as const

export interface PingParameters {
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** Of the bottleneck, in Mbit/s. */
  rate?: number
}

/** Pings beside one transfer, across the queue of the lesson and across another one. */
export interface Pings {
  usual: Ping[]
  deep: Ping[]
}

const USUAL_QUEUE = 34
const RTT = 40

/** A ping every half second, for twenty seconds, while one sender fills the queue. */
export function pingBeside({ queue = 300, rate = 10 }: PingParameters = {}): ShownFigure<Pings> {
  const across = (places: number): Ping[] => pingsAcross({ rate: rate * 1e6, rtt: RTT, queue: places })
  const pings = { usual: across(USUAL_QUEUE), deep: across(queue) }
  const line = (run: readonly Ping[]): Point[] => run.map(({ time, took }): Point => [time, took])
  const figure = lineFigure(
    [
      { name: SAYS.places(queue), points: line(pings.deep) },
      { name: SAYS.places(USUAL_QUEUE), points: line(pings.usual) },
    ],
    { x: { name: SAYS.time, unit: SAYS.ms }, y: { name: SAYS.ping, unit: SAYS.ms, from: 0 }, title: SAYS.title(RTT) },
  )
  return withData(figure, pings)
}
