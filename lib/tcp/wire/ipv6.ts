import { readUint16, writeUint16 } from '../../bytes.ts'
import { type IpAddress, writeAddress } from './address.ts'

/** Octets of the header without extensions. */
export const IPV6_HEADER = 40

/** Every link takes a packet of so many octets (RFC 8200 §5). */
export const LEAST_IPV6_MTU = 1280

export const PROTOCOL_ICMPV6 = 58

/** Extension headers that a host passes over to what they precede (RFC 8200 §4). */
const HOP_BY_HOP = 0
const ROUTING = 43
export const FRAGMENT_HEADER = 44
const DESTINATION_OPTIONS = 60

/** The fixed header; its flow label is 0, which says that there is none (RFC 6437 §2). */
export function encodeIpv6HeaderInto(
  source: IpAddress,
  destination: IpAddress,
  trafficClass: number,
  hopLimit: number,
  nextHeader: number,
  payloadLength: number,
  target: Uint8Array,
  at: number,
): number {
  target[at] = 0x60 | (trafficClass >>> 4)
  target[at + 1] = trafficClass << 4
  writeUint16(target, at + 2, 0)
  writeUint16(target, at + 4, payloadLength)
  target[at + 6] = nextHeader
  target[at + 7] = hopLimit
  writeAddress(target, writeAddress(target, at + 8, source), destination)
  return IPV6_HEADER
}

/** A header behind others: which it is, where it begins, and where the octet is that says so. */
export interface HeaderPlace {
  protocol: number
  start: number
  nextAt: number
}

/**
 * The first header that is not passed over. That is the fragment header itself in one of several pieces (an only one is passed over,
 * RFC 6946), and a header that is cut off, or wants another node to be visited first.
 */
export function upperLayer(bytes: Uint8Array): HeaderPlace {
  const place = { protocol: bytes[6]!, start: IPV6_HEADER, nextAt: 6 }
  while (isExtension(bytes, place)) {
    const { protocol, start } = place
    place.protocol = bytes[start]!
    place.nextAt = start
    place.start += protocol === FRAGMENT_HEADER ? 8 : (bytes[start + 1]! + 1) << 3
  }
  return place
}

function isExtension(bytes: Uint8Array, { protocol, start }: HeaderPlace): boolean {
  if (start + 8 > bytes.length) return false
  if (protocol === FRAGMENT_HEADER) return (readUint16(bytes, start + 2) & 0xfff9) === 0
  if (protocol === ROUTING) return bytes[start + 3] === 0
  return protocol === DESTINATION_OPTIONS || (protocol === HOP_BY_HOP && start === IPV6_HEADER)
}

/** Where the headers end that every node on the way reads: they stay before the fragment header (RFC 8200 §4.5). */
export function pathHeadersEnd(bytes: Uint8Array): { start: number; nextAt: number } {
  let nextAt = 6
  let start = IPV6_HEADER
  while (start + 8 <= bytes.length && (bytes[nextAt] === ROUTING || (bytes[nextAt] === HOP_BY_HOP && nextAt === 6))) {
    nextAt = start
    start += (bytes[start + 1]! + 1) << 3
  }
  return { start, nextAt }
}
