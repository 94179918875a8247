import { LossRecovery, type RecoveryParts } from './loss-recovery.ts'
import { DUP_THRESH } from './scoreboard.ts'
import type { Cause } from './sender-events.ts'

/**
 * Without SACK, the third duplicate ACK tells of a loss, and each ACK of the next: Reno (RFC 5681 §3.2), NewReno (RFC 6582), and
 * Tahoe, which starts over.
 */
export class DupAckRecovery extends LossRecovery {
  #partialAcks = 0
  #previousUna = 0
  /** See `unnamed`; where a model keeps cwnd, which no duplicate ACK inflates. */
  #unnamed = 0

  /** Two segments beyond cwnd, one for each of the first two duplicate ACKs (RFC 3042). */
  protected override get allowance(): number {
    return Math.min(this.dupAcks, DUP_THRESH - 1) * this.smss
  }

  constructor(parts: RecoveryParts) {
    super(parts)
    if (this.prr) this.prr.estimates = true
  }

  override get unnamed(): number {
    return this.#unnamed
  }
  override get pipe(): number {
    // Before, limited transmit counts them.
    if (this.prr && this.phase !== 'fast') return super.pipe
    return Math.max(0, super.pipe - this.#unnamed)
  }
  /** Whatever an ACK acknowledges in a recovery, it tells of the next hole. */
  protected override get lossesFound(): number {
    return this.snd.una
  }

  override newAck(acked: number, now: number): boolean {
    // What fills the hole was not counted yet.
    this.#unnamed = Math.max(0, this.#unnamed - Math.max(0, acked - this.smss))
    if (this.prr && this.phase !== 'fast') this.#unnamed = 0
    this.#previousUna = this.snd.una - acked
    return super.newAck(acked, now)
  }

  override isDuplicate(repeats: boolean): boolean {
    return repeats
  }

  protected override duplicateAck(now: number): void {
    const { phase, prr } = this
    if (this.congestion.model || prr) {
      // In a recovery, no more than there was to arrive: a peer may lie (RFC 9937 §6.2).
      const most = prr && phase === 'fast' ? prr.recoverFs : this.snd.flight
      this.#unnamed = Math.max(this.#unnamed, Math.min(this.#unnamed + this.smss, most))
    }
    if (phase === 'fast' && !prr) this.congestion.cwnd += this.smss
    else if (phase === 'open' && this.dupAcks >= DUP_THRESH && this.#mayEnter()) this.enter('third duplicate', now)
  }

  protected override enterFast(cause: Cause): void {
    const { una, nxt } = this.snd
    this.#partialAcks = 0
    if (this.congestion.recovery === 'new-reno') this.recover = nxt
    this.highRxt = una
    this.forced = cause
    this.congestion.cwnd += DUP_THRESH * this.smss
  }

  protected override fastAck(acked: number, now: number): boolean {
    const { smss, congestion } = this
    const { una, flight } = this.snd
    if (congestion.recovery === 'reno' || una >= this.recover) {
      // NewReno's deflation keeps a burst from following (RFC 6582 §3.2, step 3, option 1).
      const most = congestion.recovery === 'reno' ? Infinity : Math.max(flight, smss) + smss
      this.leave(Math.min(congestion.ssthresh, most), now)
      return true
    }
    this.parts.report({ type: 'partial-ack', time: now, seq: this.snd.seq(una) })
    this.forced = 'partial ACK'
    // What lost duplicate ACKs did not inflate is not there to be deflated: one segment stays.
    if (!this.prr) congestion.cwnd = Math.max(smss, congestion.cwnd - acked + (acked >= smss ? smss : 0))
    // The "impatient" variant: only the first partial ACK restarts the timer.
    return ++this.#partialAcks === 1
  }

  /** Whether three duplicate ACKs may mean a loss that no recovery has answered yet. */
  #mayEnter(): boolean {
    const { una } = this.snd
    if (una > this.recover) return true
    // RFC 6582 §4.1: copies that were resent in vain make the ACK jump by four segments or more; a smaller step means a real loss.
    return una === this.recover && this.congestion.cwnd > this.smss && una - this.#previousUna <= 4 * this.smss
  }
}
