/** §2 (3): how long a sender waits before it sends again: what it measures of the way, what it makes of it, and what is no measurement. */
import { AMOUNT, checkOptions, POSITIVE, type Rules, SEED, SOME } from '../check.ts'
import {
  isData,
  nth,
  pointToPoint,
  type SampleEvent,
  type SegmentEvent,
  samplesAt,
  type Trace,
} from '../network/index.ts'
import type { ConnectionSettings } from '../tcp/index.ts'
import { Flow } from './flow.ts'
import { segmentsOf } from './helpers.ts'

export interface TimedFlowOptions {
  /** Milliseconds there and back, at least. */
  rtt?: number
  /** Each packet on the way there takes up to so many milliseconds more, at random. */
  jitter?: number
  /** How many messages of 1,000 bytes are sent, each a segment, and how many milliseconds apart. */
  messages?: number
  every?: number
  /** Data segments to lose, counted from 1, copies included. */
  lose?: readonly number[]
  /** Of the sender's connection. */
  settings?: ConnectionSettings
  seed?: number
}

/** A round trip that was measured, and what the sender has made of it, all in milliseconds. */
export interface Measurement extends Pick<SampleEvent, 'time' | 'rto'> {
  /** From the segment that was timed to its acknowledgment. */
  measured: number
  srtt: number
  rttvar: number
}

export interface TimedFlow {
  measurements: Measurement[]
  /** When the timer sent data again, and the RTO with which each of these waits began. */
  again: number[]
  waits: number[]
  /** The RTO at the end. */
  rto: number
  trace: Trace
}

const RULES: Rules<TimedFlowOptions> = {
  rtt: POSITIVE,
  jitter: AMOUNT,
  messages: SOME,
  every: POSITIVE,
  lose: 'any',
  settings: 'any',
  seed: SEED,
}

/** Small messages, one after the other, over a way whose round trips are not all alike. @see RFC 6298 §2 */
export function timedFlow(options: TimedFlowOptions = {}): TimedFlow {
  checkOptions('timedFlow: ', options, RULES)
  const { rtt = 100, jitter = 60, messages = 200, every = 50, lose = [], settings, seed = 1 } = options
  const { network, client, server } = pointToPoint({
    seed,
    link: { delay: rtt / 2, jitter, script: nth(lose, isData, 'drop') },
    back: { delay: rtt / 2 },
  })
  const flow = new Flow(network, client, server, {
    data: messages * SMALL_MESSAGE,
    closes: false,
    writes: { from: 2 * (rtt + jitter), bytes: SMALL_MESSAGE, every },
    settings: { noDelay: true, ...settings },
    receiver: settings?.timestamps === undefined ? {} : { timestamps: settings.timestamps },
  })
  network.run({ when: () => flow.acknowledged !== undefined, until: 3_600_000 })
  const trace = network.trace()
  const samples = samplesAt(trace, client.name)
  const sent = segmentsOf(trace).filter(({ from, segment }) => from === client.name && segment.payload.length > 0)
  const again = sent.filter(({ cause }) => cause === 'timeout').map(({ time }) => time)
  return {
    measurements: measurementsIn(samples, sent),
    again,
    waits: again.map((time) => samples.findLast((sample) => sample.time < time)?.rto ?? 0),
    rto: samples.at(-1)?.rto ?? 0,
    trace,
  }
}

const SMALL_MESSAGE = 1000

/** Each change of SRTT comes of one round trip: from when the oldest segment that is now acknowledged had been sent. */
function measurementsIn(samples: readonly SampleEvent[], sent: readonly SegmentEvent[]): Measurement[] {
  return samples.flatMap((sample, at): Measurement[] => {
    const before = samples[at - 1]
    const { time, srtt, rttvar, rto, sndUna } = sample
    if (!before || srtt === undefined || rttvar === undefined || srtt === before.srtt) return []
    const timed = sent.find(({ segment }) => segment.seq === before.sndUna && before.sndUna !== sndUna)
    return timed ? [{ time, measured: time - timed.time, srtt, rttvar, rto }] : []
  })
}
