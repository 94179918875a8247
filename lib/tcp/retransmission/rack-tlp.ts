import type { RecoveryParts, SackNews, TakenAck } from './loss-recovery.ts'
import { Rack, type RackMoment } from './rack.ts'
import { SackRecovery } from './sack.ts'
import { DUP_THRESH } from './scoreboard.ts'
import { LOST } from './segment-ring.ts'
import type { Cause } from './sender-events.ts'
import { TailLossProbe } from './tail-loss-probe.ts'

/** Loss recovery by time (RFC 8985): RACK says what is lost, and the tail loss probe has the last segments' loss told. */
export class RackTlpRecovery extends SackRecovery {
  readonly #rack: Rack
  readonly #tail = new TailLossProbe()
  /** When cwnd was last reduced. */
  #reducedAt = -Infinity

  constructor(parts: RecoveryParts) {
    super(parts)
    this.forgotten = LOST
    this.#rack = new Rack(parts.queue)
    const { rate } = parts
    this.seen = (index) => {
      this.#rack.delivered(index)
      rate?.delivering(index)
    }
  }

  override get pipe(): number {
    return this.snd.flight - this.queue.sacked - this.queue.lost
  }
  protected override get lossesFound(): number {
    return this.#rack.losses
  }
  override get deadline(): number {
    return Math.min(this.#rack.at, this.#tail.at)
  }
  /** RACK's reordering timer runs in its place (RFC 8985 §8). */
  override get retransmitAt(): number {
    return this.#rack.at === Infinity ? super.retransmitAt : Infinity
  }
  override get isReordered(): boolean {
    return this.#rack.reordering >= DUP_THRESH * this.smss
  }
  override get probeDue(): boolean {
    return this.#tail.due
  }

  override sentNew(octets: number, now: number): void {
    super.sentNew(octets, now)
    this.#rack.sent(this.snd.nxt - octets, this.snd.nxt, now)
    if (!this.#tail.due) this.#scheduleProbe(now)
  }

  override sentAgain(from: number, to: number, now: number): void {
    super.sentAgain(from, to, now)
    this.#rack.sent(from, to, now)
  }

  override probed(sent: 'new' | 'again' | undefined, flight: number): void {
    this.#tail.due = false
    if (sent) this.#tail.sent(this.snd.nxt, sent === 'again', flight)
  }

  override measured(rtt: number, now: number): void {
    this.#rack.measured(rtt, now)
    this.#tail.measured()
  }

  override release(una: number): boolean {
    this.#rack.acknowledged(una)
    return super.release(una)
  }

  override takeSack(blocks: readonly (readonly [number, number])[], now: number): SackNews {
    const news = super.takeSack(blocks, now)
    if (news.duplicate) this.#rack.dsackEnd = news.duplicate.right
    return news
  }

  override ackTaken(ack: TakenAck, now: number): void {
    super.ackTaken(ack, now)
    const { timer } = this.parts
    const { dsackEnd, at } = this.#rack
    const echoed = ack.rtt === undefined ? undefined : Math.floor(now) - ack.rtt
    this.#lossesFound(this.#rack.ackTaken(this.#moment(ack.wasRecovering, echoed), now), now)
    // It may have run out meanwhile: RACK's timer ran in its place.
    if (at !== Infinity && timer.at <= now) timer.rearm(now)
    if (this.phase !== 'open') {
      this.#tail.reset()
    } else {
      if (this.#tail.repairs(this.snd.una, dsackEnd, ack.bare && !ack.advances)) this.#tailRepaired(now)
      if (ack.advances || this.queue.sacked > 0) this.#scheduleProbe(now)
    }
    // While the window is closed, the persist timer is the only one.
    if (this.snd.wnd === 0) this.stop()
  }

  override handleTimeout(now: number): void {
    const { timer } = this.parts
    if (this.#rack.at <= now) {
      this.parts.reportTimer('reordering', now)
      timer.rearm(now)
      this.#lossesFound(this.#rack.detectLosses(this.#moment(false), now), now)
      if (this.phase !== 'open') this.#tail.reset()
    }
    if (this.#tail.at <= now) {
      this.parts.reportTimer('loss-probe', now)
      // Afterwards it is the retransmission timer's turn (§7.3).
      timer.rearm(now)
      this.#tail.expire()
    }
  }

  override timeout(again: boolean, now: number): void {
    super.timeout(again, now)
    this.#reducedAt = now
    this.#tail.reset()
  }

  override resend(from: number, end: number, cause: Cause): void {
    this.queue.loseAll((i) => this.queue.start(i) < end && from < this.queue.end(i))
    super.resend(from, end, cause)
  }

  override stop(): void {
    this.#rack.at = Infinity
    this.#tail.stop()
  }

  override nextSpeculative(): boolean {
    return false
  }

  protected override nextLost(): boolean {
    const [from, to] = this.queue.lowestLost(this.smss) ?? [0, 0]
    return from < to && this.found(from, to, this.forced !== undefined)
  }

  /** Time says what is lost, not the count of duplicate ACKs. */
  protected override duplicateAck(): void {}

  protected override enterFast(cause: Cause): void {
    super.enterFast(cause)
    this.reason = 'RACK'
  }

  protected override lostByTimeout(now: number): void {
    super.lostByTimeout(now)
    this.#rack.timedOut(this.#moment(false), now)
  }

  protected override undone(recovering: boolean): void {
    this.#rack.reordered()
    if (recovering) this.recover = this.snd.una
  }

  #lossesFound(lostAgain: number, now: number): void {
    if (this.queue.lost === 0) return
    if (this.phase === 'open') {
      this.#reducedAt = now
      this.enter('RACK', now)
    } else if (lostAgain >= this.#reducedAt && !this.reducesOnce) {
      // The loss of what was resent is another sign of congestion (RFC 5681 §4.3).
      this.#reduce(Math.min(this.snd.flight, this.congestion.cwnd), now)
      this.forced = 'RACK'
      this.reportTurn('lost-retransmission', now)
    }
  }

  #tailRepaired(now: number): void {
    this.#reduce(this.#tail.flight, now)
    this.congestion.recovered(now)
    this.reportTurn('tail-loss-repaired', now)
  }

  /** cwnd is reduced for another loss. @param flight octets that were in the network then */
  #reduce(flight: number, now: number): void {
    const { cwnd } = this.congestion
    this.congestion.lossDetected(this.windowLost(flight), now)
    this.parts.reductions.lost(this.snd.nxt)
    this.congestion.cwnd = Math.min(this.congestion.cwnd, cwnd)
    if (this.phase === 'fast') this.beginReduction()
    this.#reducedAt = now
  }

  /** §7.2: only while nothing is known to be missing. */
  #scheduleProbe(now: number): void {
    const { queue } = this
    const { timer } = this.parts
    // Before the SYN is acknowledged, its own timer is the only one.
    const well = this.phase === 'open' && this.snd.una > 0 && queue.sacked === 0 && this.#rack.at === Infinity
    if (well && this.snd.flight > 0) this.#tail.schedule(queue.length, timer.rto.srtt, timer.at, now)
    else this.#tail.stop()
  }

  #moment(wasRecovering: boolean, echoed?: number): RackMoment {
    const { una, nxt } = this.snd
    const recovering = this.phase !== 'open'
    const { srtt } = this.parts.timer.rto
    return { una, nxt, srtt, recovering, recovered: wasRecovering && !recovering, echoed }
  }
}
