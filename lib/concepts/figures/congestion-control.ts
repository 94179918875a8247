/** §2 (3) in pictures: the figures of lesson 2.0.3, each a pure function of its parameters. */
import {
  barFigure,
  cwndFigure,
  ladderFigure,
  lineFigure,
  type Point,
  queueFigure,
  type Scene,
  type ShownFigure,
  sceneFigure,
  throughputFigure,
  withData,
} from '../../draw/index.ts'
import type { CongestionName } from '../../tcp/index.ts'
import {
  type Bottleneck,
  SEGMENT,
  type Sharing,
  type SingleFlow,
  sharing,
  sharingInSeries,
  singleFlow,
} from '../congestion-control.ts'

/** The narrow place of the lesson, in bit/s, milliseconds there and back, and packets. */
const BOTTLENECK: Bottleneck = { rate: 10e6, rtt: 40, queue: 34 }

export interface EmptyWayParameters {
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** Of the bottleneck, in Mbit/s. */
  rate?: number
}

/** The way of the lesson before anything is sent. */
export function emptyWay({
  queue = BOTTLENECK.queue,
  rate = BOTTLENECK.rate / 1e6,
}: EmptyWayParameters = {}): ShownFigure<Scene> {
  const scene: Scene = {
    boxes: [
      {
        id: 'sender',
        name: 'sender',
        kind: 'host',
        inside: [
          { id: 'program', name: 'program', kind: 'program', note: 'has much to send' },
          { id: 'tcp', name: 'TCP', kind: 'socket', note: 'how fast may it send?' },
        ],
      },
      {
        id: 'router',
        name: 'router',
        kind: 'router',
        inside: [
          { id: 'queue', name: 'queue', kind: 'queue', places: queue, taken: 0, note: `${queue} packets may wait` },
        ],
      },
      {
        id: 'receiver',
        name: 'receiver',
        kind: 'host',
        inside: [{ id: 'buffer', name: 'receive buffer', kind: 'buffer', note: 'room for megabytes' }],
      },
    ],
    links: [
      { from: 'program', to: 'tcp', kind: 'call' },
      { from: 'sender', to: 'router', kind: 'wire', label: 'fast' },
      { from: 'router', to: 'receiver', kind: 'wire', label: `${rate} Mbit/s` },
    ],
  }
  return sceneFigure(scene, {
    title: 'Nobody tells the sender how fast the line is, nor how many packets may wait',
    description:
      `A sender with much to send, a router before which ${queue} packets may wait, behind it a line of ${rate} Mbit/s, ` +
      'and a receiver with room for megabytes. Nothing has been sent yet.',
  })
}

/** Those that keep a congestion window. */
type Algorithm = Exclude<CongestionName, 'none'>

const NAMES: Readonly<Record<Algorithm, string>> = {
  tahoe: 'Tahoe',
  reno: 'Reno',
  'new-reno': 'New Reno',
  cubic: 'CUBIC',
  bbr: 'BBR',
}

export interface OneSenderParameters {
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** Milliseconds there and back on an empty way. */
  rtt?: number
  /** What the sender keeps its window by. */
  algorithm?: Algorithm
}

/** The window of one sender that fills the way, in its first six seconds. @see RFC 5681 §3.1 */
export function sawtooth(parameters: OneSenderParameters = {}): ShownFigure<SingleFlow> {
  const run = sixSeconds(parameters)
  const figure = cwndFigure(run.trace, {
    mss: SEGMENT,
    series: ['cwnd', 'ssthresh'],
    title: 'The window grows until a packet finds the queue full, and falls',
  })
  return withData(figure, run)
}

/** The same six seconds, seen from the queue before the bottleneck. */
export function routersQueue(parameters: OneSenderParameters = {}): ShownFigure<SingleFlow> {
  const run = sixSeconds(parameters)
  const figure = queueFigure(run.trace, {
    link: 'client → server',
    capacity: parameters.queue ?? BOTTLENECK.queue,
    title: 'The queue before the bottleneck fills and empties with the window',
  })
  return withData(figure, run)
}

function sixSeconds({
  queue = BOTTLENECK.queue,
  rtt = BOTTLENECK.rtt,
  algorithm = 'new-reno',
}: OneSenderParameters): SingleFlow {
  return singleFlow({ ...BOTTLENECK, rtt, queue }, { congestion: algorithm, until: 6000 })
}

export interface HalfOfWhatParameters {
  /** The receiver's window, in segments. */
  window?: number
  /** Which segment of data is lost, counted from 1. */
  lost?: number
}

/** A window that has grown far beyond what was in flight, and a loss. @see RFC 5681 §3.1, equation 4 */
export function halfOfWhat({ window = 20, lost = 300 }: HalfOfWhatParameters = {}): ShownFigure<SingleFlow> {
  const run = singleFlow(BOTTLENECK, { lose: [lost], until: 2000, receiver: { receiveBuffer: window * SEGMENT } })
  const figure = cwndFigure(run.trace, {
    mss: SEGMENT,
    title: `What is in flight follows the smaller of two windows; the receiver's is ${window} segments`,
  })
  return withData(figure, run)
}

export interface OneOfTwelveParameters {
  /** Which of twelve segments is lost, counted from 1. */
  lost?: number
  /** Milliseconds there and back on an empty way. */
  rtt?: number
}

/** Twelve segments, of which one is lost: by duplicate ACKs or by the timer it goes again. @see RFC 5681 §3.2 */
export function oneOfTwelve({ lost = 5, rtt = BOTTLENECK.rtt }: OneOfTwelveParameters = {}): ShownFigure<SingleFlow> {
  const run = singleFlow({ ...BOTTLENECK, rtt }, { data: 12 * SEGMENT, lose: [lost] })
  const figure = ladderFigure(run.trace, {
    from: rtt - 1,
    states: false,
    options: true,
    time: 'scale',
    title: `Twelve segments are sent; number ${lost} is lost, and is sent again`,
  })
  return withData(figure, run)
}

export interface TahoeAndRenoParameters {
  /** Which segment of data is lost, counted from 1. */
  lost?: number
  /** The receiver's window, in segments. */
  window?: number
}

/** One loss each, for a sender of 1988 and for one of 1990. */
export function tahoeAndReno({
  lost = 100,
  window = 60,
}: TahoeAndRenoParameters = {}): ShownFigure<Record<'tahoe' | 'reno', SingleFlow>> {
  const runOf = (congestion: 'tahoe' | 'reno'): SingleFlow =>
    singleFlow(BOTTLENECK, {
      congestion,
      data: 400 * SEGMENT,
      lose: [lost],
      receiver: { receiveBuffer: window * SEGMENT },
    })
  const runs = { tahoe: runOf('tahoe'), reno: runOf('reno') }
  const series = (['tahoe', 'reno'] as const).map((name) => ({
    name: NAMES[name],
    points: windowsBySeries(runs[name]),
  }))
  const figure = lineFigure(series, {
    x: { name: 'time', unit: 'ms' },
    y: { name: 'window', unit: 'segments' },
    title: 'After one loss Tahoe begins at one segment, and Reno goes on with half',
  })
  return withData(figure, runs)
}

/** cwnd in segments, before and after each time that a whole one came or went: between them a line tells the rest. */
function windowsBySeries({ samples }: SingleFlow): Point[] {
  const whole = samples.map(({ cwnd = 0 }) => Math.floor(cwnd / SEGMENT))
  return samples.flatMap(({ time, cwnd = 0 }, at): Point[] =>
    whole[at] === whole[at - 1] && whole[at] === whole[at + 1] ? [] : [[time, cwnd / SEGMENT]],
  )
}

export interface LongWayParameters {
  /** Milliseconds there and back on an empty way. */
  rtt?: number
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** What the sender keeps its window by. */
  algorithm?: Algorithm
}

/** Twelve seconds of a sender on a way so long that a segment a round trip is little. @see RFC 9438 §4.2 */
export function longWay({
  rtt = 100,
  queue = 20,
  algorithm = 'cubic',
}: LongWayParameters = {}): ShownFigure<SingleFlow> {
  const run = singleFlow({ ...BOTTLENECK, rtt, queue }, { congestion: algorithm, until: 12_000, brief: true })
  const figure = cwndFigure(run.trace, {
    mss: SEGMENT,
    series: ['cwnd', 'ssthresh'],
    title: `On a way of ${rtt} ms, ${NAMES[algorithm]} climbs back to where it lost something`,
  })
  return withData(figure, run)
}

export interface SecondSenderParameters {
  /** When the second one begins, in seconds. */
  comes?: number
  /** What the second one uses; the first has New Reno. */
  algorithm?: Algorithm
  /** How many packets may wait before the bottleneck. */
  queue?: number
}

/** A second sender comes to a bottleneck that one has had to itself. Shares are measured from two seconds after that on. */
export function secondSender({
  comes = 4,
  algorithm = 'new-reno',
  queue = BOTTLENECK.queue,
}: SecondSenderParameters = {}): ShownFigure<Sharing> {
  const begins = comes * 1000
  const run = sharing(
    { ...BOTTLENECK, queue },
    {
      senders: 2,
      congestion: ['new-reno', algorithm],
      starts: [0, begins],
      from: begins + 2000,
      until: begins + 7000,
      record: true,
    },
  )
  const figure = throughputFigure(run.trace, {
    interval: 500,
    title: `A second sender comes after ${comes} s, and the two share the line`,
  })
  return withData(figure, run)
}

export interface ManySendersParameters {
  /** Each with a receiver of its own. */
  senders?: number
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** Of all that is random: when each begins, and by how much links delay. */
  seed?: number
}

/** What each of many senders gets of one bottleneck, from the third second to the eleventh. */
export function manySenders({
  senders = 8,
  queue = BOTTLENECK.queue,
  seed = 1,
}: ManySendersParameters = {}): ShownFigure<Sharing> {
  const run = sharing({ ...BOTTLENECK, queue }, { senders, seed, from: 3000, until: 11_000 })
  const equal = run.goodput / 1e6 / senders
  const bars = run.shares.map(({ name, rate }) => ({ name, value: rate / 1e6, formula: equal }))
  const figure = barFigure(bars, {
    measure: 'Mbit/s',
    formula: 'an equal share',
    title: `${senders} senders share 10 Mbit/s, though nobody divides it among them`,
  })
  return withData(figure, run)
}

export interface TryingHarderParameters {
  /** How many bottlenecks stand in a row. */
  bottlenecks?: number
  /** How many packets may wait before each of them. */
  queue?: number
}

/** What all deliver together, in Mbit/s, at each window of so many segments: without any control, and with New Reno's. */
export interface TryingHarder {
  wild: Point[]
  tame: Point[]
}

const EFFORTS: readonly number[] = [10, 20, 30, 40, 50, 90, 180]

/** One sender through several bottlenecks, at each of them one that needs only that, and windows that grow. @see RFC 2914 §5 */
export function tryingHarder({
  bottlenecks = 2,
  queue = BOTTLENECK.queue,
}: TryingHarderParameters = {}): ShownFigure<TryingHarder> {
  const delivered = (congestion: CongestionName): Point[] =>
    EFFORTS.map((window) => {
      const options = { hops: bottlenecks, congestion, window, from: 1500, until: 2500 }
      return [window, sharingInSeries({ ...BOTTLENECK, queue }, options).goodput / 1e6]
    })
  const [wild, tame] = [delivered('none'), delivered('new-reno')]
  const figure = lineFigure(
    [
      { name: 'nobody holds back', points: wild },
      { name: 'New Reno', points: tame },
    ],
    {
      x: { name: 'window', unit: 'segments', from: 0 },
      y: { name: 'delivered by all', unit: 'Mbit/s' },
      title: 'With larger windows more is delivered up to a point; then, if nobody holds back, less',
    },
  )
  return withData(figure, { wild, tame })
}
