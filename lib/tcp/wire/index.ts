/**
 * What stands on the wire: IPv4 packets and segments as bytes and as meaning, their numbers (`seq`, ISS by RFC 6528), fragments.
 * Nothing here knows of a connection.
 */

export { type Addresses, decodeSegment, encodeTcpPacket, pseudoHeaderSum, readSegment, TCP_HEADER } from './encoding.ts'
export { FragmentReassembler, fragment } from './fragment.ts'
export {
  CE,
  decrementTtl,
  ECT_0,
  ecnOf,
  encodePacket,
  formatAddress,
  headerFault,
  headerLength,
  IPV4_HEADER,
  isBroadcast,
  isFragment,
  isMalformed,
  isMulticast,
  type Malformed,
  NOT_ECT,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  parseAddress,
  setCongestionExperienced,
} from './ipv4.ts'
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
