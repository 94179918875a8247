import { allocate, NO_BYTES, SMALLEST_RING } from '../../bytes.ts'
import { emptyList } from '../../list.ts'

/** A run of octets by their place in the stream: [left, right). The first octet after the SYN is number 0. */
export interface Range {
  left: number
  right: number
}

/** A run that waits for what comes before it; `stamp` grows with each segment that touched it. */
interface WaitingRange extends Range {
  stamp: number
}

/** The most holes that are kept: a peer that sends every other octet must not make this end search without end. */
const MAX_WAITING = 256
/**
 * Out of order in, in order out: octets go straight to their place in a ring, which holds at most `capacity` of them,
 * read or not. Memory grows with what is held, up to the next power of two.
 *
 * @see RFC 9293 §3.10.7.4, seventh step
 */
export class Reassembler {
  /** Octets that may be held; a smaller one later on keeps what is there. */
  capacity: number
  #ring: Uint8Array = NO_BYTES
  #read = 0
  #next = 0
  /** Sorted, disjoint, not touching. */
  readonly #waiting: WaitingRange[] = emptyList()
  #stamp = 0
  #duplicate: Range | undefined

  constructor(capacity: number) {
    this.capacity = capacity
  }

  /** The first octet that the user has not read. */
  get read(): number {
    return this.#read
  }

  /** The first octet that is missing. */
  get next(): number {
    return this.#next
  }

  /** How many octets can be read. */
  get readable(): number {
    return this.#next - this.#read
  }

  get hasHoles(): boolean {
    return this.#waiting.length > 0
  }

  /** Octets held beyond the first hole. */
  get waiting(): number {
    return this.#waiting.reduce((sum, { left, right }) => sum + right - left, 0)
  }

  /**
   * Puts `bytes` at `offset`. What was there before stays, what does not fit is dropped.
   *
   * @returns how many octets became readable
   */
  insert(offset: number, bytes: Uint8Array): number {
    const left = Math.max(offset, this.#next)
    const right = Math.min(offset + bytes.length, this.#read + this.capacity)
    this.#duplicate =
      offset < left && bytes.length > 0 ? { left: offset, right: Math.min(offset + bytes.length, left) } : undefined
    if (left >= right) return 0
    const fresh =
      left === offset && right - left === bytes.length ? bytes : bytes.subarray(left - offset, right - offset)
    if (this.#waiting.length === 0 && left === this.#next) {
      this.#reserve(right)
      this.#write(left, fresh)
      this.#next = right
      return right - left
    }
    return this.#insertBesideHoles(left, right, fresh)
  }

  /** What the last `insert` brought that had been there already: its first run (RFC 2883 §4). */
  get duplicate(): Range | undefined {
    return this.#duplicate
  }

  /** Takes up to `max` octets off the front. */
  take(max: number): Uint8Array {
    const bytes = this.peek(max)
    this.#read += bytes.length
    return bytes
  }

  /** The same, as many as fit, to an array that is there already. @returns how many */
  takeInto(target: Uint8Array): number {
    const length = Math.min(target.length, this.readable)
    this.#copyInto(target, length)
    this.#read += length
    return length
  }

  /** As `take`, without taking them. */
  peek(max: number): Uint8Array {
    const length = Math.min(max, this.readable)
    if (length <= 0) return NO_BYTES
    const bytes = allocate(length)
    this.#copyInto(bytes, length)
    return bytes
  }

  /** Up to `max` runs beyond the first hole, the one touched last first (RFC 2018 §4). */
  newest(max: number): Range[] {
    if (this.#waiting.length <= 1) return this.#waiting.slice(0, max)
    return [...this.#waiting].sort((a, b) => b.stamp - a.stamp).slice(0, max)
  }

  /** Forgets what waits for a hole: the connection is over. */
  dropWaiting(): void {
    this.#waiting.length = 0
  }

  #insertBesideHoles(left: number, right: number, bytes: Uint8Array): number {
    const waiting = this.#waiting
    const first = this.#firstTouching(left)
    let last = first
    while (last < waiting.length && waiting[last]!.left <= right) last++
    this.#duplicate ??= this.#firstOverlap(left, right, first, last)
    if (first === last && left > this.#next && waiting.length >= MAX_WAITING) return 0
    this.#reserve(right)
    this.#writeAround(left, bytes, first, last)

    const whole: WaitingRange = { left, right, stamp: ++this.#stamp }
    if (first < last) {
      whole.left = Math.min(left, waiting[first]!.left)
      whole.right = Math.max(right, waiting[last - 1]!.right)
    }
    if (whole.left > this.#next) {
      if (last - first === 1) waiting[first] = whole
      else waiting.splice(first, last - first, whole)
      return 0
    }
    waiting.splice(first, last - first)
    const before = this.#next
    this.#next = whole.right
    return this.#next - before
  }

  /** The first waiting run that ends at `left` or later. */
  #firstTouching(left: number): number {
    let low = 0
    let high = this.#waiting.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#waiting[middle]!.right < left) low = middle + 1
      else high = middle
    }
    return low
  }

  /** What [left, right) shares with the first of the runs `first` to `last` that it overlaps: some are only touched. */
  #firstOverlap(left: number, right: number, first: number, last: number): Range | undefined {
    for (let index = first; index < last; index++) {
      const run = this.#waiting[index]!
      const shared = { left: Math.max(left, run.left), right: Math.min(right, run.right) }
      if (shared.left < shared.right) return shared
    }
    return undefined
  }

  /** Writes what lies between the runs `first` to `last`, so that the copy that came first is the one that counts. */
  #writeAround(left: number, bytes: Uint8Array, first: number, last: number): void {
    let at = left
    const right = left + bytes.length
    for (let index = first; index < last && at < right; index++) {
      const run = this.#waiting[index]!
      if (at < run.left) this.#write(at, bytes.subarray(at - left, run.left - left))
      at = Math.max(at, run.right)
    }
    if (at < right) this.#write(at, at === left ? bytes : bytes.subarray(at - left))
  }

  #write(offset: number, bytes: Uint8Array): void {
    const at = offset & (this.#ring.length - 1)
    const first = this.#ring.length - at
    if (bytes.length <= first) {
      this.#ring.set(bytes, at)
      return
    }
    this.#ring.set(bytes.subarray(0, first), at)
    this.#ring.set(bytes.subarray(first), 0)
  }

  #copyInto(target: Uint8Array, length: number): void {
    const from = this.#read & (this.#ring.length - 1)
    const first = Math.min(length, this.#ring.length - from)
    target.set(this.#ring.subarray(from, from + first))
    if (first < length) target.set(this.#ring.subarray(0, length - first), first)
  }

  /** Makes room up to `end` before any octet is written: growing copies only the runs that are known. */
  #reserve(end: number): void {
    const least = end - this.#read
    if (least <= this.#ring.length) return
    let size = Math.max(SMALLEST_RING, this.#ring.length * 2)
    while (size < least) size *= 2
    const old = this.#ring
    this.#ring = new Uint8Array(size)
    if (old.length === 0) return
    // Twice as long, each octet keeps its place modulo the old length.
    const held = { left: this.#read, right: this.#next }
    for (const run of [held, ...this.#waiting]) {
      for (let at = run.left; at < run.right; ) {
        const from = at & (old.length - 1)
        const length = Math.min(run.right - at, old.length - from)
        this.#ring.set(old.subarray(from, from + length), at & (size - 1))
        at += length
      }
    }
  }
}
