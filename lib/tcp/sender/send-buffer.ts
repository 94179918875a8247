import { NO_BYTES } from '../../bytes.ts'
import type { Settings } from '../settings.ts'

const CHUNK = 16_384

interface Chunk {
  /** Offset of its first octet in the stream. */
  start: number
  bytes: Uint8Array
  /** Octets of `bytes` in use. */
  length: number
}

/**
 * What was written and is not yet acknowledged, addressed by its offset in the stream (first octet written = 0).
 * Bytes are copied once, on `write`, and never overwritten: a view given out stays true.
 */
export class SendBuffer {
  readonly #settings: Pick<Settings, 'sendBuffer'>
  #chunks: Chunk[] = []
  /** Index of the first chunk in use; those before it are freed in one sweep. */
  #head = 0
  /** Where the last look-up ended: the next one is almost always there or right behind. */
  #hint = 0
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
    let from = 0
    const tail = this.#chunks.length > this.#head ? this.#chunks[this.#chunks.length - 1] : undefined
    if (tail && tail.length < tail.bytes.length) {
      from = Math.min(taken, tail.bytes.length - tail.length)
      tail.bytes.set(bytes.subarray(0, from), tail.length)
      tail.length += from
    }
    if (from < taken) {
      const rest = taken - from
      const chunk = { start: this.#last + from, bytes: new Uint8Array(Math.max(CHUNK, rest)), length: rest }
      chunk.bytes.set(bytes.subarray(from, taken))
      this.#chunks.push(chunk)
    }
    this.#last += taken
    return taken
  }

  /** `length` octets from `offset` on: a view, or a copy where they lie across two chunks. @throws RangeError outside what is held */
  slice(offset: number, length: number): Uint8Array {
    if (length <= 0) return NO_BYTES
    if (offset < this.#first || offset + length > this.#last) {
      throw new RangeError(
        `octets ${offset} to ${offset + length} are not held: the buffer holds ${this.#first} to ${this.#last}`,
      )
    }
    const index = this.#find(offset)
    const chunk = this.#chunks[index] as Chunk
    const at = offset - chunk.start
    if (at + length <= chunk.length) return new Uint8Array(chunk.bytes.buffer, at, length)
    const copy = new Uint8Array(length)
    let done = 0
    for (let i = index; done < length; i++) {
      const part = this.#chunks[i] as Chunk
      const begin = offset + done - part.start
      const end = Math.min(part.length, begin + length - done)
      copy.set(part.bytes.subarray(begin, end), done)
      done += end - begin
    }
    return copy
  }

  /** Everything before `offset` has been acknowledged. */
  release(offset: number): void {
    if (offset <= this.#first) return
    this.#first = Math.min(offset, this.#last)
    while (this.#head < this.#chunks.length) {
      const chunk = this.#chunks[this.#head] as Chunk
      if (chunk.start + chunk.length > this.#first) break
      // A chunk with room left stays the tail: small writes, each acknowledged at once, must not allocate one each.
      if (this.#head === this.#chunks.length - 1 && chunk.length < chunk.bytes.length) break
      this.#chunks[this.#head++] = EMPTY
    }
    if (this.#head > 16 && this.#head * 2 > this.#chunks.length) {
      this.#chunks.splice(0, this.#head)
      this.#head = 0
      this.#hint = 0
    }
  }

  clear(): void {
    this.#chunks = []
    this.#head = 0
    this.#hint = 0
    this.#first = this.#last
  }

  #find(offset: number): number {
    let index = Math.max(this.#hint, this.#head)
    while ((this.#chunks[index] as Chunk).start > offset) index--
    for (;;) {
      const chunk = this.#chunks[index] as Chunk
      if (offset < chunk.start + chunk.length) break
      index++
    }
    this.#hint = index
    return index
  }
}

const EMPTY: Chunk = { start: 0, bytes: NO_BYTES, length: 0 }
