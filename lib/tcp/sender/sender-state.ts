import { emptyList } from '../../list.ts'
import type { Congestion } from '../congestion/index.ts'
import { createCongestion, initialWindow } from '../congestion/index.ts'
import {
  DeliveryRate,
  DupAckRecovery,
  type LossRecovery,
  RackTlpRecovery,
  type RecoveryParts,
  Reductions,
  RetransmissionQueue,
  RetransmissionTimer,
  SackRecovery,
  SendSequence,
} from '../retransmission/index.ts'
import { DEFAULT_MSS, type Settings } from '../settings.ts'
import { Pacer } from './pacer.ts'
import { Persist } from './persist.ts'
import { SendBuffer } from './send-buffer.ts'
import type { Cause, Negotiated, SenderTimer, SendingEvent } from './sender-types.ts'
import { Usage } from './usage.ts'

/** So many events wait to be taken at most; older ones go first. */
const MAX_EVENTS = 1_024

/**
 * All that the sending half remembers: `acknowledgment.ts` takes ACKs into it, `transmission.ts` takes segments out of it. Whoever
 * has the half itself, in `sender.ts`, only looks at it.
 *
 * SYN is the octet before the data and FIN the one after: offset 0, and the buffer's end + 1.
 */
export class SenderState implements RecoveryParts {
  /** Of the connection: read when it is needed, for the user may change some of them. */
  readonly settings: Settings
  readonly snd: SendSequence
  readonly buffer: SendBuffer
  readonly queue: RetransmissionQueue = new RetransmissionQueue()
  readonly timer: RetransmissionTimer
  readonly persist: Persist = new Persist()
  readonly congestion: Congestion
  readonly reductions: Reductions = new Reductions()
  readonly usage: Usage = new Usage()
  /** For an algorithm that goes by the rate of delivery, and paces. */
  readonly rate: DeliveryRate | undefined
  readonly pacer: Pacer | undefined
  /** By SACK where this end would have it, until the SYNs have agreed: there is nothing to recover before. */
  recovery: LossRecovery
  events: SendingEvent[] = emptyList()

  /** Effective send MSS: 536 until `negotiated`. */
  mss: number = DEFAULT_MSS
  /** The octets that one in the peer's window field stands for: 2^Snd.Wind.Shift. */
  windowUnit = 1
  synDue = false
  /** Why the SYN that is due goes out again. */
  synCause: Cause | undefined
  /** When it goes out again for a half-open connection at the peer; `Infinity` = not; and whether that has been asked for. */
  synAgainAt: number = Infinity
  synRepeated = false
  synAcked = false
  /** How many octets of text the first SYN takes (RFC 7413 §4.2.1), for the first of which it waits; and how many it had. */
  synText = 0
  synSent = 0
  /** Data may go before the SYN is acknowledged: it answers one with text. */
  isEarly = false
  /** How often the timer has expired for it. */
  synTimeouts = 0
  /** `close` was called: the FIN is queued behind what was written. */
  closed = false
  finAcked = false
  aborted = false
  /** 1 while a probe of one octet beyond SND.NXT is out: it moves SND.NXT only when it is acknowledged. */
  probedAhead = 0
  /** SND.UP was set and the peer has not been told: a reason to send a segment into a closed window. */
  urgentDue = false
  /** The override timer of silly window avoidance, and that it has run out. */
  overrideAt: number = Infinity
  overdue = false
  /** No new data before this: a mark has come with a window of one segment (RFC 3168 §6.1.2); `Infinity` = none is held back. */
  heldUntil: number = Infinity
  lastSentAt: number = -Infinity
  /** SND.SML: the offset after the last segment that was not full. */
  smallEnd = 0
  /** The next round-trip time is taken of data from here on: one a round trip (RFC 6298 §3). */
  sampleFrom = 0

  constructor(iss: number, settings: Settings) {
    this.settings = settings
    this.snd = new SendSequence(iss)
    this.buffer = new SendBuffer(settings)
    this.timer = new RetransmissionTimer(settings)
    this.congestion = createCongestion(settings.congestion, settings.hystart, iss)
    this.rate = this.congestion.model && new DeliveryRate(this.queue)
    this.pacer = this.congestion.model && new Pacer()
    this.recovery = this.#recoveryBy(settings.sack)
  }

  /** The peer's SYN has come, and says which way of loss recovery there is; call it before that segment's `ackArrives`. */
  negotiated({ mss, sack, sendShift = 0 }: Negotiated): void {
    this.recovery = this.#recoveryBy(sack)
    this.recovery.smss = mss
    this.timer.answers = true
    this.mss = mss
    this.windowUnit = 1 << sendShift
  }

  /** The offset after the last octet written: the FIN's. */
  get dataEnd(): number {
    return this.buffer.end + 1
  }

  /** The SYN waits for the text that it may have. */
  get awaitsText(): boolean {
    return this.synText > 0 && this.snd.nxt === 0 && this.buffer.length === 0
  }

  /** Octets written and not yet sent for the first time. */
  get unsent(): number {
    return Math.max(0, this.dataEnd - Math.max(1, this.snd.nxt))
  }

  /** The FIN is queued and was not sent. */
  get finPending(): boolean {
    return this.closed && this.snd.nxt <= this.dataEnd
  }

  /** IW, and the restart window too: octets. */
  get initialWindow(): number {
    return initialWindow(this.mss, this.settings.initialWindow)
  }

  /** When the connection is to be given up (MUST-20). */
  get giveUpAt(): number {
    return Math.min(this.timer.since, this.persist.unansweredSince) + this.timer.giveUpAfter(this.synAcked)
  }

  /** The user has nothing more to send, and cwnd has room: what is measured now says little of the way. */
  noteIdleUser(): void {
    const { rate, recovery, queue } = this
    if (rate && this.unsent < this.mss && recovery.room > 0 && queue.lost === 0) rate.limit(recovery.pipe)
  }

  report(event: SendingEvent): void {
    if (this.events.push(event) > MAX_EVENTS) this.events.shift()
  }

  reportTimer(timer: SenderTimer, now: number): void {
    this.report({ type: 'timer', time: now, timer, seq: this.snd.seq(this.snd.una), rto: this.timer.rto.value })
  }

  /** Drops all that is queued and stops every timer (RST, abort). */
  abort(): void {
    this.aborted = true
    this.synDue = false
    this.buffer.clear()
    this.queue.clear()
    this.recovery.stop()
    this.timer.stop()
    this.persist.stop()
    this.overrideAt = Infinity
    this.heldUntil = Infinity
    this.synAgainAt = Infinity
  }

  #recoveryBy(sack: boolean): LossRecovery {
    if (!sack) return new DupAckRecovery(this)
    return this.settings.lossDetection === 'rack-tlp' ? new RackTlpRecovery(this) : new SackRecovery(this)
  }
}
