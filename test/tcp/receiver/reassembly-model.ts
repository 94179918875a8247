import type { Range } from '../../../lib/tcp/receiver/reassembler.ts'

/** As many holes as the engine keeps track of. */
const MAX_HOLES = 256

/**
 * What {@link Reassembler} promises, in arrays with a place for every octet: no ring, no runs, nothing that moves. Places
 * are offsets from `base`, which lets a model begin far into a stream.
 */
export class ReassemblyModel {
  capacity: number
  read = 0
  duplicate: Range | undefined
  readonly #base: number
  readonly #there: Uint8Array
  readonly #values: Uint8Array
  /** For every octet that waits: the number of the last segment that touched its run. */
  readonly #stamps: Uint32Array
  #segments = 0
  /** One past the last octet that is there. */
  #end = 0

  /** @param size octets from `base` on that the stream has at most */
  constructor(size: number, capacity: number, base = 0) {
    this.#there = new Uint8Array(size + 1)
    this.#values = new Uint8Array(size)
    this.#stamps = new Uint32Array(size)
    this.capacity = capacity
    this.#base = base
  }

  get next(): number {
    return this.#there.indexOf(0, this.read)
  }

  insert(offset: number, bytes: Uint8Array): number {
    const { next } = this
    const end = Math.min(offset + bytes.length, Math.max(next, this.read + this.capacity))
    this.duplicate = this.#shift(this.#firstRun(offset, end, next))
    const left = Math.max(offset, next)
    if (left >= end) return 0
    const touches = left === next || this.#there.subarray(left - 1, end + 1).includes(1)
    if (!touches && this.#runs().length >= MAX_HOLES) return 0
    this.#end = Math.max(this.#end, end)
    for (let at = left; at < end; at++) {
      if (this.#there[at] === 1) continue
      this.#there[at] = 1
      this.#values[at] = bytes[at - offset]!
    }
    const run = this.#runs().find((each) => each.left <= left && each.right >= end)
    if (run) this.#stamps.fill(++this.#segments, run.left, run.right)
    return this.next - next
  }

  take(max: number): Uint8Array {
    const bytes = this.peek(max)
    this.read += bytes.length
    return bytes
  }

  peek(max: number): Uint8Array {
    return this.#values.slice(this.read, Math.min(this.read + max, this.next))
  }

  get waiting(): number {
    return this.#runs().reduce((sum, { left, right }) => sum + right - left, 0)
  }

  newest(max: number): Range[] {
    const runs = this.#runs().sort((a, b) => this.#stamps[b.left]! - this.#stamps[a.left]!)
    return runs.slice(0, max).map((run) => this.#shift(run)!)
  }

  /** The first run in [left, right) of octets that have been there, `next` and below being read or readable. */
  #firstRun(left: number, right: number, next: number): Range | undefined {
    const isThere = (at: number): boolean => at < next || this.#there[at] === 1
    let from = left
    while (from < right && !isThere(from)) from++
    let to = from
    while (to < right && isThere(to)) to++
    return from < to ? { left: from, right: to } : undefined
  }

  /** What waits beyond the first hole. */
  #runs(): Range[] {
    const runs: Range[] = []
    for (let right = this.next; right < this.#end; ) {
      const left = this.#there.indexOf(1, right)
      right = this.#there.indexOf(0, left)
      runs.push({ left, right })
    }
    return runs
  }

  #shift(run: Range | undefined): Range | undefined {
    return run && { left: run.left + this.#base, right: run.right + this.#base }
  }
}
