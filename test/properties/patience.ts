import * as assert from 'uvu/assert'
import { type Segment, segmentLength } from '../../lib/tcp/wire/segment.ts'
import { geq, gt, leq, lt } from '../../lib/tcp/wire/seq.ts'

/** RFC 6298 §2.5: no wait for an ACK is longer, however often it was doubled. */
const LONGEST_RTO = 60_000
/** RFC 8985 §7.3: a probe timeout comes before it, and need not bring a probe. */
const LONGEST_PTO = 5_000
/** MUST-40: an ACK waits less than half a second. */
const LONGEST_DELAY = 500
/** A timer of a host is a little late. */
const LATE = 2

/** Milliseconds that an end waits for the ACK of data, and of its SYN. */
export interface Limits {
  r2: number
  synR2: number
}

/**
 * What one end has sent and heard, as far as it bears on why it gave up. An end may do so for one reason alone: so long as
 * R2 says, it has tried again and again, and nothing of what the other end answered has reached it.
 */
export class Patience {
  #iss: number | undefined
  #una = 0
  #nxt = 0
  /** The last ACK sent. */
  #acked: number | undefined
  /** Since when the octet at SND.UNA waits. */
  #since = Number.POSITIVE_INFINITY
  /** When it was sent, in vain so far. */
  #tries: number[] = []
  readonly #sends: number[] = []
  /** What came and takes sequence space, which has to be answered. */
  #asked: { time: number; seq: number; end: number }[] = []
  #closedAt = Number.NEGATIVE_INFINITY
  #isClosed = false

  sent(segment: Segment, now: number): void {
    this.#sends.push(now)
    if (segment.flags.ack) this.#acked = segment.ack
    const end = (segment.seq + segmentLength(segment)) >>> 0
    if (this.#iss === undefined && segment.flags.syn) this.#iss = this.#una = this.#nxt = segment.seq
    if (this.#iss === undefined || segment.flags.rst) return
    // Into a closed window, an empty segment from before it asks as well as the octet at SND.UNA.
    if (end === segment.seq) {
      if (segment.seq !== (this.#una - 1) >>> 0) return
      // Nothing is on its way, and something waits: since the window closed.
      if (this.#since === Number.POSITIVE_INFINITY) this.#since = this.#closedAt
      if (this.#since > Number.NEGATIVE_INFINITY) this.#tries.push(now)
      return
    }
    if (gt(end, this.#nxt)) this.#nxt = end
    // A loss probe is behind what waits, and asks for its ACK as well.
    if (!gt(end, this.#una)) return
    if (this.#since === Number.POSITIVE_INFINITY) this.#since = now
    this.#tries.push(now)
  }

  arrived(segment: Segment, now: number): void {
    const { seq, ack, flags, window } = segment
    const length = segmentLength(segment)
    if (length > 0) this.#asked.push({ time: now, seq, end: (seq + length) >>> 0 })
    if (!flags.ack || flags.rst || this.#iss === undefined) return
    // Of a segment that is old as a whole, not even the ACK is looked at (RFC 9293 §3.10.7.4, first step); of SYNs that have crossed it is.
    const isOld = this.#acked !== undefined && !geq(seq, this.#acked) && !gt((seq + length) >>> 0, this.#acked)
    if (isOld && !flags.syn) return
    // Until it opens again it was closed.
    if (window === 0 || this.#isClosed) this.#closedAt = now
    this.#isClosed = window === 0
    if (window > 0 && this.#una === this.#nxt) {
      this.#since = Number.POSITIVE_INFINITY
      this.#tries = []
    }
    if (!gt(ack, this.#una) || gt(ack, this.#nxt)) return
    this.#una = ack
    this.#tries = []
    this.#since = lt(this.#una, this.#nxt) ? now : Number.POSITIVE_INFINITY
  }

  /**
   * This end gave up at `now`, and `peer` is the other one.
   *
   * @throws Error if the time, the attempts or the other end's silence do not explain it
   */
  assertExhausted(peer: Patience, { r2, synR2 }: Limits, now: number): void {
    const limit = this.#una === this.#iss ? synR2 : r2
    const waited = now - this.#since
    const explanation = `${waited} ms without an ACK of ${this.#una}, tried at ${this.#tries}`
    assert.ok(waited > limit - LATE, `given up after ${explanation}`)
    assert.ok(waited < limit + LATE || this.#closedAt >= this.#since, `not given up for ${explanation}`)
    const moments = [this.#since, ...this.#tries.filter((time) => time > this.#since), now]
    for (const [at, time] of moments.slice(1).entries()) {
      assert.ok(
        time - moments[at]! <= LONGEST_RTO + LONGEST_PTO,
        `nothing was tried from ${moments[at]} on: ${explanation}`,
      )
    }
    peer.#assertAnswered(this.#una, this.#since, now - LONGEST_DELAY - LATE)
  }

  /** Each segment with the octet `una` that came between these times has been answered: the answer was lost. */
  #assertAnswered(una: number, from: number, until: number): void {
    for (const { time, seq, end } of this.#asked) {
      if (time < from || time > until || !leq(seq, una) || !gt(end, una)) continue
      const answered = this.#sends.some((sent) => sent >= time && sent <= time + LONGEST_DELAY + LATE)
      assert.ok(answered, `${una} came at ${time} and was not answered`)
    }
  }
}
