import { BETA_CUBIC, cubicK, cubicWindow } from './cubic-function.ts'
import type { HyStart } from './hystart.ts'
import { SlowStartGrowth } from './slow-start.ts'
import type { Congestion, CongestionAck } from './types.ts'

/** Growth per window that gives Reno's throughput with CUBIC's β (RFC 9438 §4.3). */
const ALPHA_CUBIC = (3 * (1 - BETA_CUBIC)) / (1 + BETA_CUBIC)

/** CUBIC (RFC 9438). Inside, windows are in segments, as the RFC has them. */
export class Cubic implements Congestion {
  readonly name = 'cubic'
  readonly recovery = 'new-reno'
  cwnd = 536
  ssthresh: number = Infinity
  #smss = 536
  readonly #hystart: HyStart | undefined
  readonly #growth = new SlowStartGrowth()

  /** W_max, cwnd_prior, K in seconds, W_est. */
  #wMax = 0
  #cwndPrior = 0
  #k = 0
  #wEst = 0
  /** When this stage of congestion avoidance began, app-limited time left out; `undefined` = it has not. */
  #epoch: number | undefined
  /** Since when cwnd has not been what limits (§5.8). */
  #idleSince: number | undefined
  #afterTimeout = false

  constructor(hystart?: HyStart) {
    this.#hystart = hystart
  }

  start(smss: number, initialWindow: number, limit: number = 1): void {
    this.#smss = smss
    this.cwnd = initialWindow
    this.#growth.limit = limit
  }

  resize(smss: number): void {
    this.#smss = smss
    this.cwnd = Math.max(this.cwnd, smss)
    this.#epoch = undefined
  }

  ackArrives(ack: CongestionAck, now: number): void {
    if (!ack.limited) {
      this.#idleSince ??= now
      return
    }
    if (this.cwnd < this.ssthresh) this.#slowStart(ack)
    else this.#avoidance(ack, now)
  }

  lossDetected(flight: number, _now: number): void {
    this.#reduce(flight)
    this.cwnd = this.ssthresh
    this.#afterTimeout = false
  }

  congestionMarked(flight: number, _now: number): void {
    this.#reduce(flight)
    this.cwnd = Math.min(this.cwnd, Math.max(flight * BETA_CUBIC, this.#smss))
    this.#afterTimeout = false
  }

  recovered(_now: number): void {
    this.#epoch = undefined
  }

  timedOut(flight: number, again: boolean, _now: number): void {
    if (!again) this.#reduce(flight)
    this.cwnd = this.#smss
    this.#epoch = undefined
    this.#afterTimeout = true
    this.#growth.afterTimeout = true
  }

  checkpoint(): () => void {
    const { cwnd, ssthresh } = this
    const [wMax, cwndPrior, k, wEst, epoch] = [this.#wMax, this.#cwndPrior, this.#k, this.#wEst, this.#epoch]
    const afterTimeout = this.#afterTimeout
    return () => {
      this.cwnd = Math.max(this.cwnd, cwnd)
      this.ssthresh = ssthresh
      this.#wMax = wMax
      this.#cwndPrior = cwndPrior
      this.#k = k
      this.#wEst = wEst
      this.#epoch = epoch
      this.#afterTimeout = afterTimeout
    }
  }

  restart(restartWindow: number, _now: number): void {
    this.cwnd = Math.min(this.cwnd, restartWindow)
    this.#epoch = undefined
  }

  #slowStart(ack: CongestionAck): void {
    this.#idleSince = undefined
    // HyStart++ is for the first slow start, when ssthresh is not known yet (RFC 9406 §4.3).
    if (!this.#hystart || this.ssthresh !== Infinity) {
      this.cwnd += this.#growth.by(ack.acked, this.#smss)
      return
    }
    this.cwnd += this.#hystart.growth(ack, this.#smss)
    if (this.#hystart.done) this.ssthresh = this.cwnd
  }

  #avoidance(ack: CongestionAck, now: number): void {
    this.#growth.afterTimeout = false
    const window = this.cwnd / this.#smss
    if (this.#epoch === undefined) this.#begin(window, now)
    else if (this.#idleSince !== undefined) this.#epoch += now - this.#idleSince
    this.#idleSince = undefined

    const acked = ack.acked / this.#smss
    this.#wEst += ((this.#wEst >= this.#cwndPrior ? 1 : ALPHA_CUBIC) * acked) / window
    const t = (now - (this.#epoch ?? now)) / 1_000
    if (cubicWindow(t, this.#k, this.#wMax) < this.#wEst) {
      this.cwnd = Math.max(this.cwnd, this.#wEst * this.#smss)
      return
    }
    const ahead = cubicWindow(t + (ack.srtt ?? 0) / 1_000, this.#k, this.#wMax)
    const target = Math.min(Math.max(ahead, window), 1.5 * window)
    this.cwnd += ((target - window) / window) * acked * this.#smss
  }

  #begin(window: number, now: number): void {
    this.#epoch = now
    this.#wEst = window
    if (this.#afterTimeout || window >= this.#wMax) {
      // The first stage after a timeout, or one that no loss preceded: the plateau is here (§4.8, §4.10).
      this.#wMax = window
      this.#k = 0
    } else {
      this.#k = cubicK(this.#wMax, window)
    }
    this.#afterTimeout = false
  }

  #reduce(flight: number): void {
    const window = this.cwnd / this.#smss
    // Fast convergence (§4.7): a flow that did not get back to its last W_max gives room to newcomers.
    this.#wMax = window < this.#wMax ? (window * (1 + BETA_CUBIC)) / 2 : window
    this.#cwndPrior = window
    this.ssthresh = Math.max(flight * BETA_CUBIC, 2 * this.#smss)
    this.#epoch = undefined
  }
}
