import { internetChecksum, readUint16, writeUint16, writeUint32 } from '../bytes.ts'
import {
  destinationAddressOf,
  encodePacket,
  headerLength,
  IPV6_HEADER,
  type IpAddress,
  isBroadcast,
  isFragment,
  isIpv6,
  isMulticast,
  isUnspecified,
  isVersion6,
  LEAST_IPV6_MTU,
  type Malformed,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  packetLength,
  protocolOf,
  pseudoHeaderSum,
  sourceAddressOf,
  upperLayer,
} from '../tcp/wire/index.ts'

/** Why a packet did not arrive: type and code of ICMP (RFC 792), and of ICMPv6 (RFC 4443 §3). */
export interface IcmpReason {
  icmp: readonly [type: number, code: number]
  icmpv6: readonly [type: number, code: number]
  /** The next link's MTU where it was too long (RFC 1191 §4), or where in it the fault is. */
  value?: number
}

export const HOST_UNREACHABLE: IcmpReason = { icmp: [3, 1], icmpv6: [1, 0] }
export const PORT_UNREACHABLE: IcmpReason = { icmp: [3, 3], icmpv6: [1, 4] }
/** Of an address that holds on its link alone. */
export const BEYOND_SCOPE: IcmpReason = { icmp: [3, 1], icmpv6: [1, 2] }
export const TIME_EXCEEDED: IcmpReason = { icmp: [11, 0], icmpv6: [3, 0] }

export function fragmentationNeeded(mtu: number): IcmpReason {
  return { icmp: [3, 4], icmpv6: [2, 0], value: mtu }
}

/** Of an IPv6 packet: what it holds is nothing that this host knows (RFC 8200 §4). */
export function unknownNextHeader(packet: Uint8Array): IcmpReason {
  return { icmp: [3, 2], icmpv6: [4, 1], value: upperLayer(packet).nextAt }
}

const ICMP_HEADER = 8
/** The types of an echo request and its reply. */
const ECHO = [8, 0] as const
const ECHO_V6 = [128, 129] as const
const TOO_LONG_FOR_IPV6 = 2

/** As much of the packet as keeps the whole message within 576 octets (RFC 1812 §4.3.2.3), or IPv6's least MTU (RFC 4443 §2.4). */
const QUOTED = 576 - 20 - ICMP_HEADER
const QUOTED_V6 = LEAST_IPV6_MTU - IPV6_HEADER - ICMP_HEADER

/**
 * The packet that tells the source of `packet` why it did not arrive.
 *
 * @param from address of who tells it, of the packet's family
 */
export function icmpError(from: IpAddress, packet: Uint8Array, reason: IcmpReason): Uint8Array {
  const over6 = isIpv6(from)
  const quoted = packet.subarray(0, over6 ? QUOTED_V6 : QUOTED)
  const message = new Uint8Array(ICMP_HEADER + quoted.length)
  message.set(over6 ? reason.icmpv6 : reason.icmp)
  writeUint32(message, 4, reason.value ?? 0)
  message.set(quoted, ICMP_HEADER)
  return icmpPacket(from, sourceAddressOf(packet), message)
}

/** @param message its checksum is 0, and is made here (RFC 4443 §2.3) */
export function icmpPacket(source: IpAddress, destination: IpAddress, message: Uint8Array, id = 0): Uint8Array {
  const protocol = isIpv6(source) ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP
  writeUint16(message, 2, checksumOf(message, source, destination))
  return encodePacket({ source, destination, protocol, id, payload: message })
}

function checksumOf(message: Uint8Array, source: IpAddress, destination: IpAddress): number {
  const { length } = message
  const initial = isIpv6(source) ? pseudoHeaderSum({ source, destination }, PROTOCOL_ICMPV6, length) : 0
  return internetChecksum(message, 0, length, initial)
}

/**
 * May an error be sent about this packet? Not about errors, later fragments of IPv4, or what went to many; but that it is too long
 * for IPv6 (RFC 1122 §3.2.2, RFC 4443 §2.4 e).
 */
export function mayReport(packet: Uint8Array, reason: IcmpReason): boolean {
  const source = sourceAddressOf(packet)
  const isToMany = isOfMany(destinationAddressOf(packet))
  const protocol = protocolOf(packet)
  const type = packet[headerLength(packet)]!
  if (isVersion6(packet)) {
    if (isUnspecified(source) || isOfMany(source)) return false
    if (isToMany && reason.icmpv6[0] !== TOO_LONG_FOR_IPV6) return false
    return protocol !== PROTOCOL_ICMPV6 || (!isFragment(packet) && type >= ECHO_V6[0])
  }
  if (isToMany || readUint16(packet, 6) & 0x1fff) return false
  return protocol !== PROTOCOL_ICMP || ECHO.some((each) => each === type)
}

/**
 * The answer to a whole ICMP or ICMPv6 packet, if it is an echo request of one host to another: the same identifier, number and
 * data, from the address that was asked.
 *
 * @returns nothing for other messages; what is wrong with a damaged one
 * @see RFC 1122 §3.2.2.6, RFC 4443 §4.2
 */
export function echoReply(packet: Uint8Array, id: number): Uint8Array | Malformed | undefined {
  const message = packet.slice(headerLength(packet), packetLength(packet))
  const source = sourceAddressOf(packet)
  const destination = destinationAddressOf(packet)
  const [asks, answers] = isIpv6(source) ? ECHO_V6 : ECHO
  if (message.length < ICMP_HEADER || message[0] !== asks || isUnspecified(source)) return undefined
  if (isOfMany(source) || isOfMany(destination)) return undefined
  if (checksumOf(message, source, destination) !== 0)
    return { malformed: 'checksum', message: 'the echo request does not match its checksum' }
  message[0] = answers
  writeUint16(message, 2, 0)
  return icmpPacket(destination, source, message, id)
}

function isOfMany(address: IpAddress): boolean {
  return isMulticast(address) || isBroadcast(address)
}
