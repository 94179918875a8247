import { EarlyEndError, SocketError } from './errors.ts'
import { CHUNK, type ChunkOptions } from './transfer.ts'
import type { Socket } from './types.ts'

/** Reads a stream ahead, so that it can be taken apart where its contents say: at a delimiter, after a count. */
export class ByteReader {
  readonly socket: Socket
  readonly #options: ChunkOptions
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0
  #ended = false

  constructor(socket: Socket, options: ChunkOptions = {}) {
    this.socket = socket
    this.#options = options
  }

  /** Bytes read ahead and not yet taken. */
  get buffered(): number {
    return this.#end - this.#start
  }

  /** @returns 1 to `max` bytes, or none at the end of the stream */
  async some(max: number): Promise<Uint8Array> {
    if (this.buffered === 0) await this.#more()
    return this.#take(Math.min(max, this.buffered))
  }

  /** @returns `length` bytes, fewer only at the end of the stream */
  async upTo(length: number): Promise<Uint8Array> {
    while (this.buffered < length && (await this.#more())) {}
    return this.#take(Math.min(length, this.buffered))
  }

  /** @throws EarlyEndError if the stream ends before */
  async exactly(length: number, call: string = 'read'): Promise<Uint8Array> {
    const bytes = await this.upTo(length)
    if (bytes.length < length) throw new EarlyEndError(this.socket.name, call, length, bytes.length)
    return bytes
  }

  /**
   * @param limit the most bytes to look through, the delimiter included
   * @returns the bytes with the delimiter at their end; without it, possibly none, at the end of the stream
   * @throws SocketError EMSGSIZE when the limit has passed without a delimiter
   */
  async until(delimiter: Uint8Array, limit: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    for (let searched = 0; ; ) {
      const found = this.#find(delimiter, searched)
      const length = found < 0 ? this.buffered : found + delimiter.length
      if (length > limit) {
        throw new SocketError('EMSGSIZE', this.socket.name, 'read', { reason: `no delimiter within ${limit} bytes` })
      }
      if (found >= 0) return this.#take(length)
      // The delimiter may be split between what is here and what comes.
      searched = Math.max(0, this.buffered - delimiter.length + 1)
      if (!(await this.#more())) return this.#take(this.buffered)
    }
  }

  #find(delimiter: Uint8Array, from: number): number {
    const [first = 0] = delimiter
    const bytes = this.#bytes.subarray(this.#start, this.#end)
    for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
      if (delimiter.every((byte, index) => bytes[at + index] === byte)) return at
    }
    return -1
  }

  #take(length: number): Uint8Array {
    const bytes = this.#bytes.slice(this.#start, this.#start + length)
    this.#start += length
    return bytes
  }

  /** @returns false at the end of the stream */
  async #more(): Promise<boolean> {
    if (this.#ended) return false
    const { max = CHUNK, ...options } = this.#options
    const piece = await this.socket.recv(max, options)
    if (piece.length === 0) {
      this.#ended = true
      return false
    }
    if (this.#start === this.#end) {
      this.#bytes = piece
      this.#start = 0
      this.#end = piece.length
      return true
    }
    this.#makeRoom(piece.length)
    this.#bytes.set(piece, this.#end)
    this.#end += piece.length
    return true
  }

  /** Doubles, so that a long line costs no more than twice its length in copies. */
  #makeRoom(length: number): void {
    if (this.#end + length <= this.#bytes.length) return
    const kept = this.#bytes.subarray(this.#start, this.#end)
    const roomy = new Uint8Array(Math.max(kept.length * 2, kept.length + length))
    roomy.set(kept)
    this.#bytes = roomy
    this.#start = 0
    this.#end = kept.length
  }
}
