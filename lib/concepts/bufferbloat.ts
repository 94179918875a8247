/** §2 (3): one sender before a deep queue, and what everyone else on the way feels of it. */
import { AMOUNT, check, checkOptions, NEEDED, POSITIVE, type Rules, SOME } from '../check.ts'
import { dumbbell, type PacketEvent, pointToPoint, type QueueOptions, type Trace } from '../network/index.ts'
import { CONGESTION_NAMES, type CongestionName, type ConnectionSettings } from '../tcp/index.ts'
import { BOTTLENECK_RULES, type Bottleneck } from './congestion-control.ts'
import { Flow, SEGMENT } from './flow.ts'
import { Ping, type PingResult } from './ping.ts'

/** How the queue before the bottleneck is managed; with `codel-ecn` both ends use ECN, and CoDel marks. */
export const DISCIPLINES = ['drop-tail', 'codel', 'codel-ecn'] as const
export type Discipline = (typeof DISCIPLINES)[number]

export interface BesideOptions {
  discipline?: Discipline
  /** Of the one that sends without end. Default CUBIC. */
  congestion?: CongestionName
  /** Virtual milliseconds: how long they run, and from when on is measured. Default 10,000 and 3,000. */
  until?: number
  from?: number
  /** Virtual milliseconds from one `ping` to the next. Default 100. */
  every?: number
  /** Leave everything out of the trace, which takes a third of the time. Default false. */
  brief?: boolean
  /** Of the sender's connection: `{ lossDetection: 'rack-tlp' }`, for example, has RACK-TLP find what is lost. */
  settings?: ConnectionSettings
}

/** What one sender without end, and a `ping` beside it, got of a bottleneck. */
export interface Beside {
  pings: PingResult[]
  /** The middle one of the round trips from `from` on, and the longest of all, in milliseconds. */
  typicalPing: number
  longestPing: number
  /** What the long flow delivered from `from` on, in bit/s. */
  goodput: number
  trace: Trace
}

/** What befell the packets of a flow before a bottleneck. */
export interface QueueTally {
  /** Packets that found the queue full, that CoDel dropped, and that it marked. */
  dropped: { full: number; codel: number }
  marked: number
  /** How often the sender reduced cwnd. */
  reductions: number
  /** Segments that it sent again. */
  resent: number
}

const BESIDE_RULES: Rules<BesideOptions> = {
  discipline: { oneOf: DISCIPLINES },
  congestion: { oneOf: CONGESTION_NAMES },
  until: POSITIVE,
  from: AMOUNT,
  every: POSITIVE,
  brief: 'flag',
  settings: 'any',
}

/** A long flow through a bottleneck, and a `ping` every so often through the same one. */
export function pingBeside({ rate, rtt, queue }: Bottleneck, options: BesideOptions = {}): Beside {
  checkOptions('the bottleneck: ', { rate, rtt, queue }, BOTTLENECK_RULES)
  checkOptions('pingBeside: ', options, BESIDE_RULES)
  const { discipline = 'drop-tail', congestion = 'cubic', until = 10_000, from = 3_000, every, settings } = options
  check('pingBeside: until', until, { above: from })
  const { network, left, right } = dumbbell({
    bottleneck: { rate, delay: rtt / 2, queue: queueOf(discipline, queue) },
    access: {},
    record: options.brief !== true,
  })
  const ecn = discipline === 'codel-ecn'
  const flow = new Flow(network, left[0]!, right[0]!, {
    settings: { congestion, hystart: true, ecn: ecn ? 'ask' : 'off', ...settings },
    receiver: { ecn: ecn ? 'accept' : 'off' },
  })
  const ping = new Ping(left[1]!, right[1]!, every === undefined ? {} : { every })
  network.run({ until: from })
  const before = flow.arrived
  network.run({ until })
  return {
    pings: ping.results,
    typicalPing: middleOf(ping.results.filter(({ sent }) => sent >= from)),
    longestPing: Math.max(...ping.results.map(({ roundTrip = 0 }) => roundTrip)),
    goodput: ((flow.arrived - before) * 8000) / (until - from),
    trace: network.trace(),
  }
}

function queueOf(discipline: Discipline, packets: number): QueueOptions {
  if (discipline === 'drop-tail') return { packets }
  return { packets, discipline: 'codel', ecn: discipline === 'codel-ecn' }
}

function middleOf(pings: readonly PingResult[]): number {
  const times = pings.flatMap(({ roundTrip }) => (roundTrip === undefined ? [] : [roundTrip])).sort((a, b) => a - b)
  return times[times.length >> 1] ?? Number.NaN
}

/** Counts what a trace with packets tells of them. */
export function queueTally(trace: Trace): QueueTally {
  const counted = { dropped: { full: 0, codel: 0 }, marked: 0, reductions: 0, resent: 0 }
  for (const event of trace.events) {
    if (event.type === 'sender') {
      if (event.what === 'congestion-marked' || event.what === 'fast-retransmit') counted.reductions++
    } else if (event.type !== 'packet') continue
    else if (event.what === 'sent') counted.resent += event.retransmission ? 1 : 0
    else {
      if (event.reason === 'queue full') counted.dropped.full++
      if (event.reason === 'CoDel') counted.dropped.codel++
      if (event.marked) counted.marked++
    }
  }
  return counted
}

export interface MarkedOptions {
  /** bit/s, and milliseconds there and back on an empty way. */
  rate: number
  rtt: number
  /** The receiver's window, in segments: so much stands in the queue, and on the way. */
  window: number
}

/** One flow that uses ECN, up to where its first mark has been answered. */
export interface FirstMark {
  /** When the first packet was sent that was marked, when it was marked, when the sender heard of it, and when the first data with CWR arrived. */
  sent: number
  marked: number
  echoed: number
  answered: number
  /** cwnd in segments before and after. */
  before: number
  after: number
  trace: Trace
}

const MARKED_RULES: Rules<MarkedOptions> = {
  ...{ rate: POSITIVE, rtt: AMOUNT, window: SOME },
  [NEEDED]: ['rate', 'rtt', 'window'],
}
/** Milliseconds within which a standing queue is marked, whatever the way. */
const PATIENCE = 10_000

/**
 * A flow whose window stands in a queue that CoDel manages, until a packet of it is marked, the receiver has echoed that, and
 * the sender has answered (RFC 3168 §6.1.2, §6.1.3).
 *
 * @throws RangeError where the window does not make a queue stand, so nothing is marked
 */
export function firstMark(options: MarkedOptions): FirstMark {
  checkOptions('firstMark: ', options, MARKED_RULES)
  const { rate, rtt, window } = options
  const { network, client, server } = pointToPoint({
    link: { rate, delay: rtt / 2, queue: queueOf('codel-ecn', 1000) },
    back: { delay: rtt / 2 },
  })
  const settings = { congestion: 'new-reno', ecn: 'ask' } as const
  new Flow(network, client, server, { settings, receiver: { ecn: 'accept', receiveBuffer: window * SEGMENT } })
  network.run({ until: PATIENCE })
  const trace = network.trace()
  const packets = trace.events.filter((event): event is PacketEvent => event.type === 'packet')
  const mark = packets.find(({ marked }) => marked)
  if (!mark?.marked) {
    throw new RangeError(
      `firstMark: a window of ${window} segments makes no queue stand on this way: give a larger one.`,
    )
  }
  const after = (since: number, holds: (event: PacketEvent) => boolean | undefined): number =>
    packets.find((event) => event.time > since && event.what === 'delivered' && holds(event))?.time ?? trace.end
  const echoed = after(mark.time, ({ segment }) => segment?.flags.ece)
  const windows = trace.events.flatMap((event) =>
    event.type === 'sample' && event.host === client.name ? [{ time: event.time, cwnd: event.cwnd ?? 0 }] : [],
  )
  return {
    sent: packets.find(({ id }) => id === mark.id)!.time,
    marked: mark.marked.time,
    echoed,
    answered: after(echoed, ({ segment }) => segment?.flags.cwr),
    before: (windows.findLast(({ time }) => time < echoed)?.cwnd ?? 0) / SEGMENT,
    after: (windows.findLast(({ time }) => time <= echoed)?.cwnd ?? 0) / SEGMENT,
    trace,
  }
}
