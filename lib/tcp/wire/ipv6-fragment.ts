import { readUint16, writeUint16, writeUint32 } from '../../bytes.ts'
import { FRAGMENT_HEADER, IPV6_HEADER, pathHeadersEnd, upperLayer } from './ipv6.ts'

const FRAGMENT_HEADER_LENGTH = 8
/** Set where more pieces follow. */
const FOLLOWED = 1

/**
 * Cuts a packet into pieces that fit into `mtu` octets each, as only its source may; one that fits already is returned as it is.
 *
 * @param id 32 bits, which tell it from others between the same addresses
 * @throws RangeError when `mtu` has no room for the headers and 8 octets
 * @see RFC 8200 §4.5
 */
export function fragmentIpv6(packet: Uint8Array, mtu: number, id: number): Uint8Array[] {
  const total = IPV6_HEADER + readUint16(packet, 4)
  if (total <= mtu) return [packet]
  const { start, nextAt } = pathHeadersEnd(packet)
  const room = (mtu - start - FRAGMENT_HEADER_LENGTH) & ~7
  if (room < 8)
    throw new RangeError(
      `an MTU of ${mtu} octets has no room for headers of ${start + FRAGMENT_HEADER_LENGTH} and 8 more`,
    )
  const pieces: Uint8Array[] = []
  for (let at = start; at < total; at += room) {
    const end = Math.min(at + room, total)
    const piece = new Uint8Array(start + FRAGMENT_HEADER_LENGTH + end - at)
    piece.set(packet.subarray(0, start))
    piece[nextAt] = FRAGMENT_HEADER
    piece[start] = packet[nextAt]!
    writeUint16(piece, start + 2, (at - start) | (end < total ? FOLLOWED : 0))
    writeUint32(piece, start + 4, id)
    piece.set(packet.subarray(at, end), start + FRAGMENT_HEADER_LENGTH)
    writeUint16(piece, 4, piece.length - IPV6_HEADER)
    pieces.push(piece)
  }
  return pieces
}

/** Where in a fragment its header is, and what that says: `flagsAndOffset` has the offset in octets, and 1 where more follow. */
export function fragmentHeaderOf(piece: Uint8Array): { start: number; flagsAndOffset: number } {
  const { start } = upperLayer(piece)
  return { start, flagsAndOffset: readUint16(piece, start + 2) & 0xfff9 }
}

/** What precedes the fragment header, as it was before the packet was cut. */
export function headerBeforeCut(piece: Uint8Array, start: number): Uint8Array {
  const header = piece.slice(0, start)
  header[upperLayer(piece).nextAt] = piece[start]!
  return header
}
