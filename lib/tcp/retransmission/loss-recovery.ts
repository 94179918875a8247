import type { Congestion } from '../congestion/index.ts'
import type { Settings } from '../settings.ts'
import type { DeliveryRate } from './delivery-rate.ts'
import { Prr } from './prr.ts'
import type { Reductions } from './reductions.ts'
import type { RetransmissionQueue } from './retransmission-queue.ts'
import type { RetransmissionTimer } from './retransmission-timer.ts'
import type { SendSequence } from './send-sequence.ts'
import type { Cause, SenderTimer, SendingEvent } from './sender-events.ts'
import { Undo } from './undo.ts'

/**
 * - `open`: nothing is known to be lost
 * - `fast`: fast recovery, until `recover` is acknowledged
 * - `loss`: after a timeout (with Tahoe, after three duplicate ACKs too): everything from SND.UNA on is resent, in slow start
 */
type RecoveryPhase = 'open' | 'fast' | 'loss'

/** What loss recovery shares with the sending half. */
export interface RecoveryParts {
  readonly snd: SendSequence
  readonly queue: RetransmissionQueue
  readonly congestion: Congestion
  readonly timer: RetransmissionTimer
  readonly settings: Settings
  readonly reductions: Reductions
  /** Only for an algorithm that goes by it. */
  readonly rate: DeliveryRate | undefined
  report(event: SendingEvent): void
  reportTimer(timer: SenderTimer, now: number): void
}

/** What a SACK option has told. */
export interface SackNews {
  /** Octets reported for the first time. */
  added: number
  /** What came twice, as offsets from ISS (RFC 2883). */
  duplicate: { left: number; right: number } | undefined
}

export const NOTHING_NEW: Readonly<SackNews> = { added: 0, duplicate: undefined }

/** An ACK that has been taken in: what loss recovery may learn from it. */
export interface TakenAck {
  /** It acknowledges something new; and whether a recovery was on before it. */
  advances: boolean
  wasRecovering: boolean
  /** It counts as a duplicate. */
  counts: boolean
  sack: Readonly<SackNews>
  /** Neither data nor FIN nor SACK came with it. */
  bare: boolean
  /** Round-trip time by its timestamp. */
  rtt: number | undefined
}

/**
 * Loss recovery: what to send again, and how many octets count as in the network. What all ways of it share: the phases, slow
 * start from SND.UNA after a timeout, and what is taken back. How a loss is found and mended otherwise is theirs: `dup-ack.ts`
 * (RFC 5681, 6582), `sack.ts` (RFC 6675), `rack-tlp.ts` (RFC 8985). Offsets from ISS, milliseconds.
 */
export abstract class LossRecovery {
  phase: RecoveryPhase = 'open'
  smss = 536
  /** What `next` found: [from, to) to resend, perhaps more than one segment; and why. */
  from = 0
  to = 0
  cause: Cause = 'timeout'
  protected readonly parts: RecoveryParts
  protected readonly snd: SendSequence
  protected readonly queue: RetransmissionQueue
  protected readonly congestion: Congestion
  protected dupAcks = 0
  /** The octet after what was outstanding when the last recovery began: `recover`, RecoveryPoint. */
  protected recover = 0
  /** The octet after the last one resent in this recovery: HighRxt. In `loss`, where resending goes on. */
  protected highRxt = 0
  /** Why one segment at SND.UNA goes again whatever cwnd says; `undefined` = none does. */
  protected forced: Cause | undefined
  /** What made the recovery at hand begin. */
  protected reason: Cause = 'timeout'
  /** Octets sent by limited transmit: no part of FlightSize (RFC 5681 §3.2). */
  protected limitedOctets = 0
  /** What may be taken back if the recovery at hand, or the last one, was for nothing; `undefined` = it never is. */
  readonly #undo: Undo | undefined
  /** What cwnd goes by in fast recovery, where it is so set. */
  protected readonly prr: Prr | undefined

  constructor(parts: RecoveryParts) {
    this.parts = parts
    this.snd = parts.snd
    this.queue = parts.queue
    this.congestion = parts.congestion
    this.#undo = parts.settings.undo ? new Undo() : undefined
    const { model, recovery } = parts.congestion
    this.prr = parts.settings.prr && !model && recovery !== 'slow-start' ? new Prr() : undefined
  }

  /** Octets in the network, as far as known. */
  get pipe(): number {
    const { queue, highRxt } = this
    const { flight } = this.snd
    if (this.phase !== 'loss') return flight
    // After a timeout all that was outstanding counts as lost until it is resent.
    return flight - queue.sacked - queue.missing(highRxt, Math.max(highRxt, this.recover))
  }

  /** Octets that have come, though no ACK and no SACK says which: duplicate ACKs tell of them. */
  get unnamed(): number {
    return 0
  }

  /** Whatever is lost in a recovery, it was answered when that began. */
  protected get reducesOnce(): boolean {
    return this.parts.settings.reductions === 'recovery'
  }

  /** Segments arrive in another order than they were sent in, by more than what DupThresh allows for. */
  get isReordered(): boolean {
    return false
  }

  /** Octets that have come since the connection is open. */
  get delivered(): number {
    return this.snd.una + this.queue.sacked + this.unnamed
  }

  /** It grows when an ACK tells of another loss. */
  protected abstract get lossesFound(): number

  /** Octets that cwnd lets go out now. */
  get room(): number {
    const { cwnd } = this.congestion
    if (!this.limits) return cwnd - this.pipe
    return this.parts.settings.limitedTransmit ? cwnd + this.allowance - this.pipe : cwnd - this.snd.flight
  }

  /** Octets that limited transmit may send beyond cwnd; with SACK, `pipe` says the same. */
  protected get allowance(): number {
    return 0
  }

  /** Duplicate ACKs have come, and are not answered yet: limited transmit (RFC 3042), or its absence, is at work. */
  protected get limits(): boolean {
    return this.phase === 'open' && this.dupAcks > 0
  }

  /** When `handleTimeout` is due; and when the retransmission timer is. */
  get deadline(): number {
    return Infinity
  }
  get retransmitAt(): number {
    return this.parts.timer.at
  }
  /** The next segment to send is a tail loss probe. */
  get probeDue(): boolean {
    return false
  }

  /** New data of `octets` has gone out. */
  sentNew(octets: number, now: number): void {
    const { nxt, flight } = this.snd
    const { rate } = this.parts
    rate?.sending(this.queue.length > 0, now)
    this.queue.push(nxt - octets, nxt, now)
    rate?.sent(nxt - octets, nxt)
    if (this.phase === 'fast') this.prr?.sent(octets)
    if (!this.limits || flight <= this.congestion.cwnd) return
    this.limitedOctets += octets
    this.parts.report({ type: 'limited-transmit', time: now, seq: this.snd.seq(nxt - octets) })
  }

  /** [from, to) has gone out again, whoever asked for it. */
  sentAgain(from: number, to: number, now: number): void {
    this.queue.sentAgain(from, to, now)
    this.parts.rate?.sent(from, to)
  }

  /** Part of what `next` found, or a probe of the tail. */
  resent(from: number, to: number, now: number): void {
    this.sentAgain(from, to, now)
    if (this.phase !== 'open') this.#undo?.resent(from, to, now)
    if (this.phase === 'fast') this.prr?.sent(to - from)
    this.resentUpTo(to)
  }

  /** `sent` = a probe of the tail has gone out. @param flight FlightSize before it */
  probed(_sent: 'new' | 'again' | undefined, _flight: number): void {}

  /** A round-trip time was measured. */
  measured(_rtt: number, _now: number): void {}

  /** SND.UNA has moved. @returns whether a round-trip time can be taken, as the queue says */
  release(una: number): boolean {
    this.parts.rate?.acknowledged(una)
    return this.queue.acknowledge(una)
  }

  /**
   * And the round-trip time was taken; `acked` octets are new.
   *
   * @returns whether the retransmission timer is to be restarted
   */
  newAck(acked: number, now: number): boolean {
    const { una } = this.snd
    this.dupAcks = 0
    this.limitedOctets = 0
    if (this.phase === 'fast') return this.fastAck(acked, now)
    if (this.phase === 'open') return true
    if (this.highRxt < una) this.highRxt = una
    if (una >= this.recover) {
      this.phase = 'open'
      this.reportTurn('recovered', now)
    }
    return true
  }

  /** A SACK option has come with an ACK, after `newAck`. */
  takeSack(_blocks: readonly (readonly [number, number])[], _now: number): Readonly<SackNews> {
    return NOTHING_NEW
  }

  /** Is it a duplicate ACK? @param repeats it says again what the last one said, and carries nothing */
  abstract isDuplicate(repeats: boolean, added: number): boolean

  /** All else that an ACK says has been taken in. */
  ackTaken(ack: TakenAck, now: number): void {
    if (this.#undo?.watches) this.#judge(ack, this.#undo, now)
    if (!ack.counts) return
    this.dupAcks++
    this.duplicateAck(now)
  }

  /** And what comes of it is known: in fast recovery, what may go out now (RFC 9937 §6.2). */
  regulate(advances: boolean): void {
    const { prr } = this
    if (!prr) return
    const { delivered, congestion } = this
    const found = this.lossesFound
    if (this.phase === 'fast') {
      const { pipe, smss } = this
      const safe = advances && found <= prr.mark
      const count = prr.acknowledged(delivered - prr.total, pipe, congestion.ssthresh, safe, smss)
      if (count !== undefined) congestion.cwnd = pipe + count
    }
    prr.total = delivered
    prr.mark = found
  }

  /**
   * An ACK has ECE: congestion as by a loss, but nothing is missing (RFC 3168 §6.1.2).
   *
   * @param flight FlightSize before the ACK
   * @returns whether it is answered now; not where its window was answered before
   */
  marked(flight: number, now: number): boolean {
    const { congestion, snd } = this
    const { reductions } = this.parts
    if (this.phase !== 'open') {
      // The recovery at hand is the answer, so it is not taken back.
      this.#undo?.forget()
      return false
    }
    if (reductions.coversMark(snd.una)) return false
    // What an earlier recovery may still turn out to have been for nothing, congestion has reduced again since.
    this.#undo?.forget()
    congestion.congestionMarked(this.windowLost(flight - this.limitedOctets), now)
    reductions.marked(snd.nxt)
    this.reportTurn('congestion-marked', now)
    return true
  }

  /** A timer of its own has expired. */
  handleTimeout(_now: number): void {}

  /** The retransmission timer has expired; `again` = for the same data. */
  timeout(again: boolean, now: number): void {
    const { congestion } = this
    const { reductions } = this.parts
    const { ssthresh } = congestion
    const answered = again || reductions.coversLoss(this.snd.una) || (this.phase === 'fast' && this.reducesOnce)
    // A timeout within a recovery belongs to it: both are undone, or neither.
    if (this.phase === 'open') this.#undo?.begin(congestion.checkpoint(), true)
    congestion.timedOut(this.windowLost(this.snd.flight - this.limitedOctets), answered, now)
    reductions.lost(this.snd.nxt)
    // In recovery, what is outstanding is no measure of what the way holds: "no more than" (RFC 5681 §3.1, equation 4).
    if (this.phase !== 'open') congestion.ssthresh = Math.min(congestion.ssthresh, ssthresh)
    this.lostByTimeout(now)
    this.#startOver('timeout')
  }

  /** Resends [from, end) as cwnd allows: it is gone, and not for congestion. */
  resend(from: number, end: number, cause: Cause): void {
    this.#undo?.forget()
    this.#startOver(cause, from, end)
  }

  /** No timer of its own runs any more. */
  stop(): void {}

  /**
   * Looks for what must be resent now, before any new data.
   *
   * @returns whether `from` and `to` hold it
   */
  next(): boolean {
    if (this.phase === 'open') return false
    this.cause = this.forced ?? this.reason
    return this.nextLost()
  }

  /** The same when no new data can be sent. */
  nextSpeculative(): boolean {
    return false
  }

  /** A duplicate ACK, or with SACK one that reports something new (RFC 5681 §3.2, RFC 6675 §5). */
  protected abstract duplicateAck(now: number): void

  /** Fast recovery begins: what is resent first, and up to where. */
  protected abstract enterFast(cause: Cause): void

  /** An ACK of `acked` new octets in fast recovery. @returns as `newAck` does */
  protected abstract fastAck(acked: number, now: number): boolean

  /** A timeout has told that something is lost. */
  protected lostByTimeout(_now: number): void {}

  /** What seemed lost was only late. @param recovering the recovery was still on */
  protected undone(_recovering: boolean): void {}

  protected resentUpTo(to: number): void {
    this.forced = undefined
    if (to > this.highRxt) this.highRxt = to
  }

  protected nextLost(): boolean {
    const { una, nxt } = this.snd
    if (this.forced) return this.found(una, nxt, true)
    const from = this.queue.hole(Math.max(una, this.highRxt))
    return this.phase === 'loss' && from < this.recover && this.found(from, this.recover, false)
  }

  /** Narrows [from, limit) to the hole; `free` = cwnd was looked at already. */
  protected found(from: number, limit: number, free: boolean): boolean {
    const to = Math.min(limit, this.queue.holeEnd(from, this.smss))
    if (!free && this.room < Math.min(this.smss, to - from)) return false
    this.from = from
    this.to = to
    return from < to
  }

  /** The octets of which ssthresh becomes a part: FlightSize, or cwnd (RFC 5681 §3.1, equation 4; RFC 9438 §4.6). */
  protected windowLost(flight: number): number {
    return this.parts.settings.ssthreshOf === 'cwnd' ? this.congestion.cwnd : flight
  }

  /** Fast retransmit: a loss that no recovery has answered yet. */
  protected enter(cause: Cause, now: number): void {
    const { congestion } = this
    this.#undo?.begin(congestion.checkpoint(), false)
    this.answerLoss(now)
    if (congestion.recovery === 'slow-start') {
      this.#startOver(cause)
    } else {
      this.phase = 'fast'
      this.enterFast(cause)
      this.beginReduction()
    }
    this.reportTurn('fast-retransmit', now)
  }

  /** What is missing may have been sent in a window whose marks were answered: that was enough (RFC 3168 §6.1.2). */
  private answerLoss(now: number): void {
    const { congestion, snd } = this
    const { reductions } = this.parts
    if (reductions.coversLoss(snd.una) && congestion.recovery !== 'slow-start') {
      congestion.cwnd = Math.min(congestion.cwnd, congestion.ssthresh)
      return
    }
    congestion.lossDetected(this.windowLost(snd.flight - this.limitedOctets), now)
    reductions.lost(snd.nxt)
  }

  /** cwnd comes down to ssthresh step by step (RFC 9937 §6.1); first, what was lost goes again. */
  protected beginReduction(): void {
    if (!this.prr) return
    this.prr.begin(this.snd.nxt)
    this.congestion.cwnd = this.pipe + this.smss
  }

  protected leave(cwnd: number, now: number): void {
    this.phase = 'open'
    this.forced = undefined
    this.congestion.cwnd = this.prr ? this.congestion.ssthresh : cwnd
    this.congestion.recovered(now)
    this.reportTurn('recovered', now)
  }

  protected reportTurn(
    type: 'fast-retransmit' | 'lost-retransmission' | 'tail-loss-repaired' | 'congestion-marked' | 'recovered',
    now: number,
  ): void {
    const { cwnd, ssthresh } = this.congestion
    this.parts.report({ type, time: now, seq: this.snd.seq(this.snd.una), cwnd, ssthresh })
  }

  /**
   * What an ACK says of copies. If what seemed lost was only late, the recovery ends, and cwnd and ssthresh are what they
   * were: RFC 4015 §3.4 would have cwnd begin again at FlightSize, RFC 9438 §4.9.2 brings it back, as the stacks in use do.
   */
  #judge({ advances, sack, rtt }: TakenAck, undo: Undo, now: number): void {
    const { snd, congestion } = this
    const { timer } = this.parts
    const echoed = advances && rtt !== undefined ? Math.floor(now) - rtt : undefined
    const undone = undo.judge({ una: snd.una, echoed, duplicate: sack.duplicate })
    if (!undone) return
    const recovering = this.phase !== 'open'
    if (recovering) {
      this.phase = 'open'
      this.forced = undefined
      this.dupAcks = 0
    }
    this.undone(recovering)
    const { cwnd, ssthresh } = congestion
    this.parts.report({ type: 'undone', time: now, seq: snd.seq(snd.una), cwnd, ssthresh, by: undone.by })
    if (!undone.byTimeout || undone.by !== 'timestamps' || rtt === undefined) return
    // It came before the first ACK that was on its way, which says how long that takes.
    timer.rto.tooSoon(rtt)
    if (snd.flight > 0) timer.rearm(now)
  }

  #startOver(cause: Cause, from: number = this.snd.una, end: number = this.snd.nxt): void {
    if (this.phase === 'fast') this.congestion.cwnd = Math.min(this.congestion.cwnd, this.congestion.ssthresh)
    this.phase = 'loss'
    this.recover = end
    this.highRxt = from
    this.reason = cause
    this.forced = from === this.snd.una ? cause : undefined
    this.dupAcks = 0
    this.limitedOctets = 0
  }
}
