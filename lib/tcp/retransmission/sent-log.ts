/**
 * When each outstanding segment was sent, oldest first: the source of round-trip times. A ring of plain numbers, so that
 * sending and acknowledging a segment costs a few stores.
 */
export class SentLog {
  /** Sent at, of the oldest and of the newest segment that the last `acknowledge` removed; meaningful after it returned true. */
  oldest = 0
  newest = 0
  /** First offset of the oldest one removed. */
  oldestStart = 0
  #starts = new Float64Array(32)
  #ends = new Float64Array(32)
  #times = new Float64Array(32)
  #resent = new Uint8Array(32)
  #head = 0
  #count = 0

  get length(): number {
    return this.#count
  }

  /** A segment of offsets [start, end) goes out for the first time. */
  push(start: number, end: number, now: number): void {
    if (this.#count === this.#ends.length) this.#grow()
    const at = (this.#head + this.#count++) & (this.#ends.length - 1)
    this.#starts[at] = start
    this.#ends[at] = end
    this.#times[at] = now
    this.#resent[at] = 0
  }

  /** Part of [start, end) goes out again: an ACK of it no longer says which copy it answers (Karn). */
  mark(start: number, end: number): void {
    const mask = this.#ends.length - 1
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#ends[(this.#head + middle) & mask]! <= start) low = middle + 1
      else high = middle
    }
    for (let i = low; i < this.#count; i++) {
      const at = (this.#head + i) & mask
      if (this.#starts[at]! >= end) break
      this.#resent[at] = 1
    }
  }

  /**
   * Removes the segments that `una` acknowledges whole.
   *
   * @returns whether a round-trip time can be taken: some were removed, and none of them had been sent twice
   */
  acknowledge(una: number): boolean {
    const mask = this.#ends.length - 1
    let removed = 0
    let clean = true
    while (this.#count > 0 && this.#ends[this.#head]! <= una) {
      if (removed++ === 0) {
        this.oldest = this.#times[this.#head]!
        this.oldestStart = this.#starts[this.#head]!
      }
      this.newest = this.#times[this.#head]!
      if (this.#resent[this.#head] === 1) clean = false
      this.#head = (this.#head + 1) & mask
      this.#count--
    }
    return removed > 0 && clean
  }

  /** From the first to the last of those outstanding that hold more than `octets` of data; `undefined` = none does. */
  longerThan(octets: number, dataEnd: number): { start: number; end: number } | undefined {
    const mask = this.#ends.length - 1
    let range: { start: number; end: number } | undefined
    for (let i = 0; i < this.#count; i++) {
      const at = (this.#head + i) & mask
      const start = this.#starts[at]!
      const end = this.#ends[at]!
      if (Math.min(end, dataEnd) - start <= octets) continue
      range ??= { start, end }
      range.end = end
    }
    return range
  }

  clear(): void {
    this.#count = 0
  }

  #grow(): void {
    const from = this.#ends.length
    const to = from * 2
    const starts = new Float64Array(to)
    const ends = new Float64Array(to)
    const times = new Float64Array(to)
    const resent = new Uint8Array(to)
    for (let i = 0; i < this.#count; i++) {
      const at = (this.#head + i) & (from - 1)
      starts[i] = this.#starts[at]!
      ends[i] = this.#ends[at]!
      times[i] = this.#times[at]!
      resent[i] = this.#resent[at]!
    }
    this.#starts = starts
    this.#ends = ends
    this.#times = times
    this.#resent = resent
    this.#head = 0
  }
}
