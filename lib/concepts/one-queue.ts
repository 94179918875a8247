/** §2 (3): one sender before a bottleneck, or a few that come one after the other, and packets dropped by hand. */
import { AMOUNT, check, checkOptions, type Rules } from '../check.ts'
import {
  dropsAt,
  dumbbell,
  type Host,
  isData,
  type Link,
  longestQueue,
  type Network,
  pointToPoint,
  type QueueLength,
  queueLengths,
  type SampleEvent,
  samplesAt,
} from '../network/index.ts'
import { CONGESTION_NAMES, type CongestionName, type ConnectionSettings } from '../tcp/index.ts'
import { BOTTLENECK_RULES, type Bottleneck, FIXED_TIMEOUT, type SingleFlow } from './congestion-control.ts'
import { Flow, PACKET_LENGTH, SEGMENT } from './flow.ts'

export interface OneQueueOptions {
  /** Of all senders. Default New Reno. */
  congestion?: CongestionName
  /** When further senders begin, in virtual milliseconds; the first begins at 0. */
  starts?: readonly number[]
  /** When the next packet with data that goes out of the queue is dropped, in virtual milliseconds. */
  drops?: readonly number[]
  /** Virtual milliseconds after which to stop watching. Default 6,000. */
  until?: number
}

/** One of the senders. */
export interface QueueUser {
  name: string
  /** Its variables after each change: made of the trace when somebody asks. */
  readonly samples: SampleEvent[]
  /** Bytes that have arrived, each counted once. */
  delivered: number
}

/** What senders made of a queue. */
export interface OneQueue {
  /** The first sender's, as `singleFlow` has it; all that was read counts as received. */
  flow: SingleFlow
  users: QueueUser[]
  /** `left → right`: the link behind the queue. */
  link: string
  /** Packets before the bottleneck, after each change. */
  readonly lengths: QueueLength[]
  /** When a packet found the queue full, and when one was dropped by hand. */
  full: number[]
  byHand: number[]
  /** The longest that a packet waited for those before it, in milliseconds. */
  longestWait: number
  /** Bytes sent for each byte delivered, headers included. */
  copies: number
  /** All that was delivered, in bit/s; and since the first second, as a share of what the line can. */
  goodput: number
  steady: number
}

const ONE_QUEUE_RULES: Rules<OneQueueOptions> = {
  congestion: { oneOf: CONGESTION_NAMES },
  starts: 'any',
  drops: 'any',
  until: AMOUNT,
}

/** Slow start has overshot by then. */
const SETTLED = 1000

/** In segments, of a receiver whose sender does not hold back. */
const WILD_WINDOW = 90

/** A bottleneck with a queue, and one sender or a few. @throws RangeError for a time that cannot be */
export function oneQueue({ rate, rtt, queue }: Bottleneck, options: OneQueueOptions = {}): OneQueue {
  checkOptions('the bottleneck: ', { rate, rtt, queue }, BOTTLENECK_RULES)
  checkOptions('oneQueue: ', options, ONE_QUEUE_RULES)
  const { congestion = 'new-reno', starts = [], drops = [], until = 6000 } = options
  for (const time of [...starts, ...drops]) check('oneQueue: a time', time, AMOUNT)
  const { network, pairs, link } = wayFor({ rate, rtt, queue }, starts.length)
  const isWild = congestion === 'none'
  const flows = pairs.map(
    ([source, sink], at) =>
      new Flow(network, source, sink, {
        start: at === 0 ? 0 : starts[at - 1]!,
        settings: { congestion, hystart: true, ...(isWild && FIXED_TIMEOUT) },
        ...(isWild && { receiver: { receiveBuffer: WILD_WINDOW * SEGMENT } satisfies ConnectionSettings }),
      }),
  )
  const byHand: number[] = []
  for (const time of drops) network.at(time, () => dropNext(link, byHand))
  const deliveredBy = (): number => flows.reduce((sum, { arrived }) => sum + arrived, 0)
  const middle = Math.min(SETTLED, until)
  network.run({ until: middle })
  const before = deliveredBy()
  network.run({ until })
  const received = deliveredBy()
  const trace = network.trace()
  const lengths = atFirst(() => queueLengths(trace, link.name))
  const users = flows.map(({ name, arrived }): QueueUser => {
    const samples = atFirst(() => samplesAt(trace, name))
    return {
      name,
      get samples(): SampleEvent[] {
        return samples()
      },
      delivered: arrived,
    }
  })
  const ofFirst = atFirst(() => users[0]!.samples.filter(({ cwnd }) => cwnd !== undefined))
  return {
    flow: {
      duration: undefined,
      received: flows.reduce((sum, flow) => sum + flow.received, 0),
      get samples(): SampleEvent[] {
        return ofFirst()
      },
      trace,
    },
    users,
    link: link.name,
    get lengths(): QueueLength[] {
      return lengths()
    },
    full: dropsAt(trace, link.name, 'queue full'),
    byHand,
    longestWait: longestQueue(trace, link.name) * ((PACKET_LENGTH * 8000) / rate),
    copies: flows.reduce((sum, { sent }) => sum + sent, 0) / Math.max(1, received),
    goodput: (received * 8000) / until,
    steady: ((received - before) * 8000 * PACKET_LENGTH) / (rate * SEGMENT) / Math.max(1, until - middle),
  }
}

/** Makes at the first call what all calls return. */
function atFirst<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

interface Way {
  network: Network
  pairs: [source: Host, sink: Host][]
  link: Link
}

/** Two hosts for one sender, as `singleFlow` has them; routers between for more. */
function wayFor({ rate, rtt, queue }: Bottleneck, more: number): Way {
  const link = { rate, delay: rtt / 2, queue: { packets: queue } }
  if (more === 0) {
    const record = { samples: ['client'] }
    const { network, client, server, forward } = pointToPoint({ link, back: { delay: rtt / 2 }, record })
    return { network, pairs: [[client, server]], link: forward }
  }
  const { network, left, right, bottleneck } = dumbbell({
    pairs: more + 1,
    record: { samples: Array.from({ length: more + 1 }, (_, at) => `left${at + 1}`) },
    bottleneck: link,
    // Without a little chance in the arrivals, drop-tail queues favour whoever happens to be in step.
    access: { rate: 10 * rate, jitter: (PACKET_LENGTH * 8000) / rate },
  })
  return { network, pairs: left.map((source, at) => [source, right[at]!]), link: bottleneck.forward }
}

/** Loses one packet with data, and looks at no other: a script costs each packet that it sees. */
function dropNext(link: Link, dropped: number[]): void {
  link.faults = {
    script: (passing) => {
      if (!isData(passing)) return undefined
      link.faults = {}
      dropped.push(passing.time)
      return 'drop'
    },
  }
}
