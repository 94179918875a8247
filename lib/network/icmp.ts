import { internetChecksum, readUint16, readUint32, writeUint16, writeUint32 } from '../bytes.ts'
import { encodePacket, headerLength, isBroadcast, isMulticast, PROTOCOL_ICMP } from '../tcp/wire/index.ts'

/** Why a packet did not arrive (RFC 792): type, code, and the next link's MTU where it was too long. */
export interface IcmpReason {
  type: number
  code: number
  /** RFC 1191 §4 */
  mtu?: number
}

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
  if (isMulticast(destination) || isBroadcast(destination) || readUint16(packet, 6) & 0x1fff) return false
  if (packet[9] !== PROTOCOL_ICMP) return true
  const type = packet[headerLength(packet)]
  return type === 0 || type === 8
}
