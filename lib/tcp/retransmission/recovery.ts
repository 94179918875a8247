import type { Congestion } from '../congestion/index.ts'
import type { Settings } from '../settings.ts'
import type { Rack, RackMoment } from './rack.ts'
import { DUP_THRESH, Scoreboard } from './scoreboard.ts'
import type { SendSequence } from './send-sequence.ts'
import type { Cause, SenderEvent } from './sender-events.ts'
import { type Evidence, Undo } from './undo.ts'

/**
 * - `open`: nothing is known to be lost
 * - `fast`: fast recovery, until `recover` is acknowledged
 * - `loss`: after a timeout (with Tahoe, after three duplicate ACKs too): everything from SND.UNA on is resent, in slow start
 */
export type RecoveryPhase = 'open' | 'fast' | 'loss'

/**
 * Loss recovery: what to resend, and how many octets count as in the network. One of Tahoe, Reno (RFC 5681), NewReno
 * (RFC 6582) and SACK-based recovery (RFC 6675); with RACK (RFC 8985) time says what is lost, not the count of duplicate
 * ACKs. Offsets from ISS throughout.
 */
export class Recovery {
  phase: RecoveryPhase = 'open'
  dupAcks = 0
  smss = 536
  /** Both sides permitted SACK. */
  sack = false
  readonly board: Scoreboard = new Scoreboard()
  /** The octet after what was outstanding when the last recovery began: `recover`, RecoveryPoint. */
  recover = 0
  /** The octet after the last one resent in this recovery: HighRxt. In `loss`, where resending goes on. */
  highRxt = 0
  /** What `next` found: offsets [from, to) to resend, perhaps more than one segment. */
  from = 0
  to = 0
  /** And why. */
  cause: Cause = 'timeout'
  readonly #snd: SendSequence
  readonly #congestion: Congestion
  readonly #settings: Settings
  readonly #report: (event: SenderEvent) => void
  readonly #rack: Rack | undefined
  /** What may be taken back if the recovery at hand, or the last one, was for nothing; `undefined` = it never is. */
  readonly #undo: Undo | undefined
  /** When cwnd was last reduced. */
  #reducedAt = -Infinity
  /** Resend one segment at SND.UNA whatever cwnd says. */
  #forced = false
  /** What made the recovery at hand begin, and what asks for the forced segment. */
  #reason: Cause = 'timeout'
  #forcedBy: Cause = 'timeout'
  #rescueRxt = 0
  /** The candidate is RFC 6675's rescue: HighRxt stays. */
  #rescuing = false
  /** The octet up to which what is missing was resent in a recovery that was undone, and is on its way. */
  #undoneRxt = 0
  /** Octets sent by limited transmit: no part of FlightSize (RFC 5681 §3.2). */
  #limitedOctets = 0
  #partialAcks = 0
  #previousUna = 0

  constructor(
    snd: SendSequence,
    congestion: Congestion,
    settings: Settings,
    report: (event: SenderEvent) => void,
    rack: Rack | undefined,
  ) {
    this.#snd = snd
    this.#congestion = congestion
    this.#settings = settings
    this.#report = report
    this.#rack = rack
    this.#undo = settings.undo ? new Undo() : undefined
  }

  /** RACK needs SACK. */
  get rack(): Rack | undefined {
    return this.sack ? this.#rack : undefined
  }

  /** Octets in the network, as far as known. @see RFC 6675 §4, SetPipe */
  get pipe(): number {
    const { una, nxt } = this.#snd
    if (this.rack) return nxt - una - this.board.sacked - this.rack.outstanding.lost
    // After a timeout all that was outstanding counts as lost until it is resent.
    if (this.phase === 'loss') {
      const resent = this.#missingBelow(Math.max(una, this.highRxt))
      return resent + this.#missingBelow(nxt) - this.#missingBelow(Math.max(this.recover, this.highRxt))
    }
    if (!this.sack || this.board.sacked === 0) return nxt - una
    const lost = Math.min(nxt, Math.max(una, this.board.lostEdge(this.smss)))
    const rxt = Math.max(una, Math.min(this.highRxt, nxt))
    return (
      nxt - una - this.board.sacked - this.#missingBelow(lost) + (this.phase === 'fast' ? this.#missingBelow(rxt) : 0)
    )
  }

  /** Octets that cwnd lets go out now. */
  get room(): number {
    const { cwnd } = this.#congestion
    if (this.phase !== 'open' || this.dupAcks === 0) return cwnd - this.pipe
    if (!this.#settings.limitedTransmit) return cwnd - this.#snd.flight
    // Two segments beyond cwnd, one for each of the first two duplicate ACKs (RFC 3042); with SACK, `pipe` says the same.
    return this.sack ? cwnd - this.pipe : cwnd + Math.min(this.dupAcks, DUP_THRESH - 1) * this.smss - this.#snd.flight
  }

  /** New data of `octets` went out. */
  sentNew(octets: number, now: number): void {
    this.rack?.outstanding.sent(this.#snd.nxt - octets, this.#snd.nxt, now)
    if (this.phase !== 'open' || this.dupAcks === 0 || this.#snd.flight <= this.#congestion.cwnd) return
    this.#limitedOctets += octets
    this.#report({ type: 'limited-transmit', time: now, seq: this.#snd.seq(this.#snd.nxt - octets) })
  }

  /**
   * A duplicate ACK, or with SACK one that reports something new.
   *
   * @see RFC 5681 §3.2, RFC 6675 §5
   */
  duplicateAck(now: number): void {
    this.dupAcks++
    if (this.rack) return
    if (this.phase === 'fast') {
      if (!this.sack) this.#congestion.cwnd += this.smss
      return
    }
    if (this.phase === 'loss') return
    const { una } = this.#snd
    // What a recovery that was undone has resent is on its way: only what lies above it may be lost anew.
    const resent = this.#undoneRxt > una
    const lost = this.sack && this.board.isLost(resent ? this.board.hole(this.#undoneRxt) : una, this.smss)
    if (!lost && (resent || this.dupAcks < DUP_THRESH)) return
    if (this.#mayEnter(una)) this.#enter(now)
  }

  /** What RACK learns from an ACK that has been taken in. */
  ackTaken(moment: RackMoment, now: number): void {
    if (this.rack) this.#lossesFound(this.rack.ackTaken(moment, now), now)
  }

  /** RACK's reordering timer has expired. */
  reorderingTimeout(moment: RackMoment, now: number): void {
    if (this.rack) this.#lossesFound(this.rack.detectLosses(moment, now), now)
  }

  #lossesFound(lostAgain: number, now: number): void {
    if (this.rack?.outstanding.lost === 0) return
    if (this.phase === 'open') {
      this.#enter(now)
    } else if (lostAgain >= this.#reducedAt) {
      // The loss of what was resent is another sign of congestion (RFC 5681 §4.3).
      this.reduce(Math.min(this.#snd.flight, this.#congestion.cwnd), now)
      this.#force('RACK')
      this.reportTurn('lost-retransmission', now)
    }
  }

  /** cwnd is reduced for another loss. @param flight octets that were in the network then */
  reduce(flight: number, now: number): void {
    const { cwnd } = this.#congestion
    this.#congestion.lossDetected(flight, now)
    this.#congestion.cwnd = Math.min(this.#congestion.cwnd, cwnd)
    this.#reducedAt = now
  }

  /** Fast retransmit: a loss that no recovery has answered yet. */
  #enter(now: number): void {
    const { una, nxt } = this.#snd
    this.#undo?.begin(this.#congestion.checkpoint(), false)
    this.#congestion.lossDetected(nxt - una - this.#limitedOctets, now)
    this.#reducedAt = now
    this.#partialAcks = 0
    const cause = this.rack ? 'RACK' : this.dupAcks >= DUP_THRESH ? 'third duplicate' : 'SACK'
    if (this.#congestion.recovery === 'slow-start') {
      this.#startOver(cause)
    } else {
      this.phase = 'fast'
      if (this.#congestion.recovery === 'new-reno' || this.sack) this.recover = nxt
      this.highRxt = Math.max(una, this.#undoneRxt)
      this.#rescueRxt = 0
      this.#reason = this.rack ? 'RACK' : 'SACK'
      if (this.highRxt === una) this.#force(cause)
      if (!this.sack) this.#congestion.cwnd += DUP_THRESH * this.smss
    }
    this.reportTurn('fast-retransmit', now)
  }

  reportTurn(type: 'fast-retransmit' | 'lost-retransmission' | 'tail-loss-repaired' | 'recovered', now: number): void {
    const { cwnd, ssthresh } = this.#congestion
    this.#report({ type, time: now, seq: this.#snd.seq(this.#snd.una), cwnd, ssthresh })
  }

  /**
   * SND.UNA has moved; `acked` octets before it are new. `una` was the one before.
   *
   * @returns whether the retransmission timer is to be restarted
   */
  newAck(before: number, acked: number, now: number): boolean {
    const { una } = this.#snd
    this.dupAcks = 0
    this.#limitedOctets = 0
    this.#previousUna = before
    if (this.phase === 'loss') {
      if (this.highRxt < una) this.highRxt = una
      if (una >= this.recover) {
        this.phase = 'open'
        this.reportTurn('recovered', now)
      }
      return true
    }
    if (this.phase === 'open') return true
    if (this.#congestion.recovery === 'reno' && !this.sack) {
      this.#leave(this.#congestion.ssthresh, now)
      return true
    }
    if (una >= this.recover) {
      const { ssthresh, cwnd } = this.#congestion
      // NewReno's deflation keeps a burst from following (RFC 6582 §3.2, step 3, option 1); with SACK `pipe` does.
      this.#leave(this.sack ? cwnd : Math.min(ssthresh, Math.max(this.#snd.flight, this.smss) + this.smss), now)
      return true
    }
    this.#report({ type: 'partial-ack', time: now, seq: this.#snd.seq(una) })
    if (this.sack) return true
    this.#force('partial ACK')
    // What lost duplicate ACKs did not inflate is not there to be deflated: one segment stays.
    const deflated = this.#congestion.cwnd - acked + (acked >= this.smss ? this.smss : 0)
    this.#congestion.cwnd = Math.max(this.smss, deflated)
    // The "impatient" variant: only the first partial ACK restarts the timer.
    return ++this.#partialAcks === 1
  }

  /** Would {@link judge} learn anything from an ACK? */
  get mayUndo(): boolean {
    return this.#undo?.watches === true
  }

  /**
   * What an ACK says of copies, once all else that it says is taken in. If what seemed lost was only late, the recovery ends,
   * and cwnd and ssthresh are what they were: RFC 4015 §3.4 would have cwnd begin again at FlightSize, RFC 9438 §4.9.2 brings
   * it back, as the stacks in use do.
   *
   * @returns whether a timeout came before the first ACK that was on its way, which says how long that takes
   */
  judge(evidence: Evidence, now: number): boolean {
    const undone = this.#undo?.judge(evidence)
    if (!undone) return false
    this.rack?.reordered()
    if (this.phase !== 'open') {
      this.phase = 'open'
      this.#forced = false
      this.dupAcks = 0
      // What else is missing may be lost in earnest. Without SACK, the copies themselves make duplicate ACKs.
      if (this.sack) {
        this.recover = this.#snd.una
        if (!this.rack) this.#undoneRxt = this.highRxt
      }
    }
    const { cwnd, ssthresh } = this.#congestion
    this.#report({ type: 'undone', time: now, seq: this.#snd.seq(this.#snd.una), cwnd, ssthresh, by: undone.by })
    return undone.byTimeout && undone.by === 'timestamps'
  }

  /** The octets that the receiver has reported may not be there any more. */
  forgetSacks(): void {
    this.board.clear()
    this.rack?.forgetSacks()
  }

  /** The retransmission timer has expired. @param keepSack believe in what was reported before */
  timeout(again: boolean, keepSack: boolean, moment: RackMoment, now: number): void {
    const { ssthresh } = this.#congestion
    // A timeout within a recovery belongs to it: both are undone, or neither.
    if (this.phase === 'open') this.#undo?.begin(this.#congestion.checkpoint(), true)
    this.#congestion.timedOut(this.#snd.flight - this.#limitedOctets, again, now)
    // In recovery, what is outstanding is no measure of what the way holds: "no more than" (RFC 5681 §3.1, equation 4).
    if (this.phase !== 'open') this.#congestion.ssthresh = Math.min(this.#congestion.ssthresh, ssthresh)
    this.#reducedAt = now
    if (!keepSack) this.forgetSacks()
    this.rack?.timedOut(moment, now)
    this.#startOver('timeout')
  }

  /** Resends [from, end) as cwnd allows: it is gone, and not for congestion. */
  resend(from: number, end: number, cause: Cause): void {
    this.rack?.outstanding.loseAll(({ fate, start, end: to }) => fate === 'on its way' && start < end && from < to)
    this.#undo?.forget()
    this.#startOver(cause, from, end)
  }

  #startOver(cause: Cause, from: number = this.#snd.una, end: number = this.#snd.nxt): void {
    if (this.phase === 'fast') this.#congestion.cwnd = Math.min(this.#congestion.cwnd, this.#congestion.ssthresh)
    this.phase = 'loss'
    this.recover = end
    this.highRxt = from
    this.#reason = cause
    this.#forced = false
    if (from === this.#snd.una) this.#force(cause)
    this.dupAcks = 0
    this.#limitedOctets = 0
  }

  #force(cause: Cause): void {
    this.#forced = true
    this.#forcedBy = cause
  }

  /**
   * Looks for what must be resent now, before any new data.
   *
   * @returns whether `from` and `to` hold it
   * @see RFC 6675 §4, NextSeg (1)
   */
  next(): boolean {
    this.#rescuing = false
    if (this.phase === 'open') return false
    this.cause = this.#forced ? this.#forcedBy : this.#reason
    if (this.rack) return this.#nextLost(this.rack)
    const { una, nxt } = this.#snd
    if (this.#forced) return this.#found(una, nxt, true)
    if (this.phase === 'loss') {
      const from = this.board.hole(Math.max(una, this.highRxt))
      return from < this.recover && this.#found(from, this.recover, false)
    }
    if (!this.sack || this.room < this.smss) return false
    const from = this.board.hole(Math.max(una, this.highRxt))
    return from < this.board.lostEdge(this.smss) && this.#found(from, nxt, true)
  }

  /**
   * When no new data can be sent: resends what is not yet known to be lost, and once the last segment.
   *
   * @see RFC 6675 §4, NextSeg (3) and (4)
   */
  nextSpeculative(): boolean {
    if (this.phase !== 'fast' || !this.sack || this.rack || this.room < this.smss) return false
    this.cause = 'rescue'
    const { una, nxt } = this.#snd
    const from = this.board.hole(Math.max(una, this.highRxt))
    if (from < this.board.highest) return this.#found(from, nxt, true)
    // The rescue: the hole at the very end, which no SACK can ever report.
    if (una <= this.#rescueRxt || this.board.highest >= nxt) return false
    this.#rescuing = true
    return this.#found(Math.max(una, this.board.highest, nxt - this.smss), nxt, true)
  }

  #nextLost({ outstanding }: Rack): boolean {
    const lost = outstanding.lowestLost(this.smss)
    if (!lost) return false
    const [from, to] = lost
    if (!this.#forced && this.room < Math.min(this.smss, to - from)) return false
    this.from = from
    this.to = to
    return true
  }

  /** [from, to) was resent. */
  resent(from: number, to: number, now: number): void {
    this.rack?.outstanding.resent(from, to, now)
    if (this.phase !== 'open') this.#undo?.resent(from, to, now)
    if (this.#rescuing) {
      this.#rescueRxt = this.recover
      return
    }
    // The first one guards against a premature rescue too (RFC 6675 §5, step 4.3).
    if (this.#forced && this.phase === 'fast') this.#rescueRxt = to
    this.#forced = false
    if (to > this.highRxt) this.highRxt = to
  }

  /** Whether three duplicate ACKs at `una` may mean a loss that no recovery has answered yet. */
  #mayEnter(una: number): boolean {
    if (this.sack) return una >= this.recover
    if (una > this.recover) return true
    // RFC 6582 §4.1: copies that were resent in vain make the ACK jump by four segments or more; a smaller step means a real loss.
    return una === this.recover && this.#congestion.cwnd > this.smss && una - this.#previousUna <= 4 * this.smss
  }

  #leave(cwnd: number, now: number): void {
    this.phase = 'open'
    this.#forced = false
    this.#congestion.cwnd = cwnd
    this.#congestion.recovered(now)
    this.reportTurn('recovered', now)
  }

  /** Narrows [from, limit) to the hole; `free` = cwnd was looked at already. */
  #found(from: number, limit: number, free: boolean): boolean {
    const to = Math.min(limit, this.board.holeEnd(from + 1))
    if (!free && this.room < Math.min(this.smss, to - from)) return false
    this.from = from
    this.to = to
    return from < to
  }

  #missingBelow(offset: number): number {
    const below = offset - this.#snd.una
    return below <= 0 ? 0 : below - this.board.sackedBelow(offset)
  }
}
