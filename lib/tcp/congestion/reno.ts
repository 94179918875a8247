import { SlowStartGrowth } from './slow-start.ts'
import type { Congestion, CongestionAck } from './types.ts'

/** Slow start and congestion avoidance by octets acknowledged (RFC 5681 §3.1), halving on loss; fast recovery ends with the next new ACK. */
export class Reno implements Congestion {
  readonly name: string = 'reno'
  readonly recovery: Congestion['recovery'] = 'reno'
  cwnd = 536
  ssthresh: number = Infinity
  protected smss = 536
  readonly #growth = new SlowStartGrowth()
  /** Octets acknowledged since cwnd last grew in congestion avoidance. */
  #credit = 0

  start(smss: number, initialWindow: number, limit: number = 1): void {
    this.smss = smss
    this.cwnd = initialWindow
    this.#growth.limit = limit
  }

  resize(smss: number): void {
    this.smss = smss
    this.cwnd = Math.max(this.cwnd, smss)
  }

  ackArrives(ack: CongestionAck, _now: number): void {
    if (!ack.limited) return
    if (this.cwnd < this.ssthresh) {
      this.cwnd += this.#growth.by(ack.acked, this.smss)
      return
    }
    this.#growth.afterTimeout = false
    this.#credit += ack.acked
    if (this.#credit < this.cwnd) return
    this.#credit -= this.cwnd
    this.cwnd += this.smss
  }

  lossDetected(flight: number, _now: number): void {
    this.ssthresh = Math.max(flight / 2, 2 * this.smss)
    this.cwnd = this.ssthresh
    this.#credit = 0
  }

  congestionMarked(flight: number, _now: number): void {
    this.ssthresh = Math.max(flight / 2, 2 * this.smss)
    this.cwnd = Math.min(this.cwnd, Math.max(flight / 2, this.smss))
    this.#credit = 0
  }

  recovered(_now: number): void {
    this.#credit = 0
  }

  timedOut(flight: number, again: boolean, _now: number): void {
    if (!again) this.ssthresh = Math.max(flight / 2, 2 * this.smss)
    this.cwnd = this.smss
    this.#credit = 0
    this.#growth.afterTimeout = true
  }

  checkpoint(): () => void {
    const { cwnd, ssthresh } = this
    const credit = this.#credit
    return () => {
      this.cwnd = Math.max(this.cwnd, cwnd)
      this.ssthresh = ssthresh
      this.#credit = credit
    }
  }

  restart(restartWindow: number, _now: number): void {
    this.cwnd = Math.min(this.cwnd, restartWindow)
    this.#credit = 0
  }
}
