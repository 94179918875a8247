import { internetChecksum, NO_BYTES, readUint16, updateChecksum, writeUint16, writeUint32 } from '../../bytes.ts'
import { type IpAddress, isIpv6, readAddress } from './address.ts'
import { encodeIpv6HeaderInto, FRAGMENT_HEADER, IPV6_HEADER, upperLayer } from './ipv6.ts'

/** A packet as meaning: IPv4's or IPv6's, as its addresses are. */
export interface Packet extends PacketHeader {
  payload: Uint8Array
}

/**
 * RFC 791 §3.1, RFC 8200 §3, DSCP and ECN by RFC 2474 and RFC 3168. What is left out is 0, `ttl` 64. What belongs to fragments, and
 * options, is IPv4's alone.
 */
export interface PacketHeader {
  source: IpAddress
  destination: IpAddress
  protocol: number
  /** Hops that it may still take, IPv6's hop limit; 1 to 255 when sent. */
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
  malformed: 'too short' | 'version' | 'header length' | 'total length' | 'checksum'
  /** One sentence. */
  message: string
}

export function isMalformed<T extends object>(decoded: T | Malformed): decoded is Malformed {
  return 'malformed' in decoded
}

/**
 * Writes the header; the payload's place is behind it.
 *
 * @returns octets written: 20 and those of options, or IPv6's 40
 * @throws RangeError when a field does not fit, or `target` is too short: the caller's fault
 */
export function encodeHeaderInto(
  header: Omit<PacketHeader, 'protocol'>,
  protocol: number,
  payloadLength: number,
  target: Uint8Array,
  at = 0,
): number {
  const { source, destination } = header
  if (isIpv6(source) || isIpv6(destination)) {
    if (!isIpv6(source) || !isIpv6(destination))
      throw new RangeError('a packet from an IPv4 to an IPv6 address, or back: both are of one kind')
    if (payloadLength > 65_535) throw new RangeError(`an IPv6 payload of ${payloadLength} octets: at most 65535`)
    if (target.length - at < IPV6_HEADER) throw new RangeError(`${target.length - at} octets are too few for a header`)
    const trafficClass = trafficClassOf(header)
    const hopLimit = header.ttl ?? DEFAULT_TTL
    return encodeIpv6HeaderInto(source, destination, trafficClass, hopLimit, protocol, payloadLength, target, at)
  }
  const options = header.options
  const length = IPV4_HEADER + (options ? options.length : 0)
  const total = length + payloadLength
  const offset = header.fragmentOffset ?? 0
  if (length > 60 || length & 3) throw new RangeError(`IPv4 options of ${length - 20} octets: at most 40, in fours`)
  if (total > 65_535) throw new RangeError(`an IPv4 packet of ${total} octets: at most 65535; fragment the data`)
  if (offset & 7 || offset > 65_528) throw new RangeError(`a fragment offset of ${offset} octets: not a multiple of 8`)
  if (target.length - at < length) throw new RangeError(`${target.length - at} octets are too few for a header`)
  target[at] = 0x40 | (length >>> 2)
  target[at + 1] = trafficClassOf(header)
  writeUint16(target, at + 2, total)
  writeUint16(target, at + 4, header.id ?? 0)
  const fragmentFlags = (header.dontFragment ? 0x4000 : 0) | (header.moreFragments ? 0x2000 : 0)
  writeUint16(target, at + 6, fragmentFlags | (offset >>> 3))
  target[at + 8] = header.ttl ?? DEFAULT_TTL
  target[at + 9] = protocol
  writeUint16(target, at + 10, 0)
  writeUint32(target, at + 12, source)
  writeUint32(target, at + 16, destination)
  if (options) target.set(options, at + IPV4_HEADER)
  writeUint16(target, at + 10, internetChecksum(target, at, at + length))
  return length
}

function trafficClassOf({ dscp = 0, ecn = 0 }: Omit<PacketHeader, 'protocol'>): number {
  return (dscp << 2) | (ecn & 3)
}

/** How many octets `encodeHeaderInto` writes. */
export function encodedHeaderLength({ source, options }: Omit<PacketHeader, 'protocol'>): number {
  if (isIpv6(source)) return IPV6_HEADER
  return IPV4_HEADER + (options ? options.length : 0)
}

export function encodePacket(packet: Packet): Uint8Array {
  const header = encodedHeaderLength(packet)
  const bytes = new Uint8Array(header + packet.payload.length)
  encodeHeaderInto(packet, packet.protocol, packet.payload.length, bytes)
  bytes.set(packet.payload, header)
  return bytes
}

/**
 * Checks a header and reads it. Payload and options are views into `bytes`; what follows the total length (a
 * link's padding) is left out, and what precedes the transport's header in IPv6.
 *
 * @see RFC 1122 §3.2.1.1, §3.2.1.2
 */
export function decodePacket(bytes: Uint8Array): Required<Packet> | Malformed {
  const fault = headerFault(bytes)
  if (fault) return fault
  const header = headerLength(bytes)
  const is6 = isVersion6(bytes)
  const flags = is6 ? 0x4000 : readUint16(bytes, 6)
  return {
    source: sourceAddressOf(bytes),
    destination: destinationAddressOf(bytes),
    protocol: protocolOf(bytes),
    ttl: ttlOf(bytes),
    dscp: (readUint16(bytes, 0) >>> (is6 ? 6 : 2)) & 63,
    ecn: ecnOf(bytes),
    id: is6 ? 0 : readUint16(bytes, 4),
    dontFragment: (flags & 0x4000) !== 0,
    moreFragments: (flags & 0x2000) !== 0,
    fragmentOffset: (flags & 0x1fff) << 3,
    options: is6 ? NO_BYTES : bytes.subarray(IPV4_HEADER, header),
    payload: bytes.subarray(header, packetLength(bytes)),
  }
}

/** What is wrong with a packet's header, if anything is. */
export function headerFault(bytes: Uint8Array): Malformed | undefined {
  if (bytes.length < IPV4_HEADER) {
    return { malformed: 'too short', message: `${bytes.length} octets are too few for an IPv4 header of 20` }
  }
  if (isVersion6(bytes)) {
    if (packetLength(bytes) <= bytes.length) return undefined
    return { malformed: 'too short', message: `${bytes.length} octets of an IPv6 packet of ${packetLength(bytes)}` }
  }
  if (bytes[0]! >>> 4 !== 4) {
    return { malformed: 'version', message: `IP version ${bytes[0]! >>> 4}, neither 4 nor 6` }
  }
  const header = headerLength(bytes)
  const total = readUint16(bytes, 2)
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

export function isVersion6(bytes: Uint8Array): boolean {
  return bytes[0]! >>> 4 === 6
}

/** Octets of an encoded packet's header, with options or what else precedes the transport's. */
export function headerLength(bytes: Uint8Array): number {
  if (!isVersion6(bytes)) return (bytes[0]! & 15) << 2
  const { protocol, start } = upperLayer(bytes)
  return protocol === FRAGMENT_HEADER ? start + 8 : start
}

/** Octets of the whole packet, as it says. */
export function packetLength(bytes: Uint8Array): number {
  return isVersion6(bytes) ? IPV6_HEADER + readUint16(bytes, 4) : readUint16(bytes, 2)
}

/** What is behind the header; of an IPv6 fragment, what the whole holds. */
export function protocolOf(bytes: Uint8Array): number {
  if (!isVersion6(bytes)) return bytes[9]!
  const { protocol, start } = upperLayer(bytes)
  return protocol === FRAGMENT_HEADER ? bytes[start]! : protocol
}

export function sourceAddressOf(bytes: Uint8Array): IpAddress {
  return isVersion6(bytes) ? readAddress(bytes, 8, 6) : readAddress(bytes, 12, 4)
}

export function destinationAddressOf(bytes: Uint8Array): IpAddress {
  return isVersion6(bytes) ? readAddress(bytes, 24, 6) : readAddress(bytes, 16, 4)
}

/** Hops that it may still take. */
export function ttlOf(bytes: Uint8Array): number {
  return bytes[isVersion6(bytes) ? 7 : 8]!
}

/** No router may cut it into pieces: of IPv6, none (RFC 8200 §5). */
export function dontFragmentOf(bytes: Uint8Array): boolean {
  return isVersion6(bytes) || (bytes[6]! & 0x40) !== 0
}

/** The ECN field of an encoded packet. */
export function ecnOf(bytes: Uint8Array): number {
  return (isVersion6(bytes) ? bytes[1]! >>> 4 : bytes[1]!) & 3
}

/** Sets Congestion Experienced, in place, and mends the checksum that IPv4 has (RFC 3168 §5, RFC 1624). */
export function setCongestionExperienced(bytes: Uint8Array): void {
  if (isVersion6(bytes)) {
    bytes[1] = bytes[1]! | (CE << 4)
    return
  }
  const before = readUint16(bytes, 0)
  bytes[1] = bytes[1]! | CE
  writeUint16(bytes, 10, updateChecksum(readUint16(bytes, 10), before, readUint16(bytes, 0)))
}

/** Is it one of several pieces of a packet? */
export function isFragment(bytes: Uint8Array): boolean {
  if (isVersion6(bytes)) return upperLayer(bytes).protocol === FRAGMENT_HEADER
  return (readUint16(bytes, 6) & 0x3fff) !== 0
}

/** Takes one hop off, in place, and mends the checksum that IPv4 has (RFC 1812 §5.3.1, RFC 1624). */
export function decrementTtl(bytes: Uint8Array): void {
  if (isVersion6(bytes)) {
    bytes[7] = bytes[7]! - 1
    return
  }
  const before = readUint16(bytes, 8)
  bytes[8] = bytes[8]! - 1
  writeUint16(bytes, 10, updateChecksum(readUint16(bytes, 10), before, readUint16(bytes, 8)))
}
