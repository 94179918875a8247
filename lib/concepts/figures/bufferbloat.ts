/** §2 (3) in pictures: what a deep queue does to everyone behind it, and CoDel to the queue. Each a pure function of its parameters. */
import { ladderFigure, lineFigure, type Point, type ShownFigure, withData } from '../../draw/index.ts'
import { type Beside, DISCIPLINES, type Discipline, type FirstMark, firstMark, pingBeside } from '../bufferbloat.ts'
import { mbit } from '../flow.ts'

const SAYS = {
  'drop-tail': 'drop-tail',
  codel: 'CoDel',
  'codel-ecn': 'CoDel, ECN',
  time: 'time',
  roundTrip: 'ping',
  pings: (times: string) => `The same line, the same sender: a ping takes ${times}`,
  milliseconds: (names: readonly string[], times: readonly number[]) =>
    names.map((name, at) => `${times[at]!.toFixed(0)} ms with ${name}`).join(', '),
  goodputs: (names: readonly string[], rates: readonly string[]) =>
    `The sender delivers ${names.map((name, at) => `${rates[at]} (${name})`).join(', ')}.`,
  echo: 'CoDel marks a packet, the receiver echoes it, the sender answers with CWR',
  places: (queue: number) => `queue of ${queue}`,
  depths: (rtt: number) => `What a ping takes beside a transfer, on a way of ${rtt} ms`,
} as const

interface WayParameters {
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** Of the bottleneck, in Mbit/s. */
  rate?: number
  /** Milliseconds there and back on an empty way. */
  rtt?: number
}

const DEEP = { queue: 300, rate: 10, rtt: 40 }
/** Milliseconds. */
const UNTIL = 6_000

export interface TwoDepthsParameters {
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** Of the bottleneck, in Mbit/s. */
  rate?: number
}

/** Beside one transfer by New Reno, across the queue of the lesson and across another one. */
export interface TwoDepths {
  usual: Beside
  deep: Beside
}

const USUAL_QUEUE = 34

/** What a `ping` takes beside one sender without end, by how many packets may wait. @see RFC 8289 §1 */
export function twoDepths({ queue = DEEP.queue, rate = DEEP.rate }: TwoDepthsParameters = {}): ShownFigure<TwoDepths> {
  const across = (places: number): Beside =>
    pingBeside(
      { rate: rate * 1e6, rtt: DEEP.rtt, queue: places },
      { congestion: 'new-reno', until: UNTIL, brief: true },
    )
  const data = { usual: across(USUAL_QUEUE), deep: across(queue) }
  const figure = lineFigure(
    [
      { name: SAYS.places(queue), points: answeredPings(data.deep) },
      { name: SAYS.places(USUAL_QUEUE), points: answeredPings(data.usual) },
    ],
    {
      x: { name: SAYS.time, unit: 'ms' },
      y: { name: SAYS.roundTrip, unit: 'ms', from: 0 },
      title: SAYS.depths(DEEP.rtt),
    },
  )
  return withData(figure, data)
}

export interface DeepQueueParameters extends WayParameters {
  /** What the sender keeps its window by. */
  algorithm?: 'new-reno' | 'cubic'
}

/** What a `ping` takes beside one sender without end, by how the queue before the bottleneck is managed. @see RFC 8289 §1 */
export function pingBesideSender({
  queue = DEEP.queue,
  rate = DEEP.rate,
  rtt = DEEP.rtt,
  algorithm = 'cubic',
}: DeepQueueParameters = {}): ShownFigure<Record<Discipline, Beside>> {
  const runs = DISCIPLINES.map((discipline) =>
    pingBeside({ rate: rate * 1e6, rtt, queue }, { discipline, congestion: algorithm, until: UNTIL, brief: true }),
  )
  const names = DISCIPLINES.map((discipline) => SAYS[discipline])
  const typical = runs.map(({ typicalPing }) => typicalPing)
  const figure = lineFigure(
    runs.map((run, at) => ({ name: names[at]!, points: answeredPings(run) })),
    {
      x: { name: SAYS.time, unit: 'ms' },
      y: { name: SAYS.roundTrip, unit: 'ms', from: 0 },
      title: SAYS.pings(SAYS.milliseconds(names, typical)),
      note: SAYS.goodputs(
        names,
        runs.map(({ goodput }) => mbit(goodput)),
      ),
    },
  )
  return withData(
    figure,
    Object.fromEntries(DISCIPLINES.map((name, at) => [name, runs[at]!])) as Record<Discipline, Beside>,
  )
}

function answeredPings({ pings }: Beside): Point[] {
  return pings.flatMap(({ sent, roundTrip }): Point[] => (roundTrip === undefined ? [] : [[sent, roundTrip]]))
}

export interface OneMarkParameters {
  /** Of the bottleneck, in Mbit/s. */
  rate?: number
  /** Milliseconds there and back on an empty way. */
  rtt?: number
  /** The receiver's window, in segments. */
  window?: number
}

/** The first packet that CoDel marks, the ACKs that echo it, and the first new data with CWR. @see RFC 3168 §6.1.2, §6.1.3 */
export function oneMark({ rate = 1, rtt = 20, window = 6 }: OneMarkParameters = {}): ShownFigure<FirstMark> {
  const run = firstMark({ rate: rate * 1e6, rtt, window })
  const figure = ladderFigure(run.trace, {
    from: run.sent - 1,
    until: run.answered,
    states: false,
    time: 'scale',
    title: SAYS.echo,
  })
  return withData(figure, run)
}
