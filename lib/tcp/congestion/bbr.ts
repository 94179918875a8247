import { BbrCycle } from './bbr-cycle.ts'
import { BbrPath } from './bbr-path.ts'
import type { Congestion, RateMode, RateModel, RateSample } from './types.ts'

/** BBRHighGain: the least at which what is sent can double each round trip. */
const HIGH_GAIN = 2 / Math.LN2
/** Of cwnd in ProbeBW: ACKs may come late, and many at once. */
const CWND_GAIN = 2
/** BBRMinPipeCwnd, in segments: two for each delayed ACK. */
const MIN_PIPE = 4
/** ProbeRTTDuration, milliseconds. */
const PROBE_RTT = 200
/** Before a round-trip time is known: milliseconds. */
const NOMINAL_RTT = 1
/** A little less than the bottleneck carries, so that its queue drains (Linux 4.20 and later; the draft has 1). */
const PACING_MARGIN = 0.99
/** Below these rates, 1.2 and 24 Mbit/s in octets a millisecond, one segment at a time leaves, and two (§4.2.2). */
const SLOW_RATE = 150
const MIDDLING_RATE = 3_000
const MOST_QUANTUM = 65_536

/**
 * BBR, version 1 (draft-cardwell-iccrg-bbr-congestion-control-00), which Linux ships: no loss and no delay sets the pace, but
 * a model of the way, its bandwidth and its round-trip time without a queue. It heeds no marks, so its data bears no ECT; Linux's
 * does, and ignores what comes of it. Left out is what Linux has beside the draft: room for aggregated ACKs, and the search for policers. Version 3 (draft-ietf-ccwg-bbr) differs: it bounds what is
 * in flight by loss and ECN, and probes more rarely. Octets, milliseconds.
 */
export class Bbr implements Congestion, RateModel {
  readonly name = 'bbr'
  readonly recovery = 'new-reno'
  ssthresh: number = Infinity
  mode: RateMode = 'startup'
  pacingRate = 0
  readonly #path = new BbrPath()
  readonly #cycle: BbrCycle
  #smss = 536
  #initialWindow = 536
  #cwnd = 536
  #pacingGain = HIGH_GAIN
  #cwndGain = HIGH_GAIN
  /** BBR.prior_cwnd: what to come back to after a recovery, or after ProbeRTT. */
  #priorCwnd = 0
  /** What loss recovery was about at the last ACK; after a timeout, at once. */
  #phase: RateSample['phase'] = 'open'
  #packetConservation = false
  #idleRestart = false
  /** When ProbeRTT may end; `undefined` = what is in flight has still to fall. And whether a round has passed since. */
  #probeRttDone: number | undefined
  #probeRttRoundDone = false

  /** @param seed of where each gain cycle begins */
  constructor(seed: number) {
    this.#cycle = new BbrCycle(seed)
  }

  get model(): RateModel {
    return this
  }
  get cwnd(): number {
    return this.#cwnd
  }
  // Loss recovery inflates and deflates cwnd; here only the model does.
  set cwnd(_octets: number) {}

  get btlBw(): number {
    return this.#path.btlBw
  }
  get minRtt(): number {
    return this.#path.rtprop
  }
  get holdsBack(): boolean {
    return this.mode === 'probe-rtt'
  }

  /** BBRSetSendQuantum (§4.2.2). */
  get quantum(): number {
    if (this.pacingRate < SLOW_RATE) return this.#smss
    return this.pacingRate < MIDDLING_RATE ? 2 * this.#smss : Math.min(this.pacingRate, MOST_QUANTUM)
  }

  /** BBRInitPacingRate (§4.2.1). */
  start(smss: number, initialWindow: number, _limit?: number, rtt?: number): void {
    this.#smss = smss
    this.#initialWindow = this.#cwnd = initialWindow
    this.#path.start(rtt)
    this.pacingRate = (HIGH_GAIN * initialWindow) / Math.max(rtt ?? NOMINAL_RTT, NOMINAL_RTT)
  }

  resize(smss: number): void {
    this.#smss = smss
    this.#cwnd = Math.max(this.#cwnd, smss)
  }

  /** All that an ACK says comes by `ackTaken`. */
  ackArrives(): void {}

  /** A loss is no measure of the way; what to come back to is noted. */
  lossDetected(_flight: number, _now: number): void {
    this.#saveCwnd()
  }

  /** Version 1 asks for no marks: what fills the queue is found by the rate of delivery. */
  congestionMarked(): void {}

  /** `ackTaken` is told. */
  recovered(): void {}

  timedOut(_flight: number, _again: boolean, _now: number): void {
    this.#saveCwnd()
    this.#phase = 'loss'
    this.#cwnd = this.#smss
    this.#path.forgetFull()
  }

  checkpoint(): () => void {
    // cwnd comes back when `ackTaken` hears that the recovery is over.
    return () => this.#path.forgetFull()
  }

  /** After idle, pacing takes the place of a small window (§4.3.4.4). */
  restart(): void {}

  restartsFromIdle(now: number): void {
    this.#idleRestart = true
    if (this.mode === 'probe-bw') this.#setPacingRate(1)
    else if (this.mode === 'probe-rtt') this.#endProbeRtt(now)
  }

  /** BBRUpdateOnACK (§3.5.2): the model, the state, and what follows from both. */
  ackTaken(sample: RateSample, now: number): void {
    this.#path.update(sample)
    if (this.#path.roundStart) this.#packetConservation = false
    if (this.mode === 'probe-bw') this.#advanceCycle(sample, now)
    this.#checkDrain(sample, now)
    this.#path.updateRtprop(sample.rtt, now)
    this.#checkProbeRtt(sample, now)
    this.#setGains()
    this.#setPacingRate(this.#pacingGain)
    this.#setCwnd(sample)
  }

  #advanceCycle({ priorInFlight, newlyLost }: RateSample, now: number): void {
    const { rtprop } = this.#path
    this.#cycle.advance({ rtprop, priorInFlight, newlyLost, target: (gain) => this.#inflight(gain) }, now)
  }

  /** Startup has left a queue; Drain lasts until it is gone (§4.3.2, §4.3.3). */
  #checkDrain({ inFlight }: RateSample, now: number): void {
    if (this.mode === 'startup' && this.#path.isFull) {
      this.mode = 'drain'
      // Nothing goes by it but the phase's name in a trace.
      this.ssthresh = this.#inflight(1)
    }
    if (this.mode === 'drain' && inFlight <= this.#inflight(1)) this.#enterProbeBw(now)
  }

  #enterProbeBw(now: number): void {
    this.mode = 'probe-bw'
    this.#cycle.begin(now)
  }

  /** The shortest round trip was ten seconds ago: four segments in flight for a while let every queue drain (§4.3.5). */
  #checkProbeRtt({ inFlight, delivered, newlyDelivered }: RateSample, now: number): void {
    if (this.mode !== 'probe-rtt' && this.#path.rtpropExpired && !this.#idleRestart) {
      this.#saveCwnd()
      this.mode = 'probe-rtt'
      this.#probeRttDone = undefined
    }
    if (this.mode === 'probe-rtt') {
      if (this.#probeRttDone === undefined) {
        if (inFlight <= MIN_PIPE * this.#smss) {
          this.#probeRttDone = now + PROBE_RTT
          this.#probeRttRoundDone = false
          this.#path.beginRound(delivered)
        }
      } else {
        if (this.#path.roundStart) this.#probeRttRoundDone = true
        if (this.#probeRttRoundDone) this.#endProbeRtt(now)
      }
    }
    if (newlyDelivered > 0) this.#idleRestart = false
  }

  #endProbeRtt(now: number): void {
    if (this.#probeRttDone === undefined || now <= this.#probeRttDone) return
    this.#path.rtpropStamp = now
    this.#cwnd = Math.max(this.#cwnd, this.#priorCwnd)
    if (this.#path.isFull) this.#enterProbeBw(now)
    else this.mode = 'startup'
  }

  #setGains(): void {
    const { mode } = this
    const high = mode === 'startup' || mode === 'drain'
    this.#cwndGain = high ? HIGH_GAIN : mode === 'probe-bw' ? CWND_GAIN : 1
    if (mode === 'probe-bw') this.#pacingGain = this.#cycle.gain
    else this.#pacingGain = mode === 'startup' ? HIGH_GAIN : mode === 'drain' ? 1 / HIGH_GAIN : 1
  }

  /** BBRSetPacingRateWithGain (§4.2.1): before the pipe is full it never falls. */
  #setPacingRate(gain: number): void {
    const rate = gain * this.btlBw * PACING_MARGIN
    if (rate > 0 && (this.#path.isFull || rate > this.pacingRate)) this.pacingRate = rate
  }

  /** BBRInflight (§4.2.3.2): the bandwidth-delay product times `gain`, and room for bursts at both ends. */
  #inflight(gain: number): number {
    const { btlBw, rtprop } = this.#path
    return rtprop === Infinity ? this.#initialWindow : gain * btlBw * rtprop + 3 * this.quantum
  }

  /** BBRSaveCwnd (§4.2.3.4). */
  #saveCwnd(): void {
    const isCut = this.#phase !== 'open' || this.mode === 'probe-rtt'
    this.#priorCwnd = isCut ? Math.max(this.#priorCwnd, this.#cwnd) : this.#cwnd
  }

  /** BBRSetCwnd (§4.2.3.6). */
  #setCwnd(sample: RateSample): void {
    const { newlyDelivered, delivered } = sample
    const least = MIN_PIPE * this.#smss
    if (newlyDelivered > 0 && !this.#modulateForRecovery(sample)) {
      const target = this.#inflight(this.#cwndGain)
      if (this.#path.isFull) this.#cwnd = Math.min(this.#cwnd + newlyDelivered, target)
      else if (this.#cwnd < target || delivered < this.#initialWindow) this.#cwnd += newlyDelivered
      this.#cwnd = Math.max(this.#cwnd, least)
    }
    if (this.mode === 'probe-rtt') this.#cwnd = Math.min(this.#cwnd, least)
  }

  /**
   * Of what was lost, nothing goes on top of what is resent; for a round, each octet delivered lets out one (§4.2.3.4).
   *
   * @returns whether packet conservation has set cwnd
   */
  #modulateForRecovery({ newlyDelivered, newlyLost, inFlight, delivered, phase }: RateSample): boolean {
    if (newlyLost > 0) this.#cwnd = Math.max(this.#cwnd - newlyLost, this.#smss)
    if (phase === 'fast' && this.#phase !== 'fast') {
      this.#packetConservation = true
      this.#path.beginRound(delivered)
      this.#cwnd = inFlight + Math.max(newlyDelivered, this.#smss)
    } else if (phase === 'open' && this.#phase !== 'open') {
      this.#packetConservation = false
      this.#cwnd = Math.max(this.#cwnd, this.#priorCwnd)
    }
    this.#phase = phase
    if (this.#packetConservation) this.#cwnd = Math.max(this.#cwnd, inFlight + newlyDelivered)
    return this.#packetConservation
  }
}
