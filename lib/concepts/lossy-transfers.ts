/** §2 (3): the same transfer over ways that lose packets at random, whoever sends: loss without congestion. */
import { AMOUNT, checkOptions, NEEDED, POSITIVE, type Rules, SEED, SOME } from '../check.ts'
import { pointToPoint } from '../network/index.ts'
import { CONGESTION_NAMES, type CongestionName, type ConnectionSettings } from '../tcp/index.ts'
import { Flow } from './flow.ts'

/** What is on a way that is never full. */
export interface LossyWay {
  /** Share of the packets that are lost, each way, from 0 to 1. */
  loss: number
  /** Milliseconds there and back. */
  rtt: number
  /** bit/s; much more than any sender asks for, unless told: 1 Gbit/s. */
  rate?: number
}

export interface LossyTransfersOptions {
  congestion: CongestionName
  /** How many, each by itself and with a seed of its own. Default 1. */
  count?: number
  /** Bytes of each. Default 1,000,000. */
  bytes?: number
  /** Of the first; the next has the next. */
  seed?: number
  /** Of the senders' connections. Unless told, losses are found by RACK-TLP, and the RTO is 200 ms at least, as on Linux. */
  settings?: ConnectionSettings
}

/** Virtual milliseconds after which nobody waits any longer. */
const LONGEST = 600_000

const WAY_RULES: Rules<LossyWay> = {
  ...{ loss: { least: 0, most: 1 }, rtt: AMOUNT, rate: POSITIVE },
  [NEEDED]: ['loss', 'rtt'],
}
const LOSSY_RULES: Rules<LossyTransfersOptions> = {
  ...{ congestion: { oneOf: CONGESTION_NAMES }, count: SOME, bytes: SOME, seed: SEED, settings: 'any' },
  [NEEDED]: ['congestion'],
}

/**
 * Transfers over one way that loses packets.
 *
 * @returns milliseconds from the connection's opening until all was acknowledged, of each, in order of length; `Infinity` = it never was
 */
export function lossyTransfers(way: LossyWay, options: LossyTransfersOptions): number[] {
  checkOptions('the way: ', way, WAY_RULES)
  checkOptions('lossyTransfers: ', options, LOSSY_RULES)
  const { loss, rtt, rate = 1e9 } = way
  const { congestion, count = 1, bytes = 1_000_000, seed = 1, settings } = options
  const large = { sendBuffer: 4 << 20, receiveBuffer: 4 << 20 }
  const durations = Array.from({ length: count }, (_, at) => {
    const { network, client, server } = pointToPoint({
      ...{ seed: seed + at, record: false },
      link: { rate, delay: rtt / 2, loss },
      back: { delay: rtt / 2, loss },
    })
    const flow = new Flow(network, client, server, {
      ...{ data: bytes, closes: false, receiver: large },
      settings: { ...large, congestion, lossDetection: 'rack-tlp', minRto: 200, ...settings },
    })
    network.run({ until: LONGEST, when: () => flow.acknowledged !== undefined })
    return (flow.acknowledged ?? Infinity) - (flow.opened ?? 0)
  })
  return durations.sort((a, b) => a - b)
}

/** The one in the middle; of two, the greater. @param sorted in order */
export function median(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? Number.NaN
}
