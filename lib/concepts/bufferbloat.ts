/** §2 (3): one sender before a deep queue, and what everyone else on the way feels of it. */
import { AMOUNT, COUNT, check, checkOptions, NEEDED, POSITIVE, type Rules } from '../check.ts'
import { dumbbell, type QueueOptions, type Trace } from '../network/index.ts'
import { CONGESTION_NAMES, type CongestionName } from '../tcp/index.ts'
import type { Bottleneck } from './congestion-control.ts'
import { Flow } from './flow.ts'
import { Ping, type PingResult } from './ping.ts'

/** How the queue before the bottleneck is managed; with `codel-ecn` both ends use ECN, and CoDel marks. */
export const DISCIPLINES = ['drop-tail', 'codel', 'codel-ecn'] as const
export type Discipline = (typeof DISCIPLINES)[number]

/** The link whose queue it is. */
export const BOTTLENECK_LINK = 'a → b'

export interface BesideOptions {
  discipline?: Discipline
  /** Of the one that sends without end. Default CUBIC. */
  congestion?: CongestionName
  /** Virtual milliseconds: how long they run, and from when on is measured. Default 10,000 and 3,000. */
  until?: number
  from?: number
}

/** What one sender without end, and a `ping` beside it, got of a bottleneck. */
export interface Beside {
  pings: PingResult[]
  /** The middle one of the round trips from `from` on, in milliseconds. */
  typicalPing: number
  /** What the long flow delivered from `from` on, in bit/s. */
  goodput: number
  /** Packets that found the queue full, that CoDel dropped, and that it marked. */
  dropped: { full: number; codel: number }
  marked: number
  /** How often its sender reduced cwnd. */
  reductions: number
  /** Segments that it sent again. */
  resent: number
  trace: Trace
}

const BOTTLENECK_RULES: Rules<Bottleneck> = {
  ...{ rate: POSITIVE, rtt: AMOUNT, queue: COUNT },
  [NEEDED]: ['rate', 'rtt', 'queue'],
}
const BESIDE_RULES: Rules<BesideOptions> = {
  discipline: { oneOf: DISCIPLINES },
  congestion: { oneOf: CONGESTION_NAMES },
  until: POSITIVE,
  from: AMOUNT,
}

/** A long flow through a bottleneck, and a `ping` every 100 ms through the same one. */
export function pingBeside({ rate, rtt, queue }: Bottleneck, options: BesideOptions = {}): Beside {
  checkOptions('the bottleneck: ', { rate, rtt, queue }, BOTTLENECK_RULES)
  checkOptions('pingBeside: ', options, BESIDE_RULES)
  const { discipline = 'drop-tail', congestion = 'cubic', until = 10_000, from = 3_000 } = options
  check('pingBeside: until', until, { above: from })
  const { network, left, right } = dumbbell({
    bottleneck: { rate, delay: rtt / 2, queue: queueOf(discipline, queue) },
    access: {},
  })
  const ecn = discipline === 'codel-ecn'
  const flow = new Flow(network, left[0]!, right[0]!, {
    settings: { congestion, hystart: true, ecn: ecn ? 'ask' : 'off' },
    receiver: { ecn: ecn ? 'accept' : 'off' },
  })
  const ping = new Ping(left[1]!, right[1]!)
  network.run({ until: from })
  const before = flow.arrived
  network.run({ until })
  const trace = network.trace()
  return {
    pings: ping.results,
    typicalPing: middleOf(ping.results.filter(({ sent }) => sent >= from)),
    goodput: ((flow.arrived - before) * 8000) / (until - from),
    ...countedIn(trace),
    trace,
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

function countedIn(trace: Trace): Pick<Beside, 'dropped' | 'marked' | 'reductions' | 'resent'> {
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
