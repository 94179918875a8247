/** §2 (3) in pictures: the figures of lesson 2.0.3, each a pure function of its parameters. */
import {
  barFigure,
  cwndFigure,
  ladderFigure,
  lineFigure,
  type Point,
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

export { type QueueParameters, routersQueue, sawtooth } from './sawtooth.ts'

const SAYS = {
  tahoe: 'Tahoe',
  reno: 'Reno',
  'new-reno': 'New Reno',
  cubic: 'CUBIC',
  bbr: 'BBR',
  sender: 'sender',
  program: 'program',
  muchToSend: 'has much to send',
  tcp: 'TCP',
  howFast: 'how fast may it send?',
  router: 'router',
  queue: 'queue',
  places: (queue: number) => `${queue} packets may wait`,
  receiver: 'receiver',
  receiveBuffer: 'receive buffer',
  megabytes: 'room for megabytes',
  fast: 'fast',
  rate: (rate: number) => `${rate} Mbit/s`,
  emptyTitle: 'Nobody tells the sender how fast the line is, nor how many packets may wait',
  empty: (queue: number, rate: number) =>
    `A sender with much to send, a router before which ${queue} packets may wait, behind it a line of ${rate} Mbit/s, ` +
    'and a receiver with room for megabytes. Nothing has been sent yet.',
  oneOfTwelve: (lost: number) => `Twelve segments are sent; number ${lost} is lost, and is sent again`,
  time: 'time',
  ms: 'ms',
  window: 'window',
  segments: 'segments',
  tahoeAndReno: 'After one loss Tahoe begins at one segment, and Reno goes on with half',
  longWay: (rtt: number, name: string) => `On a way of ${rtt} ms, ${name} climbs back to where it lost something`,
  secondSender: (comes: number) => `A second sender comes after ${comes} s, and the two share the line`,
  mbit: 'Mbit/s',
  equalShare: 'an equal share',
  manySenders: (senders: number) => `${senders} senders share 10 Mbit/s, though nobody divides it among them`,
  nobodyHoldsBack: 'nobody holds back',
  delivered: 'delivered by all',
  tryingHarder: 'With larger windows more is delivered up to a point; then, if nobody holds back, less',
} as const

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
        name: SAYS.sender,
        kind: 'host',
        inside: [
          { id: 'program', name: SAYS.program, kind: 'program', note: SAYS.muchToSend },
          { id: 'tcp', name: SAYS.tcp, kind: 'socket', note: SAYS.howFast },
        ],
      },
      {
        id: 'router',
        name: SAYS.router,
        kind: 'router',
        inside: [{ id: 'queue', name: SAYS.queue, kind: 'queue', places: queue, taken: 0, note: SAYS.places(queue) }],
      },
      {
        id: 'receiver',
        name: SAYS.receiver,
        kind: 'host',
        inside: [{ id: 'buffer', name: SAYS.receiveBuffer, kind: 'buffer', note: SAYS.megabytes }],
      },
    ],
    links: [
      { from: 'program', to: 'tcp', kind: 'call' },
      { from: 'sender', to: 'router', kind: 'wire', label: SAYS.fast },
      { from: 'router', to: 'receiver', kind: 'wire', label: SAYS.rate(rate) },
    ],
  }
  return sceneFigure(scene, {
    title: SAYS.emptyTitle,
    description: SAYS.empty(queue, rate),
  })
}

/** Those that keep a congestion window. */
type Algorithm = Exclude<CongestionName, 'none'>

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
    title: SAYS.oneOfTwelve(lost),
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
      brief: true,
      receiver: { receiveBuffer: window * SEGMENT },
    })
  const runs = { tahoe: runOf('tahoe'), reno: runOf('reno') }
  const series = (['tahoe', 'reno'] as const).map((name) => ({
    name: SAYS[name],
    points: windowsBySeries(runs[name]),
  }))
  const figure = lineFigure(series, {
    x: { name: SAYS.time, unit: SAYS.ms },
    y: { name: SAYS.window, unit: SAYS.segments },
    title: SAYS.tahoeAndReno,
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
    title: SAYS.longWay(rtt, SAYS[algorithm]),
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
    title: SAYS.secondSender(comes),
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
    measure: SAYS.mbit,
    formula: SAYS.equalShare,
    title: SAYS.manySenders(senders),
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

const EFFORTS: readonly number[] = [10, 30, 50, 90, 180]

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
      { name: SAYS.nobodyHoldsBack, points: wild },
      { name: SAYS['new-reno'], points: tame },
    ],
    {
      x: { name: SAYS.window, unit: SAYS.segments, from: 0 },
      y: { name: SAYS.delivered, unit: SAYS.mbit },
      title: SAYS.tryingHarder,
    },
  )
  return withData(figure, { wild, tame })
}
