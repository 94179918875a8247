/** When the next segment may leave, so that so many octets a millisecond do, in bursts of a quantum at most. */
export class Pacer {
  /** Not before this. */
  at: number = -Infinity
  /** Something waits for it. */
  waiting = false
  /** Octets of the burst at hand, and when it began. */
  #burst = 0
  #begin = 0

  /** Whether nothing may leave now. */
  holds(now: number): boolean {
    this.waiting = now < this.at
    return this.waiting
  }

  /**
   * `octets` leave.
   *
   * @param rate octets a millisecond
   * @param room how many more octets a segment of this burst may have
   * @param quantum octets of a burst
   */
  sent(octets: number, rate: number, room: number, quantum: number, now: number): void {
    // A burst that is over by now has been paid for.
    if (this.#burst > 0 && now >= this.#begin + this.#burst / rate) this.#burst = 0
    if (this.#burst === 0) this.#begin = now
    this.#burst += octets
    if (this.#burst + room <= quantum) return
    this.at = this.#begin + this.#burst / rate
    this.#burst = 0
  }
}
