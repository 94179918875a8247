/** §2 (3): several senders, one bottleneck: what each infers of the path, how they share it, and what happens if none of them cares. */
import { AMOUNT, COUNT, check, checkOptions, NEEDED, POSITIVE, type Rules, SEED, SOME } from '../check.ts'
import {
  dumbbell,
  type Host,
  isData,
  type Link,
  type Network,
  nth,
  type ParkingLotOptions,
  parkingLot,
  pointToPoint,
  Random,
  type SampleEvent,
  type Script,
  samplesAt,
  type Trace,
} from '../network/index.ts'
import { CONGESTION_NAMES, type CongestionName, type ConnectionSettings } from '../tcp/index.ts'
import { Flow, PACKET_LENGTH, SEGMENT } from './flow.ts'

export { SEGMENT } from './flow.ts'

/** The narrow place on a way: bit/s, milliseconds there and back on an empty way, and how many packets may wait before it. */
export interface Bottleneck {
  rate: number
  rtt: number
  queue: number
}

export interface SingleFlowOptions {
  congestion?: CongestionName
  /** Bytes to send; by default, as many as there is time for. */
  data?: number
  /** Virtual milliseconds after which to stop watching. Default 10,000. */
  until?: number
  /** Data segments to lose, counted from 1, beside those that find the queue full. */
  lose?: readonly number[]
  /** Leave the packets out of the trace, which may be many. Default false. */
  brief?: boolean
  /** Of the sender's connection: `{ lossDetection: 'rack-tlp' }`, for example, has RACK-TLP find what is lost. */
  settings?: ConnectionSettings
  receiver?: ConnectionSettings
}

export interface SingleFlow {
  /** When all data were acknowledged, in milliseconds from the first of it on; `undefined` = not within the time. */
  duration: number | undefined
  received: number
  /** The sender's variables after each change. */
  readonly samples: SampleEvent[]
  trace: Trace
}

/** One sender through a bottleneck. */
export function singleFlow({ rate, rtt, queue }: Bottleneck, options: SingleFlowOptions = {}): SingleFlow {
  checkOptions('the bottleneck: ', { rate, rtt, queue }, BOTTLENECK_RULES)
  checkOptions('singleFlow: ', options, SINGLE_FLOW_RULES)
  const { congestion = 'new-reno', data, until = 10_000, lose = [] } = options
  for (const one of lose) check('singleFlow: lose', one, SOME)
  // A script costs each packet that it looks at.
  const script: Script | undefined = lose.length > 0 ? nth(lose, isData, 'drop') : undefined
  const { network, client, server } = pointToPoint({
    link: { rate, delay: rtt / 2, queue: { packets: queue }, ...(script && { script }) },
    back: { delay: rtt / 2 },
    record: { packets: options.brief !== true, queues: options.brief !== true },
  })
  const flow = new Flow(network, client, server, {
    ...(data !== undefined && { data, closes: false }),
    settings: { congestion, hystart: true, ...options.settings },
    ...(options.receiver && { receiver: options.receiver }),
  })
  network.run({ until, when: () => flow.acknowledged !== undefined })
  const trace = network.trace()
  const { acknowledged, opened, received } = flow
  let samples: SampleEvent[] | undefined
  return {
    duration: acknowledged === undefined ? undefined : acknowledged - (opened ?? 0),
    received,
    // Thousands of objects, which a chart of the trace needs none of.
    get samples(): SampleEvent[] {
      samples ??= samplesAt(trace, client.name).filter(({ cwnd }) => cwnd !== undefined)
      return samples
    },
    trace,
  }
}

/** cwnd in whole segments at each round trip after the connection is open. */
export function cwndByRound({ samples }: SingleFlow, rtt: number, rounds: number): number[] {
  const begin = samples[0]?.time ?? 0
  return Array.from({ length: rounds }, (_, round) => {
    const before = samples.filter(({ time }) => time < begin + (round + 1) * rtt - 1e-6)
    return Math.round((before.at(-1)?.cwnd ?? 0) / SEGMENT)
  })
}

export interface SharingOptions {
  senders: number
  /** Of all of them, or one after the other, the last for those that remain. Default NewReno. */
  congestion?: CongestionName | readonly CongestionName[]
  /** Virtual milliseconds: how long they run, and from when on is measured. Default 20,000 and 0. */
  until?: number
  from?: number
  /** When each begins; by default, at random within the first half second. */
  starts?: readonly number[]
  /** The receivers' window, in segments. Default: more than ever fits. */
  window?: number
  seed?: number
  /** Keep a trace of the packets. Default false. */
  record?: boolean
  /** Of every sender's connection. */
  settings?: ConnectionSettings
}

export interface Share {
  name: string
  /** Bytes that arrived since `from`, each counted once. */
  delivered: number
  /** The same, in bit/s. */
  rate: number
  /** Bytes that its sender put on the network since `from`. */
  sent: number
}

export interface Sharing {
  shares: Share[]
  /** All together, in bit/s. */
  goodput: number
  /** Bytes sent for each byte delivered, headers included. */
  copies: number
  /** Which share of the time each bottleneck was busy. */
  busy: number[]
  trace: Trace
}

/** Several senders, each to a receiver of its own, through one bottleneck. */
export function sharing(way: Bottleneck, options: SharingOptions): Sharing {
  checkSharing('sharing: ', way, options, { ...SHARING_RULES, senders: SOME, starts: 'any' })
  const { network, left, right, bottleneck } = dumbbell({ pairs: options.senders, ...topologyOf(way, options) })
  const pairs = left.map((source, at) => ({ source, sink: right[at]! }))
  return measured(network, [bottleneck.forward], pairs, options)
}

export interface SeriesOptions extends Omit<SharingOptions, 'senders' | 'starts'> {
  /** How many bottlenecks. Default 2. */
  hops?: number
}

/** One long way through several bottlenecks, and at each of them somebody who needs only that one. The long one comes first. */
export function sharingInSeries(way: Bottleneck, options: SeriesOptions = {}): Sharing {
  checkSharing('sharingInSeries: ', way, options, { ...SHARING_RULES, hops: SOME })
  const lot = parkingLot({ hops: options.hops ?? 2, ...topologyOf(way, options) })
  const bottlenecks = lot.bottlenecks.map(({ forward }) => forward)
  return measured(lot.network, bottlenecks, [lot, ...lot.cross], options)
}

export const BOTTLENECK_RULES: Rules<Bottleneck> = {
  ...{ rate: POSITIVE, rtt: AMOUNT, queue: COUNT },
  [NEEDED]: ['rate', 'rtt', 'queue'],
}
const SINGLE_FLOW_RULES: Rules<SingleFlowOptions> = {
  congestion: { oneOf: CONGESTION_NAMES },
  data: COUNT,
  until: AMOUNT,
  lose: 'any',
  brief: 'flag',
  settings: 'any',
  receiver: 'any',
}
const SHARING_RULES: Rules<Omit<SharingOptions, 'senders' | 'starts'>> = {
  congestion: 'any',
  until: POSITIVE,
  from: AMOUNT,
  window: SOME,
  seed: SEED,
  record: 'flag',
  settings: 'any',
}

type CommonSharing = Omit<SharingOptions, 'senders'>

function checkSharing<Options extends CommonSharing>(
  owner: string,
  { rate, rtt, queue }: Bottleneck,
  options: Options,
  rules: Rules<Options>,
): void {
  checkOptions('the bottleneck: ', { rate, rtt, queue }, BOTTLENECK_RULES)
  checkOptions(owner, options, rules)
  // What no rule of one option alone can say.
  const { congestion = [], from = 0, until = 20_000, starts = [] } = options
  for (const name of [congestion].flat()) check(`${owner}congestion`, name, { oneOf: CONGESTION_NAMES })
  for (const start of starts) check(`${owner}starts`, start, AMOUNT)
  check(`${owner}until`, until, { above: from })
}

function topologyOf(
  { rate, rtt, queue }: Bottleneck,
  { seed = 1, record = false }: CommonSharing,
): Omit<ParkingLotOptions, 'hops'> {
  return {
    seed,
    record: record && { samples: false, states: false, timers: false, queues: false },
    bottleneck: { rate, delay: rtt / 2, queue: { packets: queue } },
    // Without a little chance in the arrivals, drop-tail queues favour whoever happens to be in step.
    access: { rate: 10 * rate, jitter: (PACKET_LENGTH * 8000) / rate },
  }
}

/** Senders without any control do not adapt their timeout either: what is not acknowledged within it is sent again. */
export const FIXED_TIMEOUT: ConnectionSettings = { initialRto: 100, minRto: 100, maxRto: 100 }

/** Has each pair begin, by default at random within the first half second, and measures. */
function measured(
  network: Network,
  bottlenecks: readonly Link[],
  pairs: readonly { source: Host; sink: Host }[],
  options: CommonSharing,
): Sharing {
  const { congestion = [], from = 0, until = 20_000, starts, window, seed = 1 } = options
  const random = new Random(seed)
  const names = [congestion].flat()
  const flows = pairs.map(({ source, sink }, at) => {
    const name = names[at] ?? names.at(-1) ?? 'new-reno'
    return new Flow(network, source, sink, {
      start: starts?.[at] ?? 500 * random.uniform(),
      settings: { congestion: name, hystart: true, ...(name === 'none' && FIXED_TIMEOUT), ...options.settings },
      ...(window !== undefined && { receiver: { receiveBuffer: window * SEGMENT } }),
    })
  })
  network.run({ until: from })
  const before = flows.map(({ arrived, sent }) => ({ arrived, sent }))
  const carried = bottlenecks.map(({ sentBytes }) => sentBytes)
  network.run({ until })
  const shares = flows.map(({ name, arrived, sent }, at) => {
    const delivered = arrived - before[at]!.arrived
    return { name, delivered, rate: (delivered * 8000) / (until - from), sent: sent - before[at]!.sent }
  })
  const delivered = shares.reduce((sum, share) => sum + share.delivered, 0)
  const sent = shares.reduce((sum, share) => sum + share.sent, 0)
  return {
    shares,
    goodput: (delivered * 8000) / (until - from),
    copies: sent / delivered,
    busy: bottlenecks.map(({ sentBytes, rate }, at) => ((sentBytes - carried[at]!) * 8000) / rate / (until - from)),
    trace: network.trace(),
  }
}
