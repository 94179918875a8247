import { internetChecksum, readUint16, writeUint16 } from '../bytes.ts'
import { type Addresses, isIpv6, type Malformed, PROTOCOL_UDP, pseudoHeaderSum } from '../tcp/wire/index.ts'

/** A UDP datagram as meaning (RFC 768). */
export interface Datagram {
  sourcePort: number
  destinationPort: number
  payload: Uint8Array
}

/** Octets. */
export const UDP_HEADER = 8

/** What is left of an IPv4 packet of 65,535 octets. */
export const MAX_DATAGRAM = 65_507

/** @throws RangeError when the payload is longer than `MAX_DATAGRAM` */
export function encodeDatagram(datagram: Datagram, addresses: Addresses): Uint8Array {
  const length = UDP_HEADER + datagram.payload.length
  if (datagram.payload.length > MAX_DATAGRAM) {
    throw new RangeError(`a datagram of ${datagram.payload.length} octets: at most ${MAX_DATAGRAM}; send several`)
  }
  const bytes = new Uint8Array(length)
  writeUint16(bytes, 0, datagram.sourcePort)
  writeUint16(bytes, 2, datagram.destinationPort)
  writeUint16(bytes, 4, length)
  bytes.set(datagram.payload, UDP_HEADER)
  const checksum = internetChecksum(bytes, 0, length, pseudoHeaderSum(addresses, PROTOCOL_UDP, length))
  // 0 would mean that there is none; 0xffff is the same number.
  writeUint16(bytes, 6, checksum === 0 ? 0xffff : checksum)
  return bytes
}

/** The payload is a view into `bytes`. A checksum of 0 means that the sender made none, as over IPv6 it must (RFC 8200 §8.1). */
export function decodeDatagram(bytes: Uint8Array, addresses: Addresses): Datagram | Malformed {
  if (bytes.length < UDP_HEADER) {
    return { malformed: 'too short', message: `${bytes.length} octets are too few for a UDP header of 8` }
  }
  const length = readUint16(bytes, 4)
  if (length < UDP_HEADER || length > bytes.length) {
    return { malformed: 'total length', message: `a datagram of ${length} octets in ${bytes.length}` }
  }
  const pseudoHeader = pseudoHeaderSum(addresses, PROTOCOL_UDP, length)
  const isSummed = readUint16(bytes, 6) !== 0 || isIpv6(addresses.source)
  if (isSummed && internetChecksum(bytes, 0, length, pseudoHeader) !== 0) {
    return { malformed: 'checksum', message: 'the datagram does not match its checksum' }
  }
  return {
    sourcePort: readUint16(bytes, 0),
    destinationPort: readUint16(bytes, 2),
    payload: bytes.subarray(UDP_HEADER, length),
  }
}
