import { concat, equal, hex, internetChecksum, readUint16, writeUint16 } from '../../bytes.ts'
import { CE, ecnOf, headerLength, IPV4_HEADER, isVersion6, NOT_ECT, packetLength } from './ip.ts'
import { IPV6_HEADER } from './ipv6.ts'
import { fragmentHeaderOf, headerBeforeCut } from './ipv6-fragment.ts'

const MORE_FRAGMENTS = 0x2000
const MAX_PACKET = 65_535

/**
 * Cuts an IPv4 packet into pieces that fit into `mtu` octets each; one that fits already is returned as it is. Pieces may be
 * cut again on the way. It does not look at "don't fragment".
 *
 * @throws RangeError when `mtu` has no room for the header and 8 octets (RFC 791 asks for 68 of every link)
 * @see RFC 791 §3.2
 */
export function fragment(packet: Uint8Array, mtu: number): Uint8Array[] {
  const total = readUint16(packet, 2)
  if (total <= mtu) return [packet]
  const length = headerLength(packet)
  const word = readUint16(packet, 6)
  const end = total - length
  const pieces: Uint8Array[] = []
  let header: Uint8Array = packet.slice(0, length)
  for (let at = 0; at < end; ) {
    const room = (mtu - header.length) & ~7
    if (room < 8)
      throw new RangeError(`an MTU of ${mtu} octets has no room for a header of ${header.length} and 8 more`)
    const rest = end - at
    const last = rest <= mtu - header.length
    const size = last ? rest : room
    const piece = concat([header, packet.subarray(length + at, length + at + size)])
    setPlace(piece, (word & 0x4000) | (last ? word & MORE_FRAGMENTS : MORE_FRAGMENTS) | ((word & 0x1fff) + (at >>> 3)))
    pieces.push(piece)
    if (at === 0) header = headerOfLaterPieces(header)
    at += size
  }
  return pieces
}

/** The length that a whole packet says. */
function setWhole(packet: Uint8Array): void {
  if (isVersion6(packet)) writeUint16(packet, 4, packet.length - IPV6_HEADER)
  else setPlace(packet, 0)
}

/** Total length, flags and offset, header length, and the checksum over them. */
function setPlace(packet: Uint8Array, flagsAndOffset: number): void {
  const length = headerLength(packet)
  writeUint16(packet, 2, packet.length)
  writeUint16(packet, 6, flagsAndOffset)
  writeUint16(packet, 10, 0)
  writeUint16(packet, 10, internetChecksum(packet, 0, length))
}

/** Only options with the "copied" bit go into every piece (RFC 791 §3.1). */
function headerOfLaterPieces(header: Uint8Array): Uint8Array {
  const kept: number[] = []
  for (let at = IPV4_HEADER; at < header.length; ) {
    const kind = header[at]!
    if (kind === 0) break
    const size = kind === 1 ? 1 : (header[at + 1] ?? 0)
    if (size === 0 || (kind !== 1 && size < 2) || at + size > header.length) break
    if (kind & 0x80) kept.push(...header.subarray(at, at + size))
    at += size
  }
  while (kept.length & 3) kept.push(0)
  const later = new Uint8Array(IPV4_HEADER + kept.length)
  later.set(header.subarray(0, IPV4_HEADER))
  later.set(kept, IPV4_HEADER)
  later[0] = 0x40 | (later.length >>> 2)
  return later
}

/** A gap in a packet being put together: octets from `first` up to, not including, `end`. */
interface Hole {
  first: number
  end: number
}

interface Partial {
  header: Uint8Array | undefined
  data: Uint8Array
  /** Where the last piece ends, once that has come. */
  end: number | undefined
  holes: Hole[]
  /** A piece has met congestion; one is of a sender that does not know ECN. */
  isMarked: boolean
  isNotEct: boolean
  deadline: number
}

export interface FragmentReassemblerOptions {
  /** Milliseconds after the first piece at which the rest is given up (RFC 1122 §3.3.2: 60 s to 120 s). */
  timeout?: number
  /** Packets in pieces at once; beyond that, the oldest is given up. */
  limit?: number
}

/**
 * Puts pieces together into packets, whatever their order, overlaps and repetitions; what a later piece says counts. An IPv6 packet
 * whose pieces overlap is given up (RFC 5722 §4).
 *
 * @see RFC 815
 */
export class FragmentReassembler {
  readonly #timeout: number
  readonly #limit: number
  readonly #packets = new Map<string, Partial>()

  constructor({ timeout = 60_000, limit = 64 }: FragmentReassemblerOptions = {}) {
    this.#timeout = timeout
    this.#limit = limit
  }

  /** How many packets are incomplete. */
  get pending(): number {
    return this.#packets.size
  }

  /**
   * Takes one piece; its header must have been checked.
   *
   * @returns the whole packet if this piece completed it. A piece that cannot be one (an end beyond 65,535, a length
   * that is no multiple of 8 in the middle, another end than is known already) is passed over. Where a piece bears Congestion
   * Experienced, so does the whole, unless another says that its sender does not know it: then all is dropped (RFC 3168 §5.3).
   */
  add(piece: Uint8Array, now: number): Uint8Array | undefined {
    this.expire(now)
    const { key, first, more } = placeOfPiece(piece)
    const payload = piece.subarray(headerLength(piece), packetLength(piece))
    const end = first + payload.length
    if (payload.length === 0 || (more && payload.length & 7) || end > MAX_PACKET - IPV4_HEADER) return undefined

    const packet = this.#packets.get(key) ?? this.#begin(key, now)
    if (isVersion6(piece) && !packet.holes.some((hole) => hole.first <= first && end <= hole.end)) {
      if (!equal(packet.data.subarray(first, end), payload)) this.#packets.delete(key)
      return undefined
    }
    // Else octets that never came would lie between the end of one and the other.
    if (end > (packet.end ?? Number.POSITIVE_INFINITY) || (!more && end < packet.data.length)) return undefined
    if (!more) packet.end = end
    if (packet.data.length < end) packet.data = grow(packet.data, end)
    packet.data.set(payload, first)
    if (first === 0) packet.header = headerOfPiece(piece)
    packet.holes = fill(packet.holes, first, end, more)
    const ecn = ecnOf(piece)
    if (ecn === CE) packet.isMarked = true
    if (ecn === NOT_ECT) packet.isNotEct = true
    if (packet.holes.length > 0 || packet.header === undefined) return undefined

    this.#packets.delete(key)
    if (packet.header.length + packet.data.length > MAX_PACKET) return undefined
    if (packet.isMarked && packet.isNotEct) return undefined
    const whole = concat([packet.header, packet.data])
    if (packet.isMarked) whole[1] = whole[1]! | CE
    setWhole(whole)
    return whole
  }

  /** When to call `expire`, in milliseconds; `undefined` while nothing is incomplete. */
  pollTimeout(): number | undefined {
    for (const packet of this.#packets.values()) return packet.deadline
    return undefined
  }

  /**
   * Gives up what has waited too long.
   *
   * @returns how many packets that were
   */
  expire(now: number): number {
    let expired = 0
    for (const [key, packet] of this.#packets) {
      if (packet.deadline > now) break
      this.#packets.delete(key)
      expired++
    }
    return expired
  }

  #begin(key: string, now: number): Partial {
    if (this.#packets.size >= this.#limit) this.#packets.delete(this.#packets.keys().next().value!)
    const packet: Partial = {
      header: undefined,
      end: undefined,
      data: new Uint8Array(0),
      holes: [{ first: 0, end: Number.POSITIVE_INFINITY }],
      isMarked: false,
      isNotEct: false,
      deadline: now + this.#timeout,
    }
    this.#packets.set(key, packet)
    return packet
  }
}

/** Which packet a piece is of, and where in it; lengths are in octets. */
function placeOfPiece(piece: Uint8Array): { key: string; first: number; more: boolean } {
  if (!isVersion6(piece)) {
    const word = readUint16(piece, 6)
    const key = hex(concat([piece.subarray(12, 20), piece.subarray(9, 10), piece.subarray(4, 6)]), '')
    return { key, first: (word & 0x1fff) << 3, more: (word & MORE_FRAGMENTS) !== 0 }
  }
  const { start, flagsAndOffset } = fragmentHeaderOf(piece)
  const key = hex(concat([piece.subarray(8, 40), piece.subarray(start + 4, start + 8)]), '')
  return { key, first: flagsAndOffset & 0xfff8, more: (flagsAndOffset & 1) !== 0 }
}

function headerOfPiece(piece: Uint8Array): Uint8Array {
  return isVersion6(piece) ? headerBeforeCut(piece, fragmentHeaderOf(piece).start) : piece.slice(0, headerLength(piece))
}

function grow(data: Uint8Array, length: number): Uint8Array {
  const grown = new Uint8Array(length)
  grown.set(data)
  return grown
}

/** RFC 815 §3: every hole that the piece touches is replaced by what it leaves of it. */
function fill(holes: readonly Hole[], first: number, end: number, more: boolean): Hole[] {
  return holes.flatMap((hole) => {
    if (first >= hole.end || end <= hole.first) return hole
    const left: Hole[] = []
    if (first > hole.first) left.push({ first: hole.first, end: first })
    if (end < hole.end && more) left.push({ first: end, end: hole.end })
    return left
  })
}
