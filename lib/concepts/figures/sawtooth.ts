/** §2 (3) in pictures: the sawtooth of lesson 2.0.3, and what else there is to see of the same run. */
import {
  type ChartFigure,
  type ChartMark,
  cwndFigure,
  lineFigure,
  type Play,
  type Point,
  queueFigure,
  type ShownFigure,
  withData,
  withPlay,
} from '../../draw/index.ts'
import type { SampleEvent } from '../../network/index.ts'
import { SEGMENT, type SingleFlow } from '../congestion-control.ts'
import { type OneQueue, oneQueue } from '../one-queue.ts'
import { dropMarks, playOfQueue, type QueueParameters } from './sawtooth-play.ts'

export type { QueueParameters } from './sawtooth-play.ts'

const SAYS = {
  sawtooth: 'The window grows until a packet finds the queue full, and falls',
  routersQueue: 'The queue before the bottleneck fills and empties with the window',
  nobody: 'Nobody holds back: what is in flight falls only when a timer expires',
  several: (senders: number) => `The windows of ${senders} senders that share one queue`,
  time: 'time',
  ms: 'ms',
  window: 'window',
  inFlight: 'in flight',
  segments: 'segments',
  senders: ['first', 'second', 'third', 'fourth'],
} as const

/** The window of one sender that fills the way, in its first six seconds. @see RFC 5681 §3.1 */
export function sawtooth(parameters: QueueParameters = {}): ShownFigure<SingleFlow> {
  const run = sixSeconds(parameters)
  const { flow } = run
  const marks = dropMarks(run)
  const isAlone = run.users.length === 1 && parameters.algorithm !== 'none'
  const figure: ChartFigure = isAlone
    ? cwndFigure(flow.trace, { mss: SEGMENT, series: ['cwnd', 'ssthresh'], title: SAYS.sawtooth, marks })
    : windowLines(run, { isWild: parameters.algorithm === 'none', marks })
  return withPlay(withData(figure, flow), (): Play => playOfQueue(run, queueSettings(parameters), figure))
}

/** The same six seconds, seen from the queue before the bottleneck. */
export function routersQueue(parameters: QueueParameters = {}): ShownFigure<SingleFlow> {
  const { flow, link } = sixSeconds(parameters)
  const { queue } = queueSettings(parameters)
  return withData(queueFigure(flow.trace, { link, capacity: queue, title: SAYS.routersQueue }), flow)
}

function queueSettings(parameters: QueueParameters): Required<QueueParameters> {
  const { queue = 34, rate = 10, rtt = 40, algorithm = 'new-reno', starts = [], drops = [] } = parameters
  const inOrder = (times: readonly number[]): number[] => [...times].sort((one, other) => one - other)
  return { queue, rate, rtt, algorithm, starts: inOrder(starts), drops: inOrder(drops) }
}

let lastSix: { of: string; run: OneQueue } | undefined

/** All pictures show one run: the second does not run it again. */
function sixSeconds(parameters: QueueParameters): OneQueue {
  const { queue, rate, rtt, algorithm, starts, drops } = queueSettings(parameters)
  const of = JSON.stringify([queue, rate, rtt, algorithm, starts, drops])
  if (lastSix?.of === of) return lastSix.run
  // Tens of thousands of objects, which the next run need not carry along.
  lastSix = undefined
  const run = oneQueue(
    { rate: rate * 1e6, rtt, queue },
    {
      congestion: algorithm,
      starts: starts.map((seconds) => seconds * 1000),
      drops: drops.map((tenths) => tenths * 100),
      until: 6000,
    },
  )
  lastSix = { of, run }
  return run
}

/** A line a sender: its window, or, where it has none, what it has in flight. */
function windowLines(
  { users }: OneQueue,
  { isWild, marks }: { isWild: boolean; marks: readonly ChartMark[] },
): ChartFigure {
  const of = ({ cwnd = 0, flight }: SampleEvent): number => (isWild ? flight : cwnd) / SEGMENT
  return lineFigure(
    users.map(({ samples }, at) => ({ name: SAYS.senders[at]!, points: wholeSteps(samples, of), as: 'steps' })),
    {
      x: { name: SAYS.time, unit: SAYS.ms, from: 0, to: 6000 },
      y: { name: isWild ? SAYS.inFlight : SAYS.window, unit: SAYS.segments },
      title: isWild ? SAYS.nobody : SAYS.several(users.length),
      marks,
    },
  )
}

/** A value of the samples each time that a whole one came or went. */
function wholeSteps(samples: readonly SampleEvent[], of: (sample: SampleEvent) => number): Point[] {
  const points: Point[] = []
  let last: number | undefined
  for (const sample of samples) {
    const whole = Math.round(of(sample))
    if (whole !== last) points.push([sample.time, whole])
    last = whole
  }
  return points
}
