import { internetChecksum, readUint16, readUint32, updateChecksum, writeUint16, writeUint32 } from '../../bytes.ts'

/** An IPv4 packet as meaning. Addresses are unsigned 32-bit numbers. */
export interface Packet extends PacketHeader {
  payload: Uint8Array
}

/** RFC 791 §3.1, DSCP and ECN by RFC 2474 and RFC 3168. What is left out is 0, `ttl` 64. */
export interface PacketHeader {
  source: number
  destination: number
  protocol: number
  /** Hops that it may still take; 1 to 255 when sent. */
  ttl?: number
  dscp?: number
  ecn?: number
  /** Tells the fragments of one packet from another's. */
  id?: number
  dontFragment?: boolean
  moreFragments?: boolean
  /** In octets, a multiple of 8. */
  fragmentOffset?: number
  /** At most 40 octets, a multiple of 4. */
  options?: Uint8Array
}

/** Values of the ECN field (RFC 3168 §5): of a transport that does not know it, one that does, and Congestion Experienced. */
export const NOT_ECT = 0
export const ECT_0 = 2
export const CE = 3

export const PROTOCOL_ICMP = 1
export const PROTOCOL_TCP = 6
export const PROTOCOL_UDP = 17

/** RFC 1122 §3.2.1.7 says how long a packet may travel, RFC 1700 recommends this many hops. */
export const DEFAULT_TTL = 64

export const IPV4_HEADER = 20

/** Bytes that are no packet or segment: the fault of whoever sent them, so a value and not an exception. */
export interface Malformed {
  malformed: 'too short' | 'not version 4' | 'header length' | 'total length' | 'checksum'
  /** One sentence. */
  message: string
}

export function isMalformed<T extends object>(decoded: T | Malformed): decoded is Malformed {
  return 'malformed' in decoded
}

/**
 * Writes the header; the payload's place is behind it.
 *
 * @returns octets written: 20 and those of options
 * @throws RangeError when a field does not fit, or `target` is too short: the caller's fault
 */
export function encodeHeaderInto(
  header: Omit<PacketHeader, 'protocol'>,
  protocol: number,
  payloadLength: number,
  target: Uint8Array,
  at = 0,
): number {
  const options = header.options
  const length = IPV4_HEADER + (options ? options.length : 0)
  const total = length + payloadLength
  const offset = header.fragmentOffset ?? 0
  if (length > 60 || length & 3) throw new RangeError(`IPv4 options of ${length - 20} octets: at most 40, in fours`)
  if (total > 65_535) throw new RangeError(`an IPv4 packet of ${total} octets: at most 65535; fragment the data`)
  if (offset & 7 || offset > 65_528) throw new RangeError(`a fragment offset of ${offset} octets: not a multiple of 8`)
  if (target.length - at < length) throw new RangeError(`${target.length - at} octets are too few for a header`)
  target[at] = 0x40 | (length >>> 2)
  target[at + 1] = ((header.dscp ?? 0) << 2) | ((header.ecn ?? 0) & 3)
  writeUint16(target, at + 2, total)
  writeUint16(target, at + 4, header.id ?? 0)
  const fragmentFlags = (header.dontFragment ? 0x4000 : 0) | (header.moreFragments ? 0x2000 : 0)
  writeUint16(target, at + 6, fragmentFlags | (offset >>> 3))
  target[at + 8] = header.ttl ?? DEFAULT_TTL
  target[at + 9] = protocol
  writeUint16(target, at + 10, 0)
  writeUint32(target, at + 12, header.source)
  writeUint32(target, at + 16, header.destination)
  if (options) target.set(options, at + IPV4_HEADER)
  writeUint16(target, at + 10, internetChecksum(target, at, at + length))
  return length
}

export function encodePacket(packet: Packet): Uint8Array {
  const header = IPV4_HEADER + (packet.options?.length ?? 0)
  const bytes = new Uint8Array(header + packet.payload.length)
  encodeHeaderInto(packet, packet.protocol, packet.payload.length, bytes)
  bytes.set(packet.payload, header)
  return bytes
}

/**
 * Checks a header and reads it. Payload and options are views into `bytes`; what follows the total length (a
 * link's padding) is left out.
 *
 * @see RFC 1122 §3.2.1.1, §3.2.1.2
 */
export function decodePacket(bytes: Uint8Array): Required<Packet> | Malformed {
  const fault = headerFault(bytes)
  if (fault) return fault
  const header = headerLength(bytes)
  const flags = readUint16(bytes, 6)
  return {
    source: readUint32(bytes, 12),
    destination: readUint32(bytes, 16),
    protocol: bytes[9]!,
    ttl: bytes[8]!,
    dscp: bytes[1]! >>> 2,
    ecn: bytes[1]! & 3,
    id: readUint16(bytes, 4),
    dontFragment: (flags & 0x4000) !== 0,
    moreFragments: (flags & 0x2000) !== 0,
    fragmentOffset: (flags & 0x1fff) << 3,
    options: bytes.subarray(IPV4_HEADER, header),
    payload: bytes.subarray(header, readUint16(bytes, 2)),
  }
}

/** What is wrong with a packet's header, if anything is. */
export function headerFault(bytes: Uint8Array): Malformed | undefined {
  if (bytes.length < IPV4_HEADER) {
    return { malformed: 'too short', message: `${bytes.length} octets are too few for an IPv4 header of 20` }
  }
  const header = headerLength(bytes)
  const total = readUint16(bytes, 2)
  if (bytes[0]! >>> 4 !== 4) {
    return { malformed: 'not version 4', message: `IP version ${bytes[0]! >>> 4}, not 4` }
  }
  if (header < IPV4_HEADER || header > total) {
    return { malformed: 'header length', message: `an IPv4 header of ${header} octets in a packet of ${total}` }
  }
  if (total > bytes.length) {
    return {
      malformed: 'total length',
      message: `an IPv4 packet of ${total} octets of which ${bytes.length} are there`,
    }
  }
  if (internetChecksum(bytes, 0, header) !== 0) {
    return { malformed: 'checksum', message: 'the IPv4 header does not match its checksum' }
  }
  return undefined
}

/** Octets of an encoded packet's header, options included. */
export function headerLength(bytes: Uint8Array): number {
  return (bytes[0]! & 15) << 2
}

/** The ECN field of an encoded packet. */
export function ecnOf(bytes: Uint8Array): number {
  return bytes[1]! & 3
}

/** Sets Congestion Experienced, in place, and mends the checksum (RFC 3168 §5, RFC 1624). */
export function setCongestionExperienced(bytes: Uint8Array): void {
  const before = readUint16(bytes, 0)
  bytes[1] = bytes[1]! | CE
  writeUint16(bytes, 10, updateChecksum(readUint16(bytes, 10), before, readUint16(bytes, 0)))
}

/** Is it one of several pieces of a packet? */
export function isFragment(bytes: Uint8Array): boolean {
  return (readUint16(bytes, 6) & 0x3fff) !== 0
}

/** Takes one hop off, in place, and mends the checksum (RFC 1812 §5.3.1, RFC 1624). */
export function decrementTtl(bytes: Uint8Array): void {
  const before = readUint16(bytes, 8)
  bytes[8] = bytes[8]! - 1
  writeUint16(bytes, 10, updateChecksum(readUint16(bytes, 10), before, readUint16(bytes, 8)))
}

/**
 * `10.0.0.1` as an unsigned 32-bit number.
 *
 * @throws RangeError when it is not four numbers of 0 to 255
 */
export function parseAddress(text: string): number {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) {
    throw new RangeError(`not an IPv4 address: "${text}"; write four numbers of 0 to 255 with dots between them`)
  }
  return parts.reduce((address, part) => address * 256 + part, 0)
}

/** An unsigned 32-bit number as `10.0.0.1`. */
export function formatAddress(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}

/** Class D, RFC 1122 §3.2.1.3. */
export function isMulticast(address: number): boolean {
  return address >>> 28 === 14
}

/** The limited broadcast address; a subnet's own needs its mask (RFC 1122 §3.2.1.3). */
export function isBroadcast(address: number): boolean {
  return address >>> 0 === 0xffff_ffff
}
