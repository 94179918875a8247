import type { RateSample } from './types.ts'
import { WindowedMax } from './windowed-max.ts'

/** BBRBtlBwFilterLen, in rounds: a whole cycle of gains, and two. */
const BTLBW_ROUNDS = 10
/** RTpropFilterLen, milliseconds. */
const RTPROP_WINDOW = 10_000
/** A pipe is full when the rate has not grown by a quarter in three rounds (§4.3.2.2). */
const FULL_GROWTH = 1.25
const FULL_ROUNDS = 3

/**
 * BBR's model of the way (draft-cardwell-iccrg-bbr-congestion-control-00 §4.1): the bandwidth of its bottleneck and its
 * round-trip time without a queue; and how far Startup has come. Octets, milliseconds.
 */
export class BbrPath {
  /** A round began with this ACK: what was sent after the last one began has been delivered. */
  roundStart = false
  /** BBR.RTprop, when it was measured, and whether that is too long ago. */
  rtprop: number = Infinity
  rtpropStamp: number | undefined
  rtpropExpired = false
  /** BBR.filled_pipe */
  isFull = false
  readonly #btlBw = new WindowedMax(BTLBW_ROUNDS)
  #rounds = 0
  #nextRoundDelivered = 0
  #fullBw = 0
  #fullRounds = 0

  /** BBR.BtlBw, octets a millisecond. */
  get btlBw(): number {
    return this.#btlBw.value
  }

  /** Round-trip time of the SYN, if it is known. */
  start(rtt: number | undefined): void {
    this.rtprop = rtt ?? Infinity
  }

  /** BBRUpdateBtlBw, BBRCheckFullPipe (§4.1.1.5, §4.3.2.2). */
  update(sample: RateSample): void {
    const { rate, priorDelivered, isAppLimited } = sample
    this.roundStart = false
    if (rate === undefined || priorDelivered === undefined) return
    if (priorDelivered >= this.#nextRoundDelivered) {
      this.beginRound(sample.delivered)
      this.#rounds++
      this.roundStart = true
    }
    // A user with little to send makes the way look slow, never fast.
    if (!isAppLimited || rate >= this.btlBw) this.#btlBw.update(rate, this.#rounds)
    if (!this.isFull && this.roundStart && !isAppLimited) this.#checkFull()
  }

  /** BBRUpdateRTprop (§4.1.2.3). */
  updateRtprop(rtt: number | undefined, now: number): void {
    this.rtpropStamp ??= now
    this.rtpropExpired = now > this.rtpropStamp + RTPROP_WINDOW
    if (rtt === undefined || (rtt > this.rtprop && !this.rtpropExpired)) return
    this.rtprop = rtt
    this.rtpropStamp = now
  }

  /** A round lasts until what is sent from now on is delivered. */
  beginRound(delivered: number): void {
    this.#nextRoundDelivered = delivered
  }

  /** Startup is to find anew how far the rate grows: a timeout, or what seemed one, has cut it. */
  forgetFull(): void {
    this.#fullBw = 0
    this.#fullRounds = 0
  }

  #checkFull(): void {
    if (this.btlBw >= this.#fullBw * FULL_GROWTH) {
      this.#fullBw = this.btlBw
      this.#fullRounds = 0
    } else {
      this.isFull = ++this.#fullRounds >= FULL_ROUNDS
    }
  }
}
