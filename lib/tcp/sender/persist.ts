/**
 * The persist timer: while the peer's window is closed, one probe after another asks whether it still is (RFC 9293 §3.8.6.1,
 * MUST-36; the first after an RTO, then at doubled intervals, SHLD-29, 30). `Infinity` = not running.
 */
export class Persist {
  /** When the next probe is due. */
  at: number = Infinity
  /** A probe is to be sent by the next poll. */
  due = false
  /** Since when no segment has answered the probes sent; `Infinity` = none waits (MUST-37: answered, the connection stays). */
  unansweredSince: number = Infinity
  /** Probes sent since the window closed, and since a segment came. */
  probes = 0
  unanswered = 0
  #interval = 0

  get on(): boolean {
    return this.at !== Infinity || this.due
  }

  /** @param first how long the first probe waits: an RTO, where nothing keeps it longer */
  start(first: number, now: number): void {
    this.#interval = first
    this.at = now + first
    this.probes = 0
  }

  stop(): void {
    this.at = Infinity
    this.due = false
    this.unansweredSince = Infinity
  }

  /** The timer has expired. @param max ceiling of the interval in milliseconds */
  expire(max: number, now: number): void {
    this.due = true
    this.#interval = Math.min(max, this.#interval * 2)
    this.at = now + this.#interval
  }

  probeSent(now: number): void {
    this.due = false
    this.probes++
    this.unanswered++
    if (this.unansweredSince === Infinity) this.unansweredSince = now
  }

  answered(): void {
    this.unansweredSince = Infinity
    this.unanswered = 0
  }
}
