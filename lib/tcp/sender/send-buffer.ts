import { allocate, NO_BYTES, SMALLEST_RING } from '../../bytes.ts'
import type { Settings } from '../settings.ts'

const NO_MEMORY = new ArrayBuffer(0)

/**
 * What was written and is not yet acknowledged, addressed by its offset in the stream (first octet written = 0), in a ring
 * that grows with what is held. Octets are copied once, on `write`; what was released is overwritten by what comes later.
 */
export class SendBuffer {
  readonly #settings: Pick<Settings, 'sendBuffer'>
  /** An octet's place is its offset modulo the size, a power of two. */
  #ring: Uint8Array = NO_BYTES
  /** Beside the ring, for asking an array for its buffer is a call out of compiled code. */
  #memory: ArrayBuffer = NO_MEMORY
  #first = 0
  #last = 0

  constructor(settings: Pick<Settings, 'sendBuffer'>) {
    this.#settings = settings
  }

  /** Offset of the first octet held, and the one after the last. */
  get start(): number {
    return this.#first
  }
  get end(): number {
    return this.#last
  }
  /** Octets held; and octets that `write` takes now. */
  get length(): number {
    return this.#last - this.#first
  }
  get free(): number {
    return Math.max(0, this.#settings.sendBuffer - this.length)
  }

  /** Copies as much of `bytes` as the limit allows. @returns octets taken */
  write(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.free)
    if (taken === 0) return 0
    this.#reserve(this.length + taken)
    const at = this.#place(this.#last)
    const first = Math.min(taken, this.#ring.length - at)
    this.#ring.set(first === bytes.length ? bytes : bytes.subarray(0, first), at)
    if (first < taken) this.#ring.set(bytes.subarray(first, taken), 0)
    this.#last += taken
    return taken
  }

  /**
   * `length` octets from `offset` on: a view, true until they are released, or a copy where they lie across the ring's seam.
   *
   * @throws RangeError outside what is held
   */
  slice(offset: number, length: number): Uint8Array {
    if (length <= 0) return NO_BYTES
    if (offset < this.#first || offset + length > this.#last) {
      throw new RangeError(
        `octets ${offset} to ${offset + length} are not held: the buffer holds ${this.#first} to ${this.#last}`,
      )
    }
    const at = this.#place(offset)
    const first = this.#ring.length - at
    if (length <= first) return new Uint8Array(this.#memory, at, length)
    const copy = allocate(length)
    copy.set(this.#ring.subarray(at))
    copy.set(this.#ring.subarray(0, length - first), first)
    return copy
  }

  /** Everything before `offset` has been acknowledged. */
  release(offset: number): void {
    if (offset <= this.#first) return
    this.#first = Math.min(offset, this.#last)
    if (this.#first === this.#last && this.#ring.length > SMALLEST_RING) this.#replace(0)
  }

  clear(): void {
    this.#first = this.#last
    this.#replace(0)
  }

  #place(offset: number): number {
    return offset & (this.#ring.length - 1)
  }

  #reserve(least: number): void {
    if (least <= this.#ring.length) return
    let size = Math.max(SMALLEST_RING, this.#ring.length * 2)
    while (size < least) size *= 2
    this.#replace(size)
  }

  /** A ring of another size, with what is held. */
  #replace(size: number): void {
    const old = this.#ring
    this.#memory = size === 0 ? NO_MEMORY : new ArrayBuffer(size)
    this.#ring = size === 0 ? NO_BYTES : new Uint8Array(this.#memory)
    for (let at = this.#first; at < this.#last; ) {
      const from = at & (old.length - 1)
      const length = Math.min(this.#last - at, old.length - from)
      this.#ring.set(old.subarray(from, from + length), this.#place(at))
      at += length
    }
  }
}
