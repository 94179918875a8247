import { emptyList } from '../../list.ts'
import type { RetransmissionQueue } from './retransmission-queue.ts'
import { DUP_THRESH } from './scoreboard.ts'
import { LOST, ON_ITS_WAY, SACKED } from './segment-ring.ts'

/** So many recoveries without a DSACK end what DSACKs have widened (RFC 8985 §6.2, step 4). */
const PERSIST = 16
/** How long the least round-trip time is remembered, at least; at most twice as long. */
const MIN_RTT_PERIOD = 300_000

/** What RACK is told when an ACK has been taken in, or its timer has expired. Offsets from ISS, milliseconds. */
export interface RackMoment {
  una: number
  nxt: number
  srtt: number | undefined
  /** Fast recovery, or recovery after a timeout, is on; has just ended. */
  recovering: boolean
  recovered: boolean
  /** When that was sent which the ACK's timestamp echoes. */
  echoed?: number | undefined
}

/** [start, end) was sent at one time, the first time or again. */
interface SentRun {
  start: number
  end: number
  time: number
}

/** A segment as it was when it was delivered. `time` is `Infinity` where it was lost: which copy came, nobody knows. */
interface DeliveredSegment {
  end: number
  time: number
  resent: boolean
}

/**
 * RACK (RFC 8985 §6): a segment is lost when one that was sent later has been delivered, and it has had a round-trip time
 * and a reordering window since. That holds for one that was resent too, so that it may be lost again.
 */
export class Rack {
  /** When the reordering timer expires; `Infinity` = not running. */
  at: number = Infinity
  /** RACK.segment: of those delivered, the one sent last; RACK.rtt is its round-trip time. */
  #xmitTs = -Infinity
  #endSeq = 0
  #rtt = 0
  /** The highest end delivered: RACK.fack. */
  #fack = 0
  #reorderingSeen = false
  #leastRtt = Infinity
  #leastRttBefore = Infinity
  #periodEnd = 0
  /** The end of the round in which a DSACK has widened the window. */
  #dsackRound: number | undefined
  #multiplier = 1
  #persist = 0
  /** By how many octets a segment was overtaken, at most. */
  reordering = 0
  /** How many segments were ever found lost, each as often as it was. */
  losses = 0
  /** Offset after what a DSACK of the ACK at hand reports. */
  dsackEnd: number | undefined
  /** Delivered by the ACK at hand. */
  readonly #delivered: DeliveredSegment[] = emptyList()
  /** In the order of sending, those of which something may be on its way, and others, which go when they are met. */
  #sendings: SentRun[] = emptyList()
  readonly #queue: RetransmissionQueue

  constructor(queue: RetransmissionQueue) {
    this.#queue = queue
  }

  /** RACK.min_RTT, of the last few minutes. */
  get minRtt(): number {
    return Math.min(this.#leastRtt, this.#leastRttBefore)
  }

  /** A round-trip time was measured (step 1). */
  measured(rtt: number, now: number): void {
    if (now >= this.#periodEnd) {
      this.#leastRttBefore = this.#leastRtt
      this.#leastRtt = Infinity
      this.#periodEnd = now + MIN_RTT_PERIOD
    }
    if (rtt < this.#leastRtt) this.#leastRtt = rtt
  }

  /** [start, end) has gone out, the first time or again. */
  sent(start: number, end: number, time: number): void {
    const last = this.#sendings.at(-1)
    if (last?.time === time && last.end === start) last.end = end
    else this.#sendings.push({ start, end, time })
  }

  /** Everything below `una` is going to leave the queue. */
  acknowledged(una: number): void {
    for (let i = 0; i < this.#queue.length && this.#queue.start(i) < una; i++)
      if (this.#queue.fate(i) !== SACKED) this.delivered(i, una)
  }

  /** A segment of the queue, or what of it lies below `most`, has been delivered. */
  delivered(index: number, most: number = Infinity): void {
    const time = this.#queue.fate(index) === LOST ? Infinity : this.#queue.time(index)
    this.#delivered.push({ end: Math.min(most, this.#queue.end(index)), time, resent: this.#queue.isResent(index) })
  }

  /** What was taken for lost was only late: reordering is seen, and nothing is known to be lost any more. */
  reordered(): void {
    this.#reorderingSeen = true
    const queue = this.#queue
    if (queue.lost === 0) return
    queue.loseNone()
    this.#sendings = []
    for (let i = 0; i < queue.length; i++)
      if (queue.fate(i) === ON_ITS_WAY)
        this.#sendings.push({ start: queue.start(i), end: queue.end(i), time: queue.time(i) })
    this.#sendings.sort((a, b) => a.time - b.time || a.end - b.end)
  }

  /** Everything that one ACK has said is taken in (steps 2 to 5). @returns as `detectLosses` does */
  ackTaken(moment: RackMoment, now: number): number {
    // The order in the stream: else one ACK for two segments would look like reordering.
    this.#delivered.sort((a, b) => a.end - b.end)
    for (const segment of this.#delivered) {
      // A SACKed one is above a hole: the ACK echoes what came before that (RFC 7323 §4.3), and tells nothing of its copies.
      const echoed = segment.end <= moment.una ? moment.echoed : undefined
      // The first of its copies has come, though it was resent meanwhile.
      const late = segment.resent && echoed !== undefined && echoed < Math.floor(segment.time)
      if (!late) this.#update(segment, now)
      if (segment.end > this.#fack) this.#fack = segment.end
      else if (segment.end < this.#fack && (late || !segment.resent)) {
        this.#reorderingSeen = true
        this.reordering = Math.max(this.reordering, this.#fack - segment.end)
      }
    }
    this.#delivered.length = 0
    this.#adapt(moment)
    return this.detectLosses(moment, now)
  }

  /**
   * RACK_detect_loss, and the timer for what may be lost later on (step 5).
   *
   * @returns when the last of those was sent that had been resent already and are lost again; −∞ = none
   */
  detectLosses(moment: RackMoment, now: number): number {
    const queue = this.#queue
    let lostAgain = -Infinity
    const wait = this.#rtt + this.#reorderingWindow(moment)
    this.at = Infinity
    let kept = 0
    let next = 0
    for (; next < this.#sendings.length && this.#sendings[next]!.time <= this.#xmitTs; next++) {
      const sending = this.#sendings[next]!
      const { end, time } = sending
      const at = time + wait
      let onItsWay = false
      for (let i = queue.find(sending.start); i < queue.length && queue.start(i) < end; i++) {
        if (queue.fate(i) !== ON_ITS_WAY || queue.time(i) !== time) continue
        const suspected = sentAfter(this.#xmitTs, this.#endSeq, time, queue.end(i))
        if (suspected && at <= now) {
          if (queue.isResent(i)) lostAgain = time
          queue.lose(i)
          this.losses++
        } else {
          // They come in the order of sending: the last one waits longest.
          if (suspected) this.at = at
          onItsWay = true
        }
      }
      if (onItsWay) this.#sendings[kept++] = sending
    }
    // Nothing of the others is on its way any more.
    if (next > kept) this.#sendings.splice(kept, next - kept)
    return lostAgain
  }

  /** The retransmission timer has expired: the oldest is lost, and what has had its time (§6.3). */
  timedOut(moment: RackMoment, now: number): void {
    const wait = this.#rtt + this.#reorderingWindow(moment)
    this.at = Infinity
    this.#queue.loseAll((i) => this.#queue.start(i) <= moment.una || this.#queue.time(i) + wait <= now)
  }

  /** Step 2. */
  #update(segment: DeliveredSegment, now: number): void {
    // It was lost and only came late.
    if (segment.time === Infinity) return
    const rtt = now - segment.time
    // Which of its copies was delivered? Not this one, if the ACK came too soon.
    if (segment.resent && rtt < this.minRtt) return
    if (!sentAfter(segment.time, segment.end, this.#xmitTs, this.#endSeq)) return
    this.#rtt = rtt
    this.#xmitTs = segment.time
    this.#endSeq = segment.end
  }

  /** Step 4, first half: a DSACK tells of a segment resent in vain, so that the window was too narrow. */
  #adapt({ una, nxt, recovered }: RackMoment): void {
    if (this.#dsackRound !== undefined && una >= this.#dsackRound) this.#dsackRound = undefined
    if (this.dsackEnd !== undefined && this.#dsackRound === undefined) {
      this.#dsackRound = nxt
      this.#multiplier++
      this.#persist = PERSIST
    } else if (recovered && --this.#persist <= 0) {
      this.#multiplier = 1
    }
    this.dsackEnd = undefined
  }

  /** RACK.reo_wnd (step 4, second half). */
  #reorderingWindow({ srtt, recovering }: RackMoment): number {
    if (!this.#reorderingSeen && (recovering || this.#queue.sackedSegments >= DUP_THRESH)) return 0
    return Math.min((this.#multiplier * this.minRtt) / 4, srtt ?? 0)
  }
}

/** RACK_sent_after: at the same time, the one higher in the stream counts as sent later. */
function sentAfter(time: number, end: number, otherTime: number, otherEnd: number): boolean {
  return time > otherTime || (time === otherTime && end > otherEnd)
}
