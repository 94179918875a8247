import { readUint32 } from '../bytes.ts'
import type { Segment } from '../tcp/wire/index.ts'
import { headerLength, isFragment, PROTOCOL_TCP, readSegment, TCP_HEADER } from '../tcp/wire/index.ts'

/** A packet on its way. */
export class Transit {
  readonly id: number
  /** Addresses as they were when it was sent: damage on the way may change those in the header. */
  readonly source: number
  readonly destination: number
  /** The whole IPv4 packet. Shared with the trace: whoever changes it on the way takes a copy first. */
  bytes: Uint8Array
  copyOf: number | undefined
  fragmentOf: number | undefined
  /** The name of the host that it does not leave: from it to itself. */
  within: string | undefined
  corrupted = false
  /** Its checksums are right: whoever made it said so, and nobody may have touched it since. */
  isExact = false
  /** Why it will not arrive, if it was lost on the wire. */
  fate: string | undefined
  /** When its turn on the wire comes. */
  start = 0
  /** When it reaches the end of the link that it is on. */
  arrival = 0
  #segment: Segment | undefined

  constructor(id: number, bytes: Uint8Array) {
    this.id = id
    this.bytes = bytes
    this.source = readUint32(bytes, 12)
    this.destination = readUint32(bytes, 16)
  }

  /** Decoded without a look at the checksum, when it is a whole TCP segment. */
  get segment(): Segment | undefined {
    this.#segment ??= wholeSegment(this.bytes)
    return this.#segment
  }

  /** Other octets from here on. */
  replace(bytes: Uint8Array): void {
    this.bytes = bytes
    this.isExact = false
    this.#segment = undefined
  }
}

/** Decoded without a look at the checksum; `undefined` unless it is a whole TCP segment. */
export function wholeSegment(bytes: Uint8Array): Segment | undefined {
  const start = headerLength(bytes)
  const room = bytes.length - start
  if (bytes[9] !== PROTOCOL_TCP || isFragment(bytes) || room < TCP_HEADER) return undefined
  const header = (bytes[start + 12]! >>> 4) << 2
  return header < TCP_HEADER || header > room ? undefined : readSegment(bytes, start)
}
