/**
 * What stands on the wire: IP packets and segments as bytes and as meaning, their numbers (`seq`, ISS by RFC 6528), fragments.
 * Nothing here knows of a connection.
 */

export {
  ANY_IPV6,
  formatAddress,
  formatSocket,
  hostBits,
  type IpAddress,
  isBroadcast,
  isIpv6,
  isLinkLocal,
  isLoopback,
  isMapped,
  isMulticast,
  isSameNetwork,
  isUnspecified,
  LOOPBACK_IPV6,
  parseAddress,
} from './address.ts'
export { type Addresses, decodeSegment, encodeTcpPacket, pseudoHeaderSum, readSegment, TCP_HEADER } from './encoding.ts'
export { FragmentReassembler, fragment } from './fragment.ts'
export {
  CE,
  decrementTtl,
  destinationAddressOf,
  dontFragmentOf,
  ECT_0,
  ecnOf,
  encodePacket,
  headerFault,
  headerLength,
  IPV4_HEADER,
  isFragment,
  isMalformed,
  isVersion6,
  type Malformed,
  NOT_ECT,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  packetLength,
  protocolOf,
  setCongestionExperienced,
  sourceAddressOf,
  ttlOf,
} from './ip.ts'
export { IPV6_HEADER, LEAST_IPV6_MTU, PROTOCOL_ICMPV6, upperLayer } from './ipv6.ts'
export { fragmentHeaderOf, fragmentIpv6 } from './ipv6-fragment.ts'
export { type FourTuple, hashEnds, initialSequenceNumber, timestampOffset } from './isn.ts'
export {
  type Flags,
  formatFlags,
  formatSegment,
  makeSegment,
  type Options,
  type Segment,
  type SequenceOrigin,
} from './segment.ts'
export { add, between, diff, geq, gt, leq, lt } from './seq.ts'
export { type SipKey, sipKey } from './siphash.ts'
export { TcpPacket } from './tcp-packet.ts'
