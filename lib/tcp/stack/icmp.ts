import { internetChecksum, readUint16, readUint32 } from '../../bytes.ts'
import type { Tcb } from '../connection/index.ts'
import { effectiveMss, isSynchronized } from '../connection/index.ts'
import { TcpError, type TcpErrorCode } from '../errors.ts'
import type { FourTuple } from '../wire/index.ts'
import {
  type Addresses,
  between,
  destinationAddressOf,
  headerLength,
  isIpv6,
  LEAST_IPV6_MTU,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  protocolOf,
  pseudoHeaderSum,
  sourceAddressOf,
} from '../wire/index.ts'

/** An ICMP message about a segment of ours (RFC 792), ICMPv6's in the words of ICMP; `seq` is that segment's. */
export interface IcmpMessage {
  ends: FourTuple
  seq: number
  type: number
  code: number
  /** MTU of the next hop, when a packet was too long for it (RFC 1191); 0 = not said. */
  mtu: number
}

const TYPE_DESTINATION_UNREACHABLE = 3
const TYPE_SOURCE_QUENCH = 4
const TYPE_TIME_EXCEEDED = 11
const TYPE_PARAMETER_PROBLEM = 12

const CODE_PROTOCOL_UNREACHABLE = 2
const CODE_PORT_UNREACHABLE = 3
const CODE_FRAGMENTATION_NEEDED = 4

/** What ICMP says where ICMPv6 has types 1 to 4 (RFC 4443 §3), and codes 0 to 4 of the first, as RFC 7915 §5.2 has it. */
const TYPES_BY_ICMPV6 = [
  TYPE_DESTINATION_UNREACHABLE,
  TYPE_DESTINATION_UNREACHABLE,
  TYPE_TIME_EXCEEDED,
  TYPE_PARAMETER_PROBLEM,
]
const CODES_BY_ICMPV6 = [0, 13, 1, 1, CODE_PORT_UNREACHABLE]
const PACKET_TOO_BIG = 2

/**
 * Reads an ICMP or ICMPv6 message; `undefined` when it is damaged, or not about a TCP segment.
 *
 * @param addresses of its packet: ICMPv6's checksum covers them (RFC 4443 §2.3)
 */
export function decodeIcmp(bytes: Uint8Array, protocol: number, addresses: Addresses): IcmpMessage | undefined {
  const over6 = isIpv6(addresses.source)
  if (protocol !== (over6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP)) return undefined
  const sum = over6 ? pseudoHeaderSum(addresses, protocol, bytes.length) : 0
  const inner = bytes.subarray(8)
  if (inner.length < 28 || inner[0]! >>> 4 !== (over6 ? 6 : 4) || internetChecksum(bytes, 0, bytes.length, sum) !== 0)
    return undefined
  const header = headerLength(inner)
  if (header < 20 || inner.length < header + 8 || protocolOf(inner) !== PROTOCOL_TCP) return undefined
  return {
    ...(over6 ? inWordsOfIcmp(bytes) : { type: bytes[0]!, code: bytes[1]!, mtu: readUint16(bytes, 6) }),
    seq: readUint32(inner, header + 4),
    ends: {
      localAddress: sourceAddressOf(inner),
      localPort: readUint16(inner, header),
      remoteAddress: destinationAddressOf(inner),
      remotePort: readUint16(inner, header + 2),
    },
  }
}
function inWordsOfIcmp(bytes: Uint8Array): Pick<IcmpMessage, 'type' | 'code' | 'mtu'> {
  const type = bytes[0]!
  const code = bytes[1]!
  const isTooBig = type === PACKET_TOO_BIG
  return {
    // Others, and what only informs, are of no type that means anything here.
    type: TYPES_BY_ICMPV6[type - 1] ?? 0,
    code: isTooBig ? CODE_FRAGMENTATION_NEEDED : type === 1 ? (CODES_BY_ICMPV6[code] ?? 1) : code,
    mtu: isTooBig ? readUint32(bytes, 4) : 0,
  }
}

/**
 * What the network says of a segment (MUST-54). Only what quotes a segment in flight is believed (RFC 5927 §4.1); what
 * may pass is noted and ends nothing (MUST-56); Source Quench is ignored (MUST-55).
 *
 * @see RFC 9293 §3.9.2.2
 */
export function icmpArrives(tcb: Tcb, message: IcmpMessage, now: number): void {
  const { type, code, seq } = message
  const { sender } = tcb
  if (!sender || tcb.state === 'CLOSED' || type === TYPE_SOURCE_QUENCH) return
  if (!between(seq, sender.sndUna, sender.sndNxt)) return
  if (type === TYPE_DESTINATION_UNREACHABLE && code === CODE_FRAGMENTATION_NEEDED) {
    pathMtuArrives(tcb, message.mtu, now)
  } else if (isForGood(type, code) && (!isSynchronized(tcb.state) || tcb.settings.icmpHard === 'abort')) {
    const error = new TcpError(
      'ECONNREFUSED',
      `${tcb.name}: the peer's host has no such port or protocol; check the server.`,
    )
    tcb.end('ICMP hard error', now, error)
  } else if (type === TYPE_DESTINATION_UNREACHABLE || type === TYPE_TIME_EXCEEDED || type === TYPE_PARAMETER_PROBLEM) {
    const [errorCode, what] = softErrorOf(type, code)
    if (!isSynchronized(tcb.state) && tcb.settings.icmpOnSyn === 'abort') {
      tcb.end(
        'ICMP hard error',
        now,
        new TcpError(errorCode, `${tcb.name}: ${what}; check the address and the way there.`),
      )
      return
    }
    tcb.softError = new TcpError(errorCode, `${tcb.name}: ${what}; the connection keeps trying.`)
    tcb.report(what, now)
  }
  tcb.changed()
}

function isForGood(type: number, code: number): boolean {
  return type === TYPE_DESTINATION_UNREACHABLE && (code === CODE_PORT_UNREACHABLE || code === CODE_PROTOCOL_UNREACHABLE)
}

function softErrorOf(type: number, code: number): [TcpErrorCode, string] {
  if (type === TYPE_TIME_EXCEEDED) return ['EHOSTUNREACH', 'a packet has used up its hops']
  if (type === TYPE_PARAMETER_PROBLEM) return ['EPROTO', 'a router has found a fault in a packet']
  if (isForGood(type, code)) return ['ECONNREFUSED', 'the peer’s host has no such port or protocol']
  return code === 0 ? ['ENETUNREACH', 'the network is unreachable'] : ['EHOSTUNREACH', 'the host is unreachable']
}

/** A hop takes no packet of our size: segments get smaller, never larger (RFC 1191 §3, §6.3), and no link is too narrow for 1280 (RFC 8201 §4). */
function pathMtuArrives(tcb: Tcb, mtu: number, now: number): void {
  const { sender } = tcb
  if (!sender || mtu < (tcb.overIpv6 ? LEAST_IPV6_MTU : 68)) return
  const mss = effectiveMss(tcb.peerOptions?.mss, Math.min(mtu, tcb.settings.mtu), tcb.timestamps.enabled, tcb.overIpv6)
  if (mss < sender.mss) sender.pathNarrows(mss, now)
}
