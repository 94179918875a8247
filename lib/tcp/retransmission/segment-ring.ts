export const ON_ITS_WAY = 0
/** Taken for lost, and not sent again yet. */
export const LOST = 1
/** Reported by SACK. */
export const SACKED = 2
export type SegmentFate = typeof ON_ITS_WAY | typeof LOST | typeof SACKED

/** Bits of `flags`: the fate; */
const FATE = 3
/** what follows went out in the same packet, the first time; */
export const TORN = 4
/** some of what went out with it the first time has gone out again (of the end of a packet); */
export const AGAIN = 8
/** it has itself: Segment.retransmitted (RFC 8985 §5.2). */
export const RESENT = 16

/** A power of two. What is so small lies with the objects, not beside them. */
const FIRST_ROOM = 8

/**
 * Segments in the order of the stream, without a gap, as plain numbers in a ring: putting one behind the last and taking the
 * first away cost a few stores, finding one the halvings of their number. An `index` counts from the first. Offsets from ISS.
 */
export class SegmentRing {
  length = 0
  /** Octets taken for lost and not sent again yet. */
  lost = 0
  /** Octets reported and not acknowledged; and segments (RACK.segs_sacked). */
  sacked = 0
  sackedSegments = 0
  /** Where the first one begins: SND.UNA. */
  protected una = 0
  protected head = 0
  protected ends: Float64Array = new Float64Array(FIRST_ROOM)
  protected times: Float64Array = new Float64Array(FIRST_ROOM)
  /** Of what was reported: an offset up to which all else was reported too. */
  protected jumps: Float64Array = new Float64Array(FIRST_ROOM)
  protected flags: Uint8Array = new Uint8Array(FIRST_ROOM)
  /** What somebody else notes of each, a column a kind; by default nothing. */
  #notes: Float64Array[] = []

  start(index: number): number {
    return index === 0 ? this.una : this.ends[this.at(index - 1)]!
  }
  end(index: number): number {
    return this.ends[this.at(index)]!
  }
  /** When it was sent last. */
  time(index: number): number {
    return this.times[this.at(index)]!
  }
  fate(index: number): SegmentFate {
    return (this.flags[this.at(index)]! & FATE) as SegmentFate
  }
  isResent(index: number): boolean {
    return (this.flags[this.at(index)]! & RESENT) !== 0
  }

  /** Index of the first segment that ends beyond `offset`. */
  find(offset: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.ends[this.at(middle)]! <= offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** From now on, so many numbers more can be noted of each segment. */
  keep(columns: number): void {
    this.#notes = Array.from({ length: columns }, () => new Float64Array(this.ends.length))
  }
  note(index: number, column: number, value: number): void {
    this.#notes[column]![this.at(index)] = value
  }
  noted(index: number, column: number): number {
    return this.#notes[column]![this.at(index)]!
  }

  clear(): void {
    this.length = this.lost = this.sacked = this.sackedSegments = 0
  }

  protected at(index: number): number {
    return (this.head + index) & (this.ends.length - 1)
  }

  /** One that ends with `end`, behind the last. */
  protected append(end: number, time: number): void {
    if (this.length === this.ends.length) this.#grow()
    const at = this.at(this.length++)
    this.ends[at] = end
    this.times[at] = time
    this.flags[at] = ON_ITS_WAY
  }

  protected dropFirst(): void {
    if (this.flags[this.head]! & FATE) this.setFate(0, ON_ITS_WAY)
    this.una = this.ends[this.head]!
    this.head = this.at(1)
    this.length--
  }

  /** Of the first one, only what lies at `una` and beyond stays. */
  protected trimFirst(una: number): void {
    const fate = this.fate(0)
    this.setFate(0, ON_ITS_WAY)
    this.una = una
    this.setFate(0, fate)
  }

  /** Keeps the counts. */
  protected setFate(index: number, fate: SegmentFate): void {
    const octets = this.end(index) - this.start(index)
    const before = this.fate(index)
    if (before === LOST) this.lost -= octets
    if (fate === LOST) this.lost += octets
    if (before === SACKED) this.sacked -= octets
    if (fate === SACKED) this.sacked += octets
    this.sackedSegments += Number(fate === SACKED) - Number(before === SACKED)
    this.flags[this.at(index)]! += fate - before
  }

  /** One that reaches across `offset`, and was not reported, becomes two. @returns index of the first that begins there or beyond */
  protected cut(offset: number): number {
    const index = this.find(offset)
    if (index === this.length || this.start(index) >= offset) return index
    if (this.length === this.ends.length) this.#grow()
    for (const column of [this.ends, this.times, this.jumps, this.flags, ...this.#notes])
      for (let i = this.length; i > index; i--) column[this.at(i)] = column[this.at(i - 1)]!
    this.length++
    this.ends[this.at(index)] = offset
    this.flags[this.at(index)]! |= TORN
    return index + 1
  }

  #grow(): void {
    const to = this.ends.length * 2
    const grown = <T extends Float64Array | Uint8Array>(old: T, column: T): T => {
      for (let i = 0; i < this.length; i++) column[i] = old[this.at(i)]!
      return column
    }
    this.times = grown(this.times, new Float64Array(to))
    this.jumps = grown(this.jumps, new Float64Array(to))
    this.#notes = this.#notes.map((column) => grown(column, new Float64Array(to)))
    this.flags = grown(this.flags, new Uint8Array(to))
    // Last: their number is the ring's size.
    this.ends = grown(this.ends, new Float64Array(to))
    this.head = 0
  }
}
