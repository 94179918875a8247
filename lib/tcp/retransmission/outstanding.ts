/** A segment that is not acknowledged: offsets [start, end) from ISS, and its last transmission (RFC 8985 §5.2). */
export interface Transmission {
  start: number
  end: number
  /** Segment.xmit_ts; `Infinity` once it is delivered though it was lost: which copy came, nobody knows. */
  time: number
  /** Segment.retransmitted */
  resent: boolean
  fate: 'on its way' | 'lost' | 'sacked'
  /** Neighbours in the order of sending, as long as it is on its way. */
  before: Transmission
  after: Transmission
}

const SWEEP = 64

/**
 * What RACK knows of every segment outstanding: all of them by their place in the stream, and those on their way also in
 * the order of sending, so that what was sent before another is found without looking at the rest.
 */
export class Outstanding {
  /** Octets taken for lost and not resent yet. */
  lost = 0
  /** RACK.segs_sacked */
  sacked = 0
  #segments: Transmission[] = []
  #head = 0
  /** Closes the circle of those on their way: the oldest comes after it, the newest before. */
  readonly #circle: Transmission = newCircle()
  /** No segment that begins before it is lost. */
  #lostFrom = 0

  /** How many segments are outstanding. */
  get count(): number {
    return this.#segments.length - this.#head
  }

  /** The one highest in the stream. */
  get last(): Transmission | undefined {
    return this.count > 0 ? this.#segments[this.#segments.length - 1] : undefined
  }

  /** The one sent the longest time ago, of those on their way. */
  get oldest(): Transmission | undefined {
    return this.later(this.#circle)
  }

  /** The next one sent after it. */
  later({ after }: Transmission): Transmission | undefined {
    return after === this.#circle ? undefined : after
  }

  /** The lowest stretch that is lost, [start, end): no more of it than reaches `most` octets; `undefined` = none is. */
  lowestLost(most: number): [start: number, end: number] | undefined {
    if (this.lost === 0) return undefined
    let at = this.#find(this.#lostFrom)
    while (this.#segments[at]!.fate !== 'lost') at++
    const { start } = this.#segments[at]!
    this.#lostFrom = start
    let end = start
    while (this.#segments[at]?.fate === 'lost' && end - start < most) end = this.#segments[at++]!.end
    return [start, end]
  }

  /** [start, end) goes out for the first time: it lies beyond all that went before. */
  sent(start: number, end: number, time: number): void {
    const after = this.#circle
    const { before } = after
    const segment: Transmission = { start, end, time, resent: false, fate: 'on its way', before, after }
    this.#segments.push(segment)
    before.after = segment
    after.before = segment
  }

  /** [start, end) goes out again. */
  resent(start: number, end: number, time: number): void {
    for (const segment of this.#within(start, end)) {
      this.#forget(segment)
      segment.time = time
      segment.resent = true
      segment.fate = 'on its way'
      this.#append(segment)
    }
  }

  /** Everything below `una` is acknowledged. @returns what was delivered by that, lowest first */
  acknowledge(una: number): Transmission[] {
    this.#cut(una)
    const delivered: Transmission[] = []
    for (; this.#head < this.#segments.length; this.#head++) {
      const segment = this.#segments[this.#head]!
      if (segment.end > una) break
      if (segment.fate !== 'sacked') delivered.push(segment)
      this.#forget(segment)
      if (segment.fate === 'lost') segment.time = Infinity
    }
    if (this.#head >= SWEEP && this.#head * 2 >= this.#segments.length) {
      this.#segments = this.#segments.slice(this.#head)
      this.#head = 0
    }
    return delivered
  }

  /** [start, end) was reported by SACK. @returns what was delivered by that */
  sack(start: number, end: number): Transmission[] {
    const delivered = this.#within(start, end).filter(({ fate }) => fate !== 'sacked')
    for (const segment of delivered) {
      this.#forget(segment)
      if (segment.fate === 'lost') segment.time = Infinity
      segment.fate = 'sacked'
      this.sacked++
    }
    return delivered
  }

  /** It is lost: to be resent. */
  lose(segment: Transmission): void {
    this.#forget(segment)
    segment.fate = 'lost'
    this.lost += segment.end - segment.start
    this.#lostFrom = Math.min(this.#lostFrom, segment.start)
  }

  /** None is lost: those that were, are on their way since they were sent. */
  loseNone(): void {
    if (this.lost === 0) return
    const onTheirWay: Transmission[] = []
    for (let at = this.#head; at < this.#segments.length; at++) {
      const segment = this.#segments[at]!
      if (segment.fate === 'lost') segment.fate = 'on its way'
      if (segment.fate === 'on its way') onTheirWay.push(segment)
    }
    this.lost = 0
    this.#circle.before = this.#circle.after = this.#circle
    onTheirWay.sort((a, b) => a.time - b.time || a.end - b.end)
    for (const segment of onTheirWay) this.#append(segment)
  }

  /** Loses those that `which` picks. */
  loseAll(which: (segment: Transmission) => boolean): void {
    for (let at = this.#head; at < this.#segments.length; at++) {
      const segment = this.#segments[at]!
      if (which(segment)) this.lose(segment)
    }
  }

  clear(): void {
    this.#segments = []
    this.#head = 0
    this.lost = 0
    this.sacked = 0
    this.#circle.after = this.#circle.before = this.#circle
  }

  /** The segments in [start, end); one that reaches beyond is cut in two. */
  #within(start: number, end: number): Transmission[] {
    this.#cut(start)
    this.#cut(end)
    const from = this.#find(start)
    let to = from
    while (to < this.#segments.length && this.#segments[to]!.start < end) to++
    return this.#segments.slice(from, to)
  }

  #cut(offset: number): void {
    const at = this.#find(offset)
    const segment = this.#segments[at]
    if (!segment || segment.start >= offset) return
    const rest = { ...segment, start: offset }
    segment.end = offset
    this.#segments.splice(at + 1, 0, rest)
    if (rest.fate === 'sacked') this.sacked++
    if (rest.fate !== 'on its way') return
    rest.before = segment
    segment.after.before = rest
    segment.after = rest
  }

  /** Takes it out of whatever counts it. */
  #forget(segment: Transmission): void {
    if (segment.fate === 'lost') this.lost -= segment.end - segment.start
    else if (segment.fate === 'sacked') this.sacked--
    else {
      segment.before.after = segment.after
      segment.after.before = segment.before
    }
  }

  #append(segment: Transmission): void {
    segment.before = this.#circle.before
    segment.after = this.#circle
    this.#circle.before.after = segment
    this.#circle.before = segment
  }

  /** Index of the first segment that ends beyond `offset`. */
  #find(offset: number): number {
    let low = this.#head
    let high = this.#segments.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#segments[middle]!.end <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

function newCircle(): Transmission {
  const alone = { start: 0, end: 0, time: 0, resent: false, fate: 'on its way' } as Transmission
  alone.before = alone.after = alone
  return alone
}
