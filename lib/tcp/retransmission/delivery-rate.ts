import type { RateSample } from '../congestion/index.ts'
import type { RetransmissionQueue } from './retransmission-queue.ts'
import { SACKED } from './segment-ring.ts'

/** Of each segment, as it was when that was sent: C.delivered, C.delivered_time, C.first_sent_time, and whether C.app_limited was set. */
const DELIVERED_OCTETS = 0
const DELIVERED_TIME = 1
const FIRST_SENT_TIME = 2
const APP_LIMITED = 3
const COLUMNS = 4

/** What an ACK brings, beside the segments that `delivering` was told of. Octets, milliseconds. */
interface Taken {
  /** All that was delivered since the connection is open. */
  delivered: number
  priorInFlight: number
  inFlight: number
  phase: RateSample['phase']
}

/**
 * The rate of delivery (draft-cheng-iccrg-delivery-rate-estimation-00): how much has been delivered between the sending of a
 * segment and its ACK. Kept only for an algorithm that asks for it. Octets, milliseconds.
 */
export class DeliveryRate {
  /** C.delivered, and C.delivered_time: when it last grew. */
  delivered = 0
  #deliveredTime = 0
  /** C.first_sent_time: when that was sent which was delivered last, or the first of a flight. */
  #firstSentTime = 0
  /** C.app_limited: until so much is delivered, samples say what the user wrote rather than what the way carries; 0 = not so. */
  #appLimited = 0
  #leastRtt = Infinity
  /** Of what the ACK at hand delivers, the segment sent last: when, and where it ends; what was noted of it then. */
  #sentTime = -Infinity
  #end = 0
  #isResent = false
  #prior: readonly number[] | undefined
  readonly #queue: RetransmissionQueue

  constructor(queue: RetransmissionQueue) {
    this.#queue = queue
    queue.keep(COLUMNS)
  }

  get isAppLimited(): boolean {
    return this.#appLimited > 0
  }

  /** The connection is open; what opened it counts for nothing. */
  start(delivered: number, now: number): void {
    this.delivered = delivered
    this.#deliveredTime = this.#firstSentTime = now
    this.#forget()
  }

  /** Something is going to be sent. @param outstanding there is something that waits for an ACK */
  sending(outstanding: boolean, now: number): void {
    if (!outstanding) this.#deliveredTime = this.#firstSentTime = now
  }

  /** [start, end) went out, and stands in the queue (§3.2). */
  sent(start: number, end: number): void {
    const queue = this.#queue
    for (let i = queue.find(start); i < queue.length && queue.start(i) < end; i++) {
      queue.note(i, DELIVERED_OCTETS, this.delivered)
      queue.note(i, DELIVERED_TIME, this.#deliveredTime)
      queue.note(i, FIRST_SENT_TIME, this.#firstSentTime)
      queue.note(i, APP_LIMITED, this.#appLimited > 0 ? 1 : 0)
    }
  }

  /** Everything below `una` is going to leave the queue. */
  acknowledged(una: number): void {
    const queue = this.#queue
    for (let i = 0; i < queue.length && queue.end(i) <= una; i++) if (queue.fate(i) !== SACKED) this.delivering(i)
  }

  /** The segment is delivered by the ACK at hand (UpdateRateSample). */
  delivering(index: number): void {
    const queue = this.#queue
    const time = queue.time(index)
    const end = queue.end(index)
    if (time < this.#sentTime || (time === this.#sentTime && end < this.#end)) return
    this.#sentTime = time
    this.#end = end
    this.#isResent = queue.isResent(index)
    this.#prior = [DELIVERED_OCTETS, DELIVERED_TIME, FIRST_SENT_TIME, APP_LIMITED].map((column) =>
      queue.noted(index, column),
    )
  }

  /** All that the ACK says was taken in (GenerateRateSample, §3.3). */
  sample({ delivered, priorInFlight, inFlight, phase }: Taken, now: number): RateSample {
    const newlyDelivered = Math.max(0, delivered - this.delivered)
    this.delivered += newlyDelivered
    if (newlyDelivered > 0) this.#deliveredTime = now
    if (this.#appLimited > 0 && this.delivered > this.#appLimited) this.#appLimited = 0
    const sample: RateSample = {
      delivered: this.delivered,
      newlyDelivered,
      // What has left the network, and did not come.
      newlyLost: Math.max(0, priorInFlight - inFlight - newlyDelivered),
      priorDelivered: undefined,
      rate: undefined,
      isAppLimited: false,
      rtt: undefined,
      priorInFlight,
      inFlight,
      phase,
    }
    if (this.#prior) this.#measure(sample, this.#prior, now)
    this.#forget()
    return sample
  }

  /** The user has nothing to send, and cwnd would let more out (§3.4). @param inFlight octets */
  limit(inFlight: number): void {
    this.#appLimited = this.delivered + inFlight || 1
  }

  #measure(sample: RateSample, prior: readonly number[], now: number): void {
    const [priorDelivered = 0, deliveredTime = 0, firstSentTime = 0, appLimited = 0] = prior
    const sentTime = this.#sentTime
    this.#firstSentTime = sentTime
    sample.priorDelivered = priorDelivered
    sample.isAppLimited = appLimited > 0
    if (!this.#isResent) {
      sample.rtt = now - sentTime
      this.#leastRtt = Math.min(this.#leastRtt, sample.rtt)
    }
    // Sent in a burst and acknowledged in one: the longer of the two tells what the way can carry.
    const interval = Math.max(sentTime - firstSentTime, now - deliveredTime)
    // Too short for a way there and back: the first of its copies has come.
    if (interval > 0 && interval >= this.#leastRtt) sample.rate = (this.delivered - priorDelivered) / interval
  }

  #forget(): void {
    this.#sentTime = -Infinity
    this.#prior = undefined
  }
}
