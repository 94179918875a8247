import { emptyList } from '../../list.ts'
import { takeAcknowledgment } from './acknowledgment.ts'
import { SenderState } from './sender-state.ts'
import type { AckResult, AckSegment, Cause, GiveUp, Outgoing, SendingEvent } from './sender-types.ts'
import { nextOutgoing } from './transmission.ts'
import { type Received, type Variables, variablesOf } from './variables.ts'

export type * from './sender-types.ts'

/** Milliseconds between a reset and the SYN that goes again behind it. */
const AFTER_RESET = 2

const NO_EVENTS: readonly SendingEvent[] = []
const NOTHING_RECEIVED: Received = { nxt: 0, wnd: 0 }

/**
 * The sending half of a connection: bytes and ACKs in, segments and a deadline out (RFC 9293 §3.4, 3.8; RFC 5681, 6298, 6675).
 *
 * Call order: `open`, `poll` (the SYN), `negotiated` when the peer's SYN has come, `ackArrives` for every acceptable segment with
 * ACK; `write` and `close` at any time. After each call, `poll` until it gives nothing; then wait for `deadline()`.
 */
export class Sender extends SenderState {
  get iss(): number {
    return this.snd.iss
  }
  /** SND.UNA, SND.NXT and SND.UP as sequence numbers. */
  get sndUna(): number {
    return this.snd.seq(this.snd.una)
  }
  get sndNxt(): number {
    return this.snd.seq(this.snd.nxt)
  }
  get sndUp(): number {
    return this.snd.seq(this.snd.up)
  }
  /** Octets written and not yet acknowledged; and how many `write` would take now. */
  get buffered(): number {
    return this.buffer.length
  }
  get writable(): number {
    if (this.closed || this.aborted) return 0
    const { notSentLowat } = this.settings
    if (notSentLowat === undefined) return this.buffer.free
    const room = notSentLowat - this.unsent
    return room <= 0 ? 0 : Math.min(this.buffer.free, Math.max(room, this.mss))
  }
  /** Room enough for a user who waits for some to be told. */
  get isRoomy(): boolean {
    const { sendBuffer, notSentLowat = Infinity } = this.settings
    return this.writable > 0 && this.buffer.free * 3 >= sendBuffer && this.unsent * 2 < notSentLowat
  }
  /** The FIN has been sent at least once. */
  get finSent(): boolean {
    const { closed, snd, probedAhead, dataEnd } = this
    return closed && snd.nxt + probedAhead > dataEnd
  }

  /** Queues the SYN (active open, or the SYN of a SYN,ACK). */
  open(): void {
    this.synDue = true
  }

  /**
   * Has the SYN sent once more at once; backs nothing off.
   *
   * @param cause none where it is our answer to a SYN that crossed ours
   */
  repeatSyn(cause?: Cause): void {
    if (this.synAcked) return
    this.synDue = true
    this.synCause = cause
  }

  /**
   * The peer holds an old connection, which a reset has just been sent to end: the SYN goes again soon, but not so soon
   * that it may overtake the reset; and only once, whoever may forge what asks for it.
   */
  repeatSynSoon(now: number): void {
    if (this.synAcked || this.synRepeated || this.timer.count > 0) return
    this.synRepeated = true
    this.synAgainAt = now + AFTER_RESET
  }

  /** Data may follow our SYN,ACK at once (RFC 7413 §4.2.2). @param window as the peer's SYN with the number `seq` says */
  openEarly(seq: number, window: number): void {
    const { snd, congestion, settings } = this
    // One that paces has measured nothing yet.
    if (congestion.model) return
    snd.takeWindow(seq, snd.iss, window)
    snd.edge = window
    congestion.start(this.mss, this.initialWindow, settings.slowStartLimit)
    this.isEarly = true
  }

  /** What the SYN had of text and the peer has not taken goes again at once (RFC 7413 §4.2.1). */
  resendSynText(): void {
    const { una } = this.snd
    const end = 1 + this.synSent
    if (this.synSent > 0 && una < end) this.recovery.resend(una, end, 'SYN text refused')
  }

  /**
   * A hop on the way takes only segments of `mss` octets: larger ones that are outstanding were dropped there, which is no
   * sign of congestion, and go again at once (RFC 1191 §6.4).
   */
  pathNarrows(mss: number, now: number): void {
    const { snd, queue, recovery, congestion, timer, dataEnd } = this
    this.mss = mss
    recovery.smss = mss
    congestion.resize(mss)
    const dropped = queue.longerThan(mss, dataEnd)
    if (!dropped) return
    recovery.resend(Math.max(snd.una, dropped.start), dropped.end, 'path MTU')
    timer.rearm(now)
  }

  /** Copies what fits into the send buffer. @returns how many octets were taken */
  write(bytes: Uint8Array): number {
    if (this.rate && this.synAcked) this.noteIdleUser()
    const { writable } = this
    if (writable === 0) return 0
    return this.buffer.write(bytes.length > writable ? bytes.subarray(0, writable) : bytes)
  }

  /** The same, and SND.UP is set behind the last octet taken (MUST-30, 31). */
  writeUrgent(bytes: Uint8Array): number {
    const taken = this.write(bytes)
    if (taken > 0) {
      this.snd.up = this.dataEnd
      this.urgentDue = true
    }
    return taken
  }

  /** Queues the FIN behind what was written; nothing can be written after. */
  close(): void {
    this.closed = true
  }

  /** Takes in an acceptable segment that has the ACK bit. */
  ackArrives(segment: AckSegment, now: number): AckResult {
    return takeAcknowledgment(this, segment, now)
  }

  /**
   * The next segment to send now; `undefined` = none. Call until then.
   *
   * @param reserve octets of options beyond those that the MSS already allows for: they shorten the payload (MUST-16)
   */
  poll(now: number, reserve: number = 0): Outgoing | undefined {
    return nextOutgoing(this, now, reserve)
  }

  /** When `handleTimeout` must be called at the latest; `undefined` = no timer runs. */
  deadline(): number | undefined {
    const { recovery, persist, overrideAt, giveUpAt, synAgainAt, heldUntil, pacer } = this
    const losses = Math.min(recovery.retransmitAt, recovery.deadline)
    const paced = pacer?.waiting ? pacer.at : Infinity
    const at = Math.min(losses, persist.at, overrideAt, giveUpAt, synAgainAt, heldUntil, paced)
    return at === Infinity ? undefined : at
  }

  /** Fires what is due; poll afterwards. @returns why the connection is to be given up, if so (all is dropped then) */
  handleTimeout(now: number): GiveUp | undefined {
    const { settings, synAcked, timer } = this
    if (this.giveUpAt <= now)
      return this.#giveUp(settings.userTimeout === timer.giveUpAfter(synAcked) ? 'user-timeout' : 'r2', now)
    if (this.pacer && this.pacer.at <= now) this.pacer.waiting = false
    this.recovery.handleTimeout(now)
    if (this.recovery.retransmitAt <= now) {
      if (timer.isExhausted(synAcked, now)) return this.#giveUp('r2', now)
      this.#retransmit(now)
    }
    if (this.synAgainAt <= now) {
      this.synAgainAt = Infinity
      this.timer.rearm(now)
      this.repeatSyn('half-open reset')
    }
    if (this.persist.at <= now) {
      if (this.persist.unanswered >= settings.retries) return this.#giveUp('r2', now)
      this.persist.expire(Math.min(settings.maxPersist, settings.maxRto), now)
      this.reportTimer('persist', now)
    }
    if (this.heldUntil <= now) this.heldUntil = Infinity
    if (this.overrideAt <= now) {
      this.overrideAt = Infinity
      this.overdue = true
      this.reportTimer('override', now)
    }
    return undefined
  }

  /** Events since the last call, oldest first. */
  takeEvents(): readonly SendingEvent[] {
    const taken = this.events
    if (taken.length === 0) return NO_EVENTS
    this.events = emptyList()
    return taken
  }

  /** The variables now. @param received RCV.NXT and RCV.WND, where they are wanted */
  sample(received: Received = NOTHING_RECEIVED): Variables {
    return variablesOf(this, received)
  }

  /** The retransmission timer has expired (RFC 6298 §5.4 to 5.6; R1 of RFC 9293 §3.8.3). */
  #retransmit(now: number): void {
    const { timer, settings } = this
    const again = timer.count > 0
    timer.expire(now, this.synAcked || timer.answers || timer.count >= settings.synLinear)
    this.reportTimer('retransmission', now)
    if (timer.count === settings.r1) {
      this.report({ type: 'r1', time: now, seq: this.sndUna, retransmissions: timer.count })
    }
    if (this.synAcked) {
      this.recovery.timeout(again, now)
    } else {
      this.synTimeouts++
      this.synDue = true
      this.synCause = 'timeout'
    }
  }

  #giveUp(reason: GiveUp, now: number): GiveUp {
    this.report({ type: 'gave-up', time: now, reason })
    this.abort()
    return reason
  }
}
