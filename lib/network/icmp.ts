import { internetChecksum, readUint16, readUint32, updateChecksum, writeUint16, writeUint32 } from '../bytes.ts'
import {
  encodePacket,
  headerLength,
  isBroadcast,
  isMulticast,
  type Malformed,
  PROTOCOL_ICMP,
} from '../tcp/wire/index.ts'

/** Why a packet did not arrive (RFC 792): type, code, and the next link's MTU where it was too long. */
export interface IcmpReason {
  type: number
  code: number
  /** RFC 1191 §4 */
  mtu?: number
}

const ECHO_REPLY = 0
const ECHO_REQUEST = 8
const UNREACHABLE = 3
export const HOST_UNREACHABLE: IcmpReason = { type: UNREACHABLE, code: 1 }
export const PORT_UNREACHABLE: IcmpReason = { type: UNREACHABLE, code: 3 }
export const TIME_EXCEEDED: IcmpReason = { type: 11, code: 0 }

export function fragmentationNeeded(mtu: number): IcmpReason {
  return { type: UNREACHABLE, code: 4, mtu }
}

const ICMP_HEADER = 8

/** As much of the packet as keeps the whole message within 576 octets (RFC 1812 §4.3.2.3). */
const QUOTED = 576 - 20 - ICMP_HEADER

/**
 * The packet that tells the source of `packet` why it did not arrive.
 *
 * @param from address of who tells it
 */
export function icmpError(from: number, packet: Uint8Array, reason: IcmpReason): Uint8Array {
  const quoted = packet.subarray(0, QUOTED)
  const payload = new Uint8Array(ICMP_HEADER + quoted.length)
  payload[0] = reason.type
  payload[1] = reason.code
  writeUint32(payload, 4, reason.mtu ?? 0)
  payload.set(quoted, ICMP_HEADER)
  writeUint16(payload, 2, internetChecksum(payload))
  return encodePacket({ source: from, destination: readUint32(packet, 12), protocol: PROTOCOL_ICMP, payload })
}

/** May an error be sent about this packet? Not about errors, later fragments, or what went to many (RFC 1122 §3.2.2). */
export function mayReport(packet: Uint8Array): boolean {
  const destination = readUint32(packet, 16)
  if (isToMany(destination) || readUint16(packet, 6) & 0x1fff) return false
  if (packet[9] !== PROTOCOL_ICMP) return true
  const type = packet[headerLength(packet)]
  return type === ECHO_REPLY || type === ECHO_REQUEST
}

/**
 * The answer to a whole ICMP packet, if it is an echo request of one host to another: the same identifier, number and data, from
 * the address that was asked.
 *
 * @returns nothing for other messages; what is wrong with a damaged one
 * @see RFC 1122 §3.2.2.6
 */
export function echoReply(packet: Uint8Array, id: number): Uint8Array | Malformed | undefined {
  const message = packet.subarray(headerLength(packet), readUint16(packet, 2))
  const source = readUint32(packet, 12)
  const destination = readUint32(packet, 16)
  if (message.length < ICMP_HEADER || message[0] !== ECHO_REQUEST || isToMany(source) || isToMany(destination)) {
    return undefined
  }
  if (internetChecksum(message) !== 0)
    return { malformed: 'checksum', message: 'the ICMP message does not match its checksum' }
  const payload = message.slice()
  payload[0] = ECHO_REPLY
  writeUint16(payload, 2, updateChecksum(readUint16(payload, 2), ECHO_REQUEST << 8, ECHO_REPLY << 8))
  return encodePacket({ source: destination, destination: source, protocol: PROTOCOL_ICMP, id, payload })
}

function isToMany(address: number): boolean {
  return isMulticast(address) || isBroadcast(address)
}
