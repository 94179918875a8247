/** DupThresh (RFC 6675 §2). */
export const DUP_THRESH = 3

/**
 * What the peer has reported by SACK: disjoint ranges [left, right) in order, as offsets from ISS (RFC 6675 §4). The
 * questions asked for every segment look at the last few ranges or at one place found by bisection.
 */
export class Scoreboard {
  readonly #lefts: number[] = []
  readonly #rights: number[] = []
  #total = 0

  /** Octets reported and not yet acknowledged. */
  get sacked(): number {
    return this.#total
  }

  /** The octet after the highest one reported; 0 = none. */
  get highest(): number {
    return this.#rights[this.#rights.length - 1] ?? 0
  }

  /** The first octet reported; `Infinity` = none. */
  get lowest(): number {
    return this.#lefts[0] ?? Infinity
  }

  /** The ranges, lowest first. */
  ranges(): [number, number][] {
    return this.#lefts.map((left, i) => [left, this.#rights[i]!])
  }

  /** Takes a range in. @returns how many of its octets are new */
  add(left: number, right: number): number {
    if (left >= right) return 0
    const from = this.#indexOf(left)
    if (from < this.#lefts.length && this.#lefts[from]! <= left && this.#rights[from]! >= right) return 0
    let to = from
    let covered = 0
    let low = left
    let high = right
    while (to < this.#lefts.length && this.#lefts[to]! <= right) {
      covered += this.#rights[to]! - this.#lefts[to]!
      low = Math.min(low, this.#lefts[to]!)
      high = Math.max(high, this.#rights[to]!)
      to++
    }
    if (to === from + 1) {
      this.#lefts[from] = low
      this.#rights[from] = high
    } else {
      this.#lefts.splice(from, to - from, low)
      this.#rights.splice(from, to - from, high)
    }
    const added = high - low - covered
    this.#total += added
    return added
  }

  /** Everything below `una` is acknowledged. */
  release(una: number): void {
    let whole = 0
    while (whole < this.#rights.length && this.#rights[whole]! <= una) {
      this.#total -= this.#rights[whole]! - this.#lefts[whole]!
      whole++
    }
    if (whole > 0) {
      this.#lefts.splice(0, whole)
      this.#rights.splice(0, whole)
    }
    if (this.#lefts.length > 0 && this.#lefts[0]! < una) {
      this.#total -= una - this.#lefts[0]!
      this.#lefts[0] = una
    }
  }

  clear(): void {
    this.#lefts.length = 0
    this.#rights.length = 0
    this.#total = 0
  }

  /** The first octet from `offset` on that was not reported. */
  hole(offset: number): number {
    const i = this.#indexOf(offset + 1)
    return i < this.#lefts.length && this.#lefts[i]! <= offset ? this.#rights[i]! : offset
  }

  /** Where the hole that begins at `offset` ends: the left edge of the next range; `Infinity` = none follows. */
  holeEnd(offset: number): number {
    const i = this.#indexOf(offset)
    return this.#lefts[i] ?? Infinity
  }

  /** How many octets below `offset` were reported. */
  sackedBelow(offset: number): number {
    if (offset >= this.highest) return this.#total
    let sum = 0
    for (let i = 0; i < this.#lefts.length && this.#lefts[i]! < offset; i++) {
      sum += Math.min(offset, this.#rights[i]!) - this.#lefts[i]!
    }
    return sum
  }

  /**
   * The offset below which every octet not reported counts as lost: DupThresh separate ranges, or more than
   * (DupThresh − 1) · SMSS octets, were reported above it. 0 = nothing is lost.
   *
   * @see RFC 6675 §4, IsLost
   */
  lostEdge(smss: number): number {
    let octets = 0
    const last = this.#lefts.length - 1
    for (let i = last; i >= 0; i--) {
      octets += this.#rights[i]! - this.#lefts[i]!
      if (last - i + 1 >= DUP_THRESH || octets > (DUP_THRESH - 1) * smss) return this.#lefts[i]!
    }
    return 0
  }

  /** IsLost of one octet. */
  isLost(offset: number, smss: number): boolean {
    return offset < this.lostEdge(smss) && this.hole(offset) === offset
  }

  /** Index of the first range whose right edge is at or beyond `offset`. */
  #indexOf(offset: number): number {
    let low = 0
    let high = this.#rights.length
    // ACKs extend the newest range far more often than any other.
    if (high > 0 && this.#rights[high - 1]! < offset) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#rights[middle]! < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
