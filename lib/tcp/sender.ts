import { createCongestion } from './congestion/index.ts'
import { initialWindow } from './congestion/initial-window.ts'
import type { Congestion } from './congestion/types.ts'
import { Usage } from './congestion/usage.ts'
import { segmentLength } from './nagle.ts'
import { Persist } from './persist.ts'
import { Recovery } from './recovery.ts'
import { RetransmissionTimer } from './retransmission-timer.ts'
import { takeSack } from './sack.ts'
import { SendBuffer } from './send-buffer.ts'
import { SendSequence } from './send-sequence.ts'
import type {
  AckResult,
  AckSegment,
  GiveUp,
  Negotiated,
  Outgoing,
  SenderEvent,
  SenderOptions,
  SenderSample,
} from './sender-types.ts'
import { SentLog } from './sent-log.ts'

export type * from './sender-types.ts'

/** RFC 9293 §3.7.1, MUST-15: until the peer names one. */
const DEFAULT_MSS = 536
const NO_BYTES = new Uint8Array(0)
const NO_EVENTS: readonly SenderEvent[] = []
/** So many events wait to be taken at most; older ones go first. */
const MAX_EVENTS = 1_024

/**
 * The sending half of a connection: bytes and ACKs in, segments and a deadline out (RFC 9293 §3.4, 3.8; RFC 5681, 6298, 6675).
 *
 * Call order: `open`, `poll` (the SYN), `negotiated` when the peer's SYN has come, `ackArrives` for every acceptable segment with
 * ACK; `write` and `close` at any time. After each call, `poll` until it gives nothing; then wait for `deadline()`.
 *
 * SYN is the octet before the data and FIN the one after: offset 0, and the buffer's end + 1.
 */
export class Sender {
  /** Nagle's algorithm is off (MUST-17). */
  noDelay: boolean
  /** Effective send MSS. */
  mss: number = DEFAULT_MSS
  synAcked = false
  finAcked = false
  private readonly snd: SendSequence
  private readonly buffer: SendBuffer
  private readonly log: SentLog = new SentLog()
  private readonly timer: RetransmissionTimer
  private readonly persist: Persist = new Persist()
  private readonly congestion: Congestion
  private readonly recovery: Recovery
  private readonly usage: Usage = new Usage()
  private readonly options: SenderOptions
  private readonly report: (event: SenderEvent) => void
  private events: SenderEvent[] = []

  private synDue = false
  private synTimedOut = false
  private closed = false
  private aborted = false
  /** A probe of one octet beyond SND.NXT is out. It moves SND.NXT only when it is acknowledged. */
  private probedAhead = 0
  /** SND.UP was set and the peer has not been told: MUST-66's reason to send a segment into a closed window. */
  private urgentDue = false
  private overrideAt = Infinity
  private overdue = false
  private lastSentAt = -Infinity
  /** The next round-trip time is taken of data from here on: one a round trip (RFC 6298 §3). */
  private sampleFrom = 0

  constructor(options: SenderOptions) {
    this.options = options
    this.snd = new SendSequence(options.iss)
    this.buffer = new SendBuffer(options.bufferLimit ?? 65_536)
    this.timer = new RetransmissionTimer({
      ...(options.initialRto !== undefined && { initial: options.initialRto }),
      ...(options.minRto !== undefined && { min: options.minRto }),
      ...(options.maxRto !== undefined && { max: options.maxRto }),
      ...(options.r2 !== undefined && { r2: options.r2 }),
      ...(options.synR2 !== undefined && { synR2: options.synR2 }),
      ...(options.userTimeout !== undefined && { userTimeout: options.userTimeout }),
    })
    this.noDelay = options.noDelay ?? false
    this.congestion = createCongestion(options.congestion ?? 'cubic', options.hystart ?? false)
    this.report = (event) => {
      if (this.events.push(event) > MAX_EVENTS) this.events.shift()
    }
    this.recovery = new Recovery(this.snd, this.congestion, options.limitedTransmit ?? true, this.report)
  }

  get iss(): number {
    return this.snd.iss
  }
  /** SND.UNA, SND.NXT and SND.UP as sequence numbers; SND.WND in octets; SND.WL1 and SND.WL2. */
  get una(): number {
    return this.snd.seq(this.snd.una)
  }
  get nxt(): number {
    return this.snd.seq(this.snd.nxt)
  }
  get up(): number {
    return this.snd.seq(this.snd.up)
  }
  get wnd(): number {
    return this.snd.wnd
  }
  get wl1(): number {
    return this.snd.wl1
  }
  get wl2(): number {
    return this.snd.wl2
  }
  /** Octets written and not yet acknowledged; and how many `write` would take now. */
  get buffered(): number {
    return this.buffer.length
  }
  get writable(): number {
    return this.closed || this.aborted ? 0 : this.buffer.free
  }
  /** Octets written and not yet sent for the first time. */
  get unsent(): number {
    return Math.max(0, this.dataEnd - Math.max(1, this.snd.nxt))
  }
  /** `close` was called. */
  get closing(): boolean {
    return this.closed
  }
  /** The FIN has been sent at least once. */
  get finSent(): boolean {
    return this.closed && this.snd.nxt + this.probedAhead > this.dataEnd
  }
  get bufferLimit(): number {
    return this.buffer.limit
  }
  set bufferLimit(octets: number) {
    this.buffer.limit = octets
  }
  /** R2 in milliseconds, `Infinity` = never give up (MUST-21). */
  get r2(): number {
    return this.timer.r2
  }
  set r2(milliseconds: number) {
    this.timer.r2 = milliseconds
  }
  get userTimeout(): number | undefined {
    return this.timer.userTimeout
  }
  set userTimeout(milliseconds: number | undefined) {
    this.timer.userTimeout = milliseconds
  }

  /** Queues the SYN (active open, or the SYN of a SYN,ACK). */
  open(): void {
    this.synDue = true
  }

  /** Has the SYN sent once more at once: simultaneous open, or the peer repeated its own. Backs nothing off. */
  repeatSyn(): void {
    if (!this.synAcked) this.synDue = true
  }

  /** The peer's SYN has come; call it before that segment's `ackArrives`. */
  negotiated(agreed: Negotiated): void {
    this.mss = agreed.mss
    this.recovery.smss = agreed.mss
    this.recovery.sack = agreed.sack
  }

  /** The effective send MSS is another from now on (path MTU). */
  mssChanged(mss: number): void {
    this.mss = mss
    this.recovery.smss = mss
    this.congestion.resize(mss)
  }

  /** Copies what fits into the send buffer. @returns how many octets were taken */
  write(bytes: Uint8Array): number {
    return this.closed || this.aborted ? 0 : this.buffer.write(bytes)
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

  /** Drops all that is queued and stops every timer (RST, abort). */
  abort(): void {
    this.aborted = true
    this.synDue = false
    this.buffer.clear()
    this.log.clear()
    this.timer.stop()
    this.persist.stop()
    this.overrideAt = Infinity
  }

  /** Takes in what an acceptable segment says about our data (RFC 9293 §3.10.7.4, fifth: check the ACK field). */
  ackArrives(segment: AckSegment, now: number): AckResult {
    const { snd } = this
    const result: AckResult = { verdict: 'old', acked: 0, synAcked: false, finAcked: false, windowUpdated: false }
    const ack = snd.offset(segment.ack)
    if (ack > snd.nxt + this.probedAhead) {
      result.verdict = 'unsent'
      return result
    }
    if (ack < snd.una) {
      if (ack < snd.una - snd.maxWnd) result.verdict = 'too-old'
      return result
    }
    this.persist.answered()
    const before = snd.una
    const wndBefore = snd.wnd
    if (ack > before) this.acknowledge(ack, segment, result, now)
    const { sack, board } = this.recovery
    const newlySacked = sack && segment.sack ? takeSack(segment.sack, snd, board, this.report, now) : 0
    this.takeWindow(segment, before + wndBefore, result, now)
    if (ack > before) {
      result.verdict = 'new'
    } else if (this.isDuplicate(segment, newlySacked, wndBefore)) {
      result.verdict = 'duplicate'
      this.recovery.duplicateAck(now)
    }
    return result
  }

  /**
   * The next segment to send now; `undefined` = none. Call until then.
   *
   * @param reserve octets of options beyond those that the MSS already allows for: they shorten the payload (MUST-16)
   */
  poll(now: number, reserve: number = 0): Outgoing | undefined {
    if (this.aborted) return undefined
    if (this.synDue) return this.sendSyn(now)
    if (!this.synAcked) return undefined
    const mss = this.mss - reserve
    if (this.snd.wnd === 0) return this.pollClosedWindow(now)
    return (
      (this.recovery.next() ? this.resend(mss, now) : undefined) ??
      this.sendNew(mss, now) ??
      (this.recovery.nextSpeculative() ? this.resend(mss, now) : undefined)
    )
  }

  /** When `handleTimeout` must be called at the latest; `undefined` = no timer runs. */
  deadline(): number | undefined {
    const at = Math.min(this.timer.at, this.persist.at, this.overrideAt, this.giveUpAt())
    return at === Infinity ? undefined : at
  }

  /** Fires what is due; poll afterwards. @returns why the connection is to be given up, if so (every timer is stopped then) */
  handleTimeout(now: number): GiveUp | undefined {
    if (this.giveUpAt() <= now) return this.giveUp(now)
    if (this.timer.at <= now) this.retransmissionTimeout(now)
    if (this.persist.at <= now) {
      this.persist.expire(this.options.maxRto ?? 60_000, now)
      this.reportTimer('persist', now)
    }
    if (this.overrideAt <= now) {
      this.overrideAt = Infinity
      this.overdue = true
      this.reportTimer('override', now)
    }
    return undefined
  }

  /** Events since the last call, oldest first. */
  takeEvents(): readonly SenderEvent[] {
    if (this.events.length === 0) return NO_EVENTS
    const taken = this.events
    this.events = []
    return taken
  }

  sample(): SenderSample {
    const { snd, congestion, recovery } = this
    const { srtt, rttvar, value: rto } = this.timer.rto
    const { cwnd, ssthresh } = congestion
    const growth = cwnd < ssthresh ? 'slow-start' : 'congestion-avoidance'
    return {
      cwnd,
      ssthresh,
      flight: snd.flight,
      pipe: recovery.pipe,
      una: this.una,
      nxt: this.nxt,
      wnd: snd.wnd,
      srtt,
      rttvar,
      rto,
      phase: recovery.phase === 'fast' ? 'fast-recovery' : recovery.phase === 'loss' ? 'loss' : growth,
    }
  }

  /** The offset after the last octet written: the FIN's. */
  private get dataEnd(): number {
    return this.buffer.end + 1
  }

  private get finPending(): boolean {
    return this.closed && this.snd.nxt <= this.dataEnd
  }

  private giveUpAt(): number {
    return Math.min(this.timer.since, this.persist.unansweredSince) + this.timer.patience(this.synAcked)
  }

  /** SND.UNA moves to `ack` (MUST-18: no round-trip time of what was sent twice). */
  private acknowledge(ack: number, segment: AckSegment, result: AckResult, now: number): void {
    const { snd, buffer, recovery, timer } = this
    const before = snd.una
    const flight = snd.flight
    const held = buffer.length
    snd.una = ack
    if (ack > snd.nxt) snd.nxt = ack
    this.probedAhead = 0
    buffer.release(ack - 1)
    result.acked = held - buffer.length
    if (this.closed && !this.finAcked && ack > this.dataEnd) result.finAcked = this.finAcked = true

    const clean = this.log.acknowledge(ack)
    if (segment.rtt !== undefined) {
      timer.rto.sample(segment.rtt, Math.max(1, Math.ceil(flight / (2 * this.mss))))
    } else if (clean && this.log.oldestStart >= this.sampleFrom) {
      timer.rto.sample(now - this.log.oldest)
      this.sampleFrom = snd.nxt
    }
    if (!this.synAcked) {
      this.establish()
      result.synAcked = true
    }

    recovery.board.release(ack)
    if (recovery.board.lowest === ack) {
      // The octet at SND.UNA was reported once and is not acknowledged now: the receiver has dropped it (RFC 2018 §8).
      recovery.board.clear()
      this.report({ type: 'reneged', time: now, seq: segment.ack })
    }
    const grows = recovery.phase !== 'fast' && !result.synAcked
    const restart = recovery.newAck(before, ack - before, now)
    timer.acknowledged(snd.flight > 0, restart, now)
    if (!grows) return
    const rtt = clean ? now - this.log.newest : undefined
    const limited = this.usage.limited(this.congestion, recovery.smss)
    const acked = ack - before
    this.congestion.ackArrives({ acked, limited, rtt, srtt: timer.rto.srtt, una: ack, nxt: snd.nxt }, now)
  }

  /** Our SYN is acknowledged: data may flow. */
  private establish(): void {
    this.synAcked = true
    this.synDue = false
    // A SYN lost: one segment to begin with (RFC 5681 §3.1), and three seconds (RFC 6298 §5.7).
    const window = this.synTimedOut ? this.mss : this.restartWindow
    if (this.synTimedOut) this.timer.rto.afterSynTimeout()
    this.congestion.start(this.mss, window)
  }

  private get restartWindow(): number {
    return initialWindow(this.mss, this.options.initialWindow)
  }

  private takeWindow(segment: AckSegment, edge: number, result: AckResult, now: number): void {
    const { snd, persist } = this
    if (!result.synAcked && !snd.isNewer(segment.seq, segment.ack)) return
    const by = edge - (snd.una + segment.window)
    if (by > 0 && !result.synAcked) this.report({ type: 'window-shrunk', time: now, by })
    snd.takeWindow(segment.seq, segment.ack, segment.window)
    result.windowUpdated = true
    if (segment.window === 0 || !persist.on) return
    const probed = persist.probes > 0
    persist.stop()
    this.report({ type: 'persist', time: now, on: false })
    if (snd.flight === 0) return
    this.timer.restart(now)
    // What was in flight when the window shrank under it was dropped, if a whole probe interval has brought no ACK.
    if (probed) this.recovery.resendAll()
  }

  /** RFC 5681 §2, strictly; with SACK, RFC 6675 §2: it reports something new. Answers to zero-window probes are none. */
  private isDuplicate(segment: AckSegment, newlySacked: number, wndBefore: number): boolean {
    if (this.snd.flight === 0 || !this.synAcked || wndBefore === 0) return false
    if (this.recovery.sack) return newlySacked > 0
    return segment.payloadLength === 0 && !segment.syn && !segment.fin && segment.window === wndBefore
  }

  private sendSyn(now: number): Outgoing {
    const again = this.snd.nxt > 0
    this.synDue = false
    if (again) {
      this.log.mark(0, 1)
    } else {
      this.snd.nxt = 1
      this.log.push(0, 1, now)
    }
    this.timer.sent(now)
    return { ...this.segment(0, NO_BYTES, false, again, false), syn: true }
  }

  /** What `recovery` has found, as one segment; nothing of it beyond the window (SHLD-16). */
  private resend(mss: number, now: number): Outgoing | undefined {
    const { from, to } = this.recovery
    const length = Math.min(to, this.snd.una + this.snd.wnd) - from
    if (length <= 0) return undefined
    const octets = Math.min(mss, length, this.dataEnd - from)
    const fin = this.closed && octets < length && from + octets === this.dataEnd
    const end = from + octets + (fin ? 1 : 0)
    this.recovery.resent(end)
    this.log.mark(from, end)
    this.timer.sent(now)
    this.lastSentAt = now
    return this.segment(from, this.buffer.slice(from - 1, octets), fin, true, false)
  }

  /** New data as far as the window, Nagle's algorithm, silly window avoidance and cwnd allow, and the FIN behind the last of it. */
  private sendNew(mss: number, now: number): Outgoing | undefined {
    const { snd, recovery } = this
    const queued = this.dataEnd - snd.nxt
    const usable = snd.una + snd.wnd - snd.nxt
    if (usable <= 0 || (queued <= 0 && !this.finPending)) return undefined
    const quiet = snd.flight === 0
    // What is urgent, and the last piece before a FIN, need not wait for more to come.
    const idle = quiet || this.noDelay || this.closed || snd.up > snd.nxt
    const octets = segmentLength(queued, usable, mss, snd.maxWnd, idle, this.overdue)
    const fin = this.closed && octets === queued && octets < usable
    if (octets === 0 && !fin) {
      // With something outstanding an ACK will come; without, only the timer ends the wait.
      if (quiet && this.overrideAt === Infinity) this.overrideAt = now + (this.options.overrideTimeout ?? 200)
      return undefined
    }
    if (quiet) this.restartIfIdle(now)
    if (recovery.room < Math.max(1, octets)) return undefined
    const from = snd.nxt
    snd.nxt = from + octets + (fin ? 1 : 0)
    this.probedAhead = 0
    this.log.push(from, snd.nxt, now)
    this.timer.sent(now)
    this.usage.sent(snd)
    recovery.sentNew(snd.nxt - from, now)
    this.overrideAt = Infinity
    this.overdue = false
    this.lastSentAt = now
    return this.segment(from, this.buffer.slice(from - 1, octets), fin, false, false)
  }

  /** SND.WND = 0: no data but probes (MUST-35, 36), and word of urgent data (MUST-66 has the peer take it). */
  private pollClosedWindow(now: number): Outgoing | undefined {
    const { snd, persist } = this
    if (snd.flight === 0 && this.unsent === 0 && !this.finPending) {
      persist.stop()
      return undefined
    }
    if (!persist.on) {
      this.timer.stop()
      this.overrideAt = Infinity
      persist.start(this.timer.rto.value, now)
      this.report({ type: 'persist', time: now, on: true })
    }
    if (persist.due) return this.sendProbe(now)
    if (this.urgentDue && snd.up > snd.nxt) return this.segment(snd.nxt, NO_BYTES, false, false, false)
    return undefined
  }

  /** One octet at SND.UNA: the oldest outstanding, or the next of what waits, or the FIN. */
  private sendProbe(now: number): Outgoing {
    const { una, flight } = this.snd
    const fin = una === this.dataEnd
    this.persist.probeSent(now)
    if (flight > 0) this.log.mark(una, una + 1)
    else this.probedAhead = 1
    return this.segment(una, fin ? NO_BYTES : this.buffer.slice(una - 1, 1), fin, flight > 0, true)
  }

  private segment(from: number, payload: Uint8Array, fin: boolean, retransmission: boolean, probe: boolean): Outgoing {
    const { snd } = this
    const urg = snd.up > from
    if (urg) this.urgentDue = false
    return {
      seq: snd.seq(from),
      payload,
      syn: false,
      fin,
      psh: payload.length > 0 && from + payload.length === this.dataEnd,
      urg,
      urgentPointer: urg ? Math.min(0xffff, snd.up - from) : 0,
      retransmission,
      probe,
    }
  }

  /** RFC 5681 §4.1. */
  private restartIfIdle(now: number): void {
    if (this.options.restartAfterIdle === false || now - this.lastSentAt <= this.timer.rto.value) return
    const window = this.restartWindow
    if (this.lastSentAt === -Infinity || this.congestion.cwnd <= window) return
    this.congestion.restart(window, now)
    this.report({ type: 'restart-after-idle', time: now, cwnd: this.congestion.cwnd })
  }

  private retransmissionTimeout(now: number): void {
    const { timer } = this
    const again = timer.count > 0
    timer.expire(now)
    this.reportTimer('retransmission', now)
    if (timer.count === (this.options.r1 ?? 3)) {
      this.report({ type: 'r1', time: now, seq: this.una, retransmissions: timer.count })
    }
    if (this.synAcked) {
      this.recovery.timeout(again, this.options.sackAfterTimeout === 'keep', now)
    } else {
      this.synTimedOut = true
      this.synDue = true
    }
  }

  private giveUp(now: number): GiveUp {
    const { userTimeout } = this.timer
    const reason =
      userTimeout !== undefined && userTimeout <= this.timer.patience(this.synAcked) ? 'user-timeout' : 'r2'
    this.report({ type: 'gave-up', time: now, reason })
    this.abort()
    return reason
  }

  private reportTimer(timer: 'retransmission' | 'persist' | 'override', now: number): void {
    this.report({ type: 'timer', time: now, timer, seq: this.una, rto: this.timer.rto.value })
  }
}
