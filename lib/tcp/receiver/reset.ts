import type { Settings } from '../settings.ts'
import { between, makeSegment, type Segment } from '../wire/index.ts'

/**
 * The reset that answers a segment for which there is no connection, or whose ACK cannot be: it takes its sequence
 * number from the ACK, or acknowledges the segment, so that the sender believes it.
 *
 * @returns `undefined` for a reset: it is not answered
 * @see RFC 9293 §3.5.2, §3.10.7.1
 */
export function resetFor(segment: Segment): Segment | undefined {
  const { flags } = segment
  if (flags.rst) return undefined
  const ends = { sourcePort: segment.destinationPort, destinationPort: segment.sourcePort }
  if (flags.ack) return makeSegment({ ...ends, seq: segment.ack, flags: { rst: true } })
  const length = segment.payload.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0)
  return makeSegment({ ...ends, seq: 0, ack: (segment.seq + length) >>> 0, flags: { rst: true, ack: true } })
}

/**
 * What a reset in a synchronized state does: only the exact next sequence number resets; another one in the window may
 * be a guess, so the peer is asked; outside it means nothing.
 *
 * @see RFC 5961 §3.2, RFC 9293 §3.10.7.4
 */
export function judgeReset(seq: number, rcvNxt: number, rcvWnd: number): 'reset' | 'challenge' | 'drop' {
  if (seq === rcvNxt) return 'reset'
  return between(seq, rcvNxt, (rcvNxt + rcvWnd) >>> 0) ? 'challenge' : 'drop'
}

/**
 * At most so many challenge ACKs in a while, ten in five seconds (RFC 5961 §7). Counted by connection: a count shared by all would tell an
 * outsider about other connections (CVE-2016-5696).
 */
export class ChallengeThrottle {
  #start = Number.NEGATIVE_INFINITY
  #count = 0

  /** Takes one; `false` when they are used up. */
  allows(
    now: number,
    { challengeAcks, challengePeriod }: Pick<Settings, 'challengeAcks' | 'challengePeriod'>,
  ): boolean {
    if (now - this.#start >= challengePeriod) {
      this.#start = now
      this.#count = 0
    }
    if (this.#count >= challengeAcks) return false
    this.#count++
    return true
  }
}
