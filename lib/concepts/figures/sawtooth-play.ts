/** §2 (3): what a reader can do with the sawtooth of lesson 2.0.3, and the other views of its run. */
import {
  type Challenge,
  type ChartArea,
  type ChartFigure,
  type ChartMark,
  lineFigure,
  type Pictured,
  type Play,
  type PlayAction,
  type PlayFact,
  type PlayView,
  type Point,
  plain,
  queueFigure,
  type Target,
  timeColumns,
} from '../../draw/index.ts'
import type { CongestionName } from '../../tcp/index.ts'
import { count, list } from '../../words.ts'
import { SEGMENT } from '../congestion-control.ts'
import { PACKET_LENGTH } from '../flow.ts'
import type { OneQueue, QueueUser } from '../one-queue.ts'

const SAYS = {
  dropped: '×',
  drop: (seconds: string) => `drop a packet at ${seconds} s`,
  keep: (seconds: string) => `let the packet at ${seconds} s through`,
  at: (seconds: string) => `at ${seconds} s`,
  planeAt: (seconds: string, first: string, second: string) =>
    `at ${seconds} s: the first has ${first} segments, the second ${second}`,
  another: 'Another sender begins at',
  seconds: (seconds: number) => `${seconds} s`,
  fourAtMost: 'Four senders share the line already.',
  try: 'Try',
  shallow: 'a queue of 5',
  deep: 'a queue of 300',
  two: 'two senders',
  wild: 'four that do not hold back',
  queue: 'The queue before the line',
  roundTrip: 'The round trip',
  roundTripAxis: 'round trip',
  plane: 'Two windows against each other',
  planeTitle: 'Each loss brings the two windows nearer to the diagonal',
  roundTripTitle: 'Each packet that waits makes the round trip longer',
  queueTitle: 'The queue before the bottleneck fills and empties with the windows',
  wait: 'of a packet sent now',
  smoothed: 'smoothed, SRTT',
  empty: 'the empty way',
  time: 'time',
  ms: 'ms',
  segments: 'segments',
  firstWindow: 'window of the first',
  secondWindow: 'window of the second',
  theWay: 'both windows',
  equal: 'equal',
  numbers: 'In numbers',
  delivered: 'Delivered',
  mbit: (rate: string) => `${rate} Mbit/s`,
  steady: 'Of the line, since the first second',
  percent: (share: string) => `${share} %`,
  full: 'Packets that found the queue full',
  longest: 'Longest wait in the queue',
  milliseconds: (time: string) => `${time} ms`,
  copies: 'Bytes sent for each byte delivered',
  carries: (share: string) => `Since the first second the line carries new data for ${share} % of the time.`,
  each: (rates: string) => `The senders get ${rates} Mbit/s.`,
  copied: (copies: string) => `Each byte is sent ${copies} times, counted with headers.`,
  dropsAndWaits: (full: string, wait: string) => `${full}; the longest wait is ${wait} ms.`,
  packetFound: 'packet finds the queue full',
  packetsFind: 'packets find the queue full',
  byHand: (packets: string) => `You have dropped ${packets}.`,
  packet: 'packet',
  ask: (limit: string) =>
    `Find a queue and an algorithm with which the line always carries new data after the first second, and no packet waits longer than ${limit} ms, four fifths of an empty round trip.`,
  told: (queue: number, wait: string) =>
    `With ${queue} places the line is never idle, and the longest wait is ${wait} ms. A sender that gives up less of its window at a loss needs a smaller queue.`,
} as const

/** What a reader can set, all of it a part of one run. */
export interface QueueParameters {
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** Of the bottleneck, in Mbit/s. */
  rate?: number
  /** Milliseconds there and back on an empty way. */
  rtt?: number
  /** What the senders keep their windows by; `none`: nobody holds back. */
  algorithm?: CongestionName
  /** When further senders begin, in seconds; the first begins at 0. */
  starts?: readonly number[]
  /** When a packet is dropped on its way out of the queue, in tenths of a second. */
  drops?: readonly number[]
}

type QueueSettings = Required<QueueParameters>

const SIX_SECONDS = 6000
const SENDERS = 4
const MOST_DROPS = 12
/** So much of what the line can carry is all of it: what is repaired arrives late. */
const ALWAYS = 0.998

/** Below this width columns are wider, for fingers. */
const FINE_COLUMNS = 480
const dropStep = (width: number): number => (width < FINE_COLUMNS ? 200 : 100)
const asSeconds = (time: number): string => plain(time / 1000)
const linkToMoment = (time: number): string => `t${Math.round(time)}`

/** @param figure the picture, whose columns of time are pressed */
export function playOfQueue(run: OneQueue, settings: QueueSettings, figure: ChartFigure): Play {
  return {
    targets: (width) => dropColumns(figure.area(width), width, settings.drops),
    actions: queueActions(settings),
    views: viewsOf(run, settings),
    challenge: challengeOf(run, settings),
    said: saidOfQueue(run, settings),
  }
}

/** What was dropped by hand, for a chart over time. */
export function dropMarks({ byHand }: Pick<OneQueue, 'byHand'>): ChartMark[] {
  return byHand.map((time) => ({ time, text: SAYS.dropped }))
}

/** Columns of time. With `drops` a press drops a packet there, or lets those through that were dropped. */
function dropColumns(area: ChartArea, width: number, drops?: readonly number[]): Target[] {
  const columns = timeColumns(area, { from: 0, until: SIX_SECONDS, step: dropStep(width) })
  return columns.flatMap(({ from, to, line: shape }): Target[] => {
    const link = linkToMoment(from)
    if (!drops) return [{ shape, isLine: true, label: SAYS.at(asSeconds(from)), link }]
    const rest = drops.filter((tenths) => tenths * 100 < from || tenths * 100 >= to)
    const isOn = rest.length < drops.length
    // Nothing is sent at 0 but the SYN.
    const tenths = Math.max(1, Math.round(from / 100))
    const set = { drops: isOn ? rest : [...drops, tenths].slice(-MOST_DROPS) }
    const label = isOn ? SAYS.keep(asSeconds(from)) : SAYS.drop(asSeconds(tenths * 100))
    return [{ shape, isLine: true, label, set, isOn, link }]
  })
}

function queueActions({ starts, algorithm }: QueueSettings): PlayAction[] {
  const others = [0, 1, 2, 3, 4, 5].map((seconds): PlayAction => {
    const isOn = starts.includes(seconds)
    const chosen = isOn ? starts.filter((start) => start !== seconds) : [...starts, seconds]
    const action = { label: SAYS.seconds(seconds), group: SAYS.another }
    if (!isOn && starts.length >= SENDERS - 1) return { ...action, isOff: SAYS.fourAtMost }
    return { ...action, set: { starts: chosen }, isOn }
  })
  const tries = [
    { label: SAYS.shallow, set: { queue: 5, starts: [], algorithm: tamed(algorithm) } },
    { label: SAYS.deep, set: { queue: 300, starts: [], algorithm: tamed(algorithm) } },
    { label: SAYS.two, set: { queue: 34, starts: [2], algorithm: tamed(algorithm) } },
    { label: SAYS.wild, set: { queue: 34, starts: [1, 2, 3], algorithm: 'none' } },
  ].map((action) => ({ ...action, group: SAYS.try }))
  return [...tries, ...others]
}

const tamed = (algorithm: QueueSettings['algorithm']): string => (algorithm === 'none' ? 'new-reno' : algorithm)

function viewsOf(run: OneQueue, settings: QueueSettings): PlayView[] {
  const { flow, link, users } = run
  const queue = queueFigure(flow.trace, {
    link,
    capacity: settings.queue,
    from: 0,
    until: SIX_SECONDS,
    title: SAYS.queueTitle,
    marks: dropMarks(run),
  })
  return [
    ...(users.length === 2 ? [{ name: SAYS.plane, figure: plane(users, settings) }] : []),
    { name: SAYS.queue, figure: pointedAt(queue) },
    { name: SAYS.roundTrip, figure: pointedAt(roundTrips(run, settings)) },
    { name: SAYS.numbers, facts: queueFacts(run) },
  ]
}

/** The chart, with columns that point to their likes in other views. */
function pointedAt(figure: ChartFigure): Pictured {
  return {
    svg: (width) => figure.svg(width),
    get sentence() {
      return figure.sentence
    },
    play: { targets: (width) => dropColumns(figure.area(width), width) },
  }
}

/** How long a packet that is sent now is under way with its acknowledgment, and what the first sender reckons with. */
function roundTrips({ lengths, users, byHand }: OneQueue, { rate, rtt }: QueueSettings): ChartFigure {
  const marks = dropMarks({ byHand })
  const sending = (PACKET_LENGTH * 8) / (rate * 1000)
  const waits = lengths.map(({ time, packets }): Point => [time, rtt + sending * (packets + 1)])
  const smoothed: Point[] = []
  for (const { time, srtt } of users[0]!.samples)
    if (srtt !== undefined && srtt !== smoothed.at(-1)?.[1]) smoothed.push([time, srtt])
  return lineFigure(
    [
      { name: SAYS.wait, points: waits, as: 'steps' },
      { name: SAYS.smoothed, points: smoothed, as: 'steps' },
      {
        name: SAYS.empty,
        points: [
          [0, rtt + sending],
          [SIX_SECONDS, rtt + sending],
        ],
      },
    ],
    {
      x: { name: SAYS.time, unit: SAYS.ms, from: 0, to: SIX_SECONDS },
      y: { name: SAYS.roundTripAxis, unit: SAYS.ms },
      title: SAYS.roundTripTitle,
      marks,
    },
  )
}

/** One window across, the other upwards, every 20 ms from when there are two: where both are equal is the diagonal. */
function plane([first, second]: readonly QueueUser[], { algorithm, starts }: QueueSettings): Pictured {
  const begin = starts[0]! * 1000
  const [across, upwards] = [first!, second!].map((user) => everyTwenty(user, algorithm === 'none', begin))
  const points = across!.map((x, at): Point => [x, upwards![at]!])
  const most = Math.max(1, ...across!, ...upwards!) * 1.05
  const figure = lineFigure(
    [
      { name: SAYS.theWay, points, as: 'line' },
      {
        name: SAYS.equal,
        points: [
          [0, 0],
          [most, most],
        ],
      },
    ],
    {
      x: { name: SAYS.firstWindow, unit: SAYS.segments, from: 0, to: most },
      y: { name: SAYS.secondWindow, unit: SAYS.segments, from: 0, to: most },
      height: 400,
      title: SAYS.planeTitle,
    },
  )
  const targets = (width: number): Target[] => {
    const area = figure.area(width)
    const step = dropStep(width)
    return Array.from({ length: Math.floor(SIX_SECONDS / step) }, (_, index) => index * step).flatMap((time) => {
      const point = points[(time - begin) / 20]
      if (!point) return []
      const [x, y] = area.place(point).map((value) => Math.round(value * 10) / 10)
      const label = SAYS.planeAt(asSeconds(time), plain(point[0]), plain(point[1]))
      return { shape: `M${x! - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z`, label, link: linkToMoment(time) }
    })
  }
  return {
    svg: (width) => figure.svg(width),
    get sentence() {
      return figure.sentence
    },
    play: { targets },
  }
}

/** A sender's window at every 20 ms, in segments. */
function everyTwenty({ samples }: QueueUser, isWild: boolean, begin: number): number[] {
  const values: number[] = []
  let next = 0
  let value = 0
  for (let time = begin; time <= SIX_SECONDS; time += 20) {
    for (; next < samples.length && samples[next]!.time <= time; next++) {
      const { cwnd = 0, flight } = samples[next]!
      value = (isWild ? flight : cwnd) / SEGMENT
    }
    values.push(Math.round(value * 10) / 10)
  }
  return values
}

const mbitOf = (rate: number): string => (rate / 1e6).toFixed(2)
const percentOfLine = (share: number): string => plain(Math.min(100, share * 100))

function queueFacts({ goodput, steady, full, longestWait, copies }: OneQueue): PlayFact[] {
  return [
    { name: SAYS.delivered, value: SAYS.mbit(mbitOf(goodput)) },
    { name: SAYS.steady, value: SAYS.percent(percentOfLine(steady)) },
    { name: SAYS.full, value: `${full.length}` },
    { name: SAYS.longest, value: SAYS.milliseconds(plain(longestWait)) },
    { name: SAYS.copies, value: plain(copies) },
  ]
}

function saidOfQueue(
  { users, full, byHand, longestWait, steady, copies }: OneQueue,
  { algorithm }: QueueSettings,
): string {
  const rates = users.map(({ delivered }) => mbitOf((delivered * 8000) / SIX_SECONDS))
  return [
    SAYS.carries(percentOfLine(steady)),
    ...(users.length > 1 ? [SAYS.each(list(rates))] : []),
    SAYS.dropsAndWaits(count(full.length, SAYS.packetFound, SAYS.packetsFind), plain(longestWait)),
    ...(byHand.length > 0 ? [SAYS.byHand(count(byHand.length, SAYS.packet))] : []),
    ...(algorithm === 'none' ? [SAYS.copied(plain(copies))] : []),
  ].join(' ')
}

function challengeOf({ steady, longestWait }: OneQueue, { rtt, queue, algorithm }: QueueSettings): Challenge {
  const limit = rtt * 0.8
  const isMet = algorithm !== 'none' && steady >= ALWAYS && longestWait <= limit
  return { ask: SAYS.ask(plain(limit)), isMet, told: SAYS.told(queue, plain(longestWait)) }
}
