/** Of the pacing rate in ProbeBW, each for a round-trip time or so: ask for more, give back, and keep to what there is (§4.3.4.1). */
const GAINS = [5 / 4, 3 / 4, 1, 1, 1, 1, 1, 1] as const

/** What ends a phase. Octets, milliseconds. */
interface PhaseMoment {
  rtprop: number
  priorInFlight: number
  newlyLost: number
  /** What is in flight at `gain` times the bandwidth of the bottleneck (BBRInflight). */
  target: (gain: number) => number
}

/**
 * The gain cycle of ProbeBW (draft-cardwell-iccrg-bbr-congestion-control-00 §4.3.4). Where it begins is left to chance, so
 * that not all flows ask at once; the chance here follows from a seed.
 */
export class BbrCycle {
  #phase = 0
  #since = 0
  #random: number

  constructor(seed: number) {
    this.#random = seed >>> 0
  }

  get gain(): number {
    return GAINS[this.#phase]!
  }

  /** Any phase but the one that gives back (§4.3.4.2). */
  begin(now: number): void {
    const phase = Math.floor(this.#draw() * (GAINS.length - 1))
    this.#phase = phase === 0 ? 0 : phase + 1
    this.#since = now
  }

  /** BBRCheckCyclePhase (§4.3.4.3). */
  advance(moment: PhaseMoment, now: number): void {
    if (!this.#isOver(moment, now)) return
    this.#phase = (this.#phase + 1) % GAINS.length
    this.#since = now
  }

  #isOver({ rtprop, priorInFlight, newlyLost, target }: PhaseMoment, now: number): boolean {
    const isFullLength = now - this.#since > rtprop
    // To have asked for more, more must have been in flight; unless the queue is too short for it.
    if (this.gain > 1) return isFullLength && (newlyLost > 0 || priorInFlight >= target(this.gain))
    return isFullLength || (this.gain < 1 && priorInFlight <= target(1))
  }

  /** Of [0, 1): a counter whose bits are mixed (MurmurHash3's finaliser), for initial sequence numbers may lie close together. */
  #draw(): number {
    this.#random = (this.#random + 0x9e37_79b9) >>> 0
    let bits = this.#random
    bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b)
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35)
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
  }
}
