/** §2 (3): the same transfers by a TCP that has another stack's settings: how fast it begins, and what its timer costs. */
import type { ConnectionSettings, ProfileName } from '../tcp/index.ts'
import { type Bottleneck, cwndByRound, SEGMENT, type SingleFlow, singleFlow } from './congestion-control.ts'

const LONG_WAY: Bottleneck = { rate: 1e9, rtt: 100, queue: 5000 }
const SHORT_WAY: Bottleneck = { rate: 10e6, rtt: 40, queue: 34 }

/**
 * What a sender of this profile does, by New Reno, to a receiver that delays its ACKs by up to 40 ms.
 *
 * @returns lines: cwnd by round of the first 640 segments on a way of 100 ms, its RTO then, and what it costs when of twelve segments the
 * last is lost on a way of 40 ms
 */
export function profiledTransfer(profile: ProfileName): string[] {
  const settings: ConnectionSettings = { profile }
  const both = { settings, receiver: { profile, delayedAck: 40 } }
  const start = singleFlow(LONG_WAY, { ...both, data: 640 * SEGMENT, brief: true })
  const twelve = (lose: number[]): SingleFlow => singleFlow(SHORT_WAY, { ...both, data: 12 * SEGMENT, lose })
  const cost = twelve([12]).duration! - twelve([]).duration!
  return [
    `cwnd ${cwndByRound(start, LONG_WAY.rtt, 6).join(', ')}`,
    `RTO ${start.samples.at(-1)!.rto!.toFixed(0)} ms`,
    `last lost: ${cost.toFixed(0)} ms more`,
  ]
}
