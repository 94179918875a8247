import { allocate, internetChecksum, NO_BYTES, readUint16, readUint32, writeUint16, writeUint32 } from '../../bytes.ts'
import { type IpAddress, sumOfAddress } from './address.ts'
import { encodedHeaderLength, encodeHeaderInto, type Malformed, type PacketHeader, PROTOCOL_TCP } from './ip.ts'
import { decodeOptions, encodeOptionsInto, optionsLength } from './options.ts'
import type { Flags, Segment } from './segment.ts'

/** Octets of the header without options. */
export const TCP_HEADER = 20

/** Where a segment comes from and goes to: the addresses that the checksum covers too. */
export interface Addresses {
  source: IpAddress
  destination: IpAddress
}

/** How many octets the segment takes, header, options and payload. */
export function encodedLength(segment: Segment): number {
  return TCP_HEADER + optionsLength(segment.options) + segment.payload.length
}

/**
 * Writes a segment with its checksum (MUST-2) at any alignment; the payload is copied once, straight to its place.
 *
 * @returns octets written: `encodedLength(segment)`
 * @throws RangeError when the options or the target are too small for it: the caller's fault
 * @see RFC 9293 §3.1
 */
export function encodeSegmentInto(segment: Segment, addresses: Addresses, target: Uint8Array, at = 0): number {
  const { payload } = segment
  const header = TCP_HEADER + optionsLength(segment.options)
  const length = header + payload.length
  if (target.length - at < length) {
    throw new RangeError(`a segment of ${length} octets does not fit into the ${target.length - at} given for it`)
  }
  writeUint16(target, at, segment.sourcePort)
  writeUint16(target, at + 2, segment.destinationPort)
  writeUint32(target, at + 4, segment.seq)
  writeUint32(target, at + 8, segment.ack)
  target[at + 12] = header << 2
  target[at + 13] = encodeFlags(segment.flags)
  writeUint16(target, at + 14, segment.window)
  writeUint16(target, at + 16, 0)
  writeUint16(target, at + 18, segment.urgentPointer)
  if (header > TCP_HEADER) encodeOptionsInto(segment.options, target, at + TCP_HEADER)
  if (payload.length > 0) target.set(payload, at + header)
  const pseudoHeader = pseudoHeaderSum(addresses, PROTOCOL_TCP, length)
  writeUint16(target, at + 16, internetChecksum(target, at, at + length, pseudoHeader))
  return length
}

export function encodeSegment(segment: Segment, addresses: Addresses): Uint8Array {
  const bytes = new Uint8Array(encodedLength(segment))
  encodeSegmentInto(segment, addresses, bytes)
  return bytes
}

/** The whole packet of a segment in an array of its own. */
export function encodeTcpPacket(segment: Segment, header: Omit<PacketHeader, 'protocol'>): Uint8Array {
  const length = encodedLength(segment)
  const bytes = allocate(encodedHeaderLength(header) + length)
  const at = encodeHeaderInto(header, PROTOCOL_TCP, length, bytes)
  encodeSegmentInto(segment, header, bytes, at)
  return bytes
}

/**
 * Checks a segment's bytes and reads them. The payload is a view into `bytes`, its flags and empty options are shared
 * and frozen.
 *
 * @returns the segment, or what is wrong with the bytes: too short, a data offset that points nowhere, or a checksum
 * that does not match (MUST-3)
 * @see RFC 9293 §3.1
 */
export function decodeSegment(
  bytes: Uint8Array,
  addresses: Addresses,
  start = 0,
  end: number = bytes.length,
): Segment | Malformed {
  const length = end - start
  if (length < TCP_HEADER) {
    return { malformed: 'too short', message: `${length} octets are too few for a TCP header of 20` }
  }
  const header = (bytes[start + 12]! >>> 4) << 2
  if (header < TCP_HEADER || header > length) {
    return { malformed: 'header length', message: `a TCP header of ${header} octets in a segment of ${length}` }
  }
  if (internetChecksum(bytes, start, end, pseudoHeaderSum(addresses, PROTOCOL_TCP, length)) !== 0) {
    return { malformed: 'checksum', message: 'the TCP segment does not match its checksum' }
  }
  return readSegment(bytes, start, end)
}

/**
 * A segment without looking at its checksum, for captures and pictures; `end - start` must hold the whole header.
 */
export function readSegment(bytes: Uint8Array, start = 0, end: number = bytes.length): Segment {
  const header = (bytes[start + 12]! >>> 4) << 2
  const flags = FLAGS[bytes[start + 13]!]!
  return {
    sourcePort: readUint16(bytes, start),
    destinationPort: readUint16(bytes, start + 2),
    seq: readUint32(bytes, start + 4),
    ack: flags.ack ? readUint32(bytes, start + 8) : 0,
    flags,
    window: readUint16(bytes, start + 14),
    urgentPointer: flags.urg ? readUint16(bytes, start + 18) : 0,
    options: decodeOptions(bytes, start + TCP_HEADER, start + header),
    payload: start + header < end ? bytes.subarray(start + header, end) : NO_BYTES,
  }
}

/**
 * The sum of source, destination, protocol and length, which a TCP or UDP checksum begins with.
 *
 * @see RFC 9293 §3.1, RFC 8200 §8.1
 */
export function pseudoHeaderSum({ source, destination }: Addresses, protocol: number, length: number): number {
  return sumOfAddress(source) + sumOfAddress(destination) + protocol + length
}

/** The flags as the header's octet: CWR is the highest bit, FIN the lowest. */
function encodeFlags(flags: Flags): number {
  return (
    (flags.cwr ? 0x80 : 0) |
    (flags.ece ? 0x40 : 0) |
    (flags.urg ? 0x20 : 0) |
    (flags.ack ? 0x10 : 0) |
    (flags.psh ? 0x08 : 0) |
    (flags.rst ? 0x04 : 0) |
    (flags.syn ? 0x02 : 0) |
    (flags.fin ? 0x01 : 0)
  )
}

/** The flags of every octet, made once: decoding makes no new objects. */
const FLAGS: readonly Flags[] = Array.from({ length: 256 }, (_, octet) =>
  Object.freeze({
    ...(octet & 0x80 && { cwr: true }),
    ...(octet & 0x40 && { ece: true }),
    ...(octet & 0x20 && { urg: true }),
    ...(octet & 0x10 && { ack: true }),
    ...(octet & 0x08 && { psh: true }),
    ...(octet & 0x04 && { rst: true }),
    ...(octet & 0x02 && { syn: true }),
    ...(octet & 0x01 && { fin: true }),
  }),
)
