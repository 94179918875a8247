import { type LOST, ON_ITS_WAY, SACKED, type SegmentFate, SegmentRing } from './segment-ring.ts'

/** DupThresh (RFC 6675 §2). */
export const DUP_THRESH = 3

/**
 * Of what is outstanding, what the peer has reported by SACK (RFC 6675 §4), to the octet. What is asked for every segment
 * looks at one place found by halving, or at the last few segments.
 */
export class Scoreboard extends SegmentRing {
  /** The octet after the highest one reported, if one is. */
  #highest = 0
  /** `lostEdge`, and the SMSS that it was found for; 0 = to be found anew. */
  #edge = 0
  #edgeFor = 0
  /** What `missing` was asked for last, and said. */
  #from = 0
  #to = 0
  #missing = 0

  /** The octet after the highest one reported; 0 = none. */
  get highest(): number {
    return this.sacked === 0 ? 0 : this.#highest
  }

  /**
   * [left, right) was reported. What was known of it costs next to nothing: it comes with every ACK.
   *
   * @param seen told of each segment of which this is new, before it counts as reported
   * @returns how many octets are new
   */
  sack(left: number, right: number, seen?: (index: number) => void): number {
    const before = this.sacked
    if (before === 0) this.#from = this.#to = this.#missing = 0
    for (let from = this.hole(left); from < right; from = this.hole(from)) {
      let index = this.cut(from)
      if (index === this.length) break
      for (; index < this.length && this.start(index) < right && this.fate(index) !== SACKED; index++) {
        if (this.end(index) > right) this.cut(right)
        seen?.(index)
        this.setFate(index, SACKED)
        const end = this.end(index)
        this.jumps[this.at(index)] = end
        this.#missing -= Math.max(0, Math.min(end, this.#to) - from) - Math.max(0, Math.min(end, this.#from) - from)
        from = end
      }
    }
    if (this.sacked === before) return 0
    this.#edgeFor = 0
    if (right > this.#highest) this.#highest = right
    return this.sacked - before
  }

  /** What was reported counts no more. @param fate what becomes of it */
  forgetSacks(fate: typeof ON_ITS_WAY | typeof LOST): void {
    for (let i = 0; this.sacked > 0 && i < this.length; i++) if (this.fate(i) === SACKED) this.setFate(i, fate)
    this.#highest = 0
  }

  /** The first octet from `offset` on that was not reported. */
  hole(offset: number): number {
    if (this.sacked === 0) return offset
    let to = offset
    const first = this.find(to)
    for (let i = first; i < this.length && this.start(i) <= to && this.fate(i) === SACKED; i = this.find(to))
      to = this.jumps[this.at(i)]!
    // Who asks next need not walk that way again.
    if (to > offset) this.jumps[this.at(first)] = to
    return to
  }

  /** Where the hole that begins at `offset` ends; if it is longer than `most` octets, some place beyond those. */
  holeEnd(offset: number, most: number): number {
    if (this.sacked === 0) return Infinity
    let end = offset
    for (let i = this.find(offset); i < this.length && end - offset <= most && this.fate(i) !== SACKED; i++)
      end = this.end(i)
    return end
  }

  /**
   * How many octets of [from, to) are missing: neither acknowledged nor reported. Where `to` lies before `from`, less than none.
   * What is asked close to the last question costs little.
   */
  missing(from: number, to: number): number {
    const low = Math.max(from, this.una)
    const high = Math.max(to, this.una)
    if (this.sacked === 0) return high - low
    this.#missing += this.#walk(this.#to, high) - this.#walk(this.#from, low)
    this.#from = low
    this.#to = high
    return this.#missing
  }

  /**
   * Below it every octet that is missing counts as lost, and above it none: DupThresh separate ranges, or more than
   * (DupThresh − 1) · SMSS octets, were reported from there on. 0 = nothing is lost.
   *
   * @see RFC 6675 §4, IsLost
   */
  lostEdge(smss: number): number {
    if (this.sacked === 0) return 0
    if (this.#edgeFor !== smss) this.#edge = this.#findEdge(smss)
    this.#edgeFor = smss
    return this.#edge
  }

  /** IsLost of one octet. */
  isLost(offset: number, smss: number): boolean {
    return offset < this.lostEdge(smss) && this.hole(offset) === offset
  }

  /** What lies below `una` is going to leave. */
  protected release(una: number): void {
    if (this.sacked > 0) this.missing(Math.max(this.#from, una), Math.max(this.#to, una))
  }

  #walk(from: number, to: number): number {
    if (from > to) return -this.#walk(to, from)
    let sum = 0
    for (let i = from < to ? this.find(from) : this.length; i < this.length && this.start(i) < to; i++)
      if (this.fate(i) !== SACKED) sum += Math.min(this.end(i), to) - Math.max(this.start(i), from)
    return sum
  }

  #findEdge(smss: number): number {
    let octets = 0
    let ranges = 0
    let above: SegmentFate = ON_ITS_WAY
    for (let i = this.find(this.#highest) - 1; i >= 0 && octets < this.sacked; i--) {
      const fate = this.fate(i)
      if (fate === SACKED) octets += this.end(i) - this.start(i)
      if (fate === SACKED && above !== SACKED) ranges++
      if (ranges >= DUP_THRESH || octets > (DUP_THRESH - 1) * smss) return this.start(i)
      above = fate
    }
    return 0
  }
}
