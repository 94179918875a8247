// TCP without I/O, by RFC 9293: packets, calls and the time go in; packets, events and deadlines come out. No clock, no
// chance, no sockets: the same calls give the same answers, in Node and in a browser.

export type { CongestionName, RateMode } from './congestion/index.ts'
export { CONGESTION_NAMES } from './congestion/index.ts'
export { Connection, type ConnectionOptions } from './connection/connection.ts'
export type { EventDetail } from './connection/events.ts'
export { next, STATES, type State, type StateEvent, TRANSITIONS, type Transition } from './connection/state.ts'
export type { Status } from './connection/status.ts'
export { TcpError, type TcpErrorCode } from './errors.ts'
export { type ProfileDifference, profileDifferences } from './profile-differences.ts'
export { PROFILE_NAMES, type ProfileName } from './profiles.ts'
export type { ConnectionSettings } from './settings.ts'
export type { Endpoint } from './stack/endpoint.ts'
export type { SampleEvent, TcpEvent } from './stack/events.ts'
export { Listener, type ListenOptions } from './stack/listener.ts'
export { type Binding, EPHEMERAL_PORTS, type SocketAddress } from './stack/ports.ts'
export { type ConnectOptions, Stack } from './stack/stack.ts'
export type { StackOptions } from './stack/stack-options.ts'
export {
  formatAddress,
  type IpAddress,
  type Ipv6Address,
  isBroadcast,
  isIpv6,
  isMulticast,
  parseAddress,
} from './wire/address.ts'
export { decodeSegment, encodeSegment, encodeTcpPacket, readSegment } from './wire/encoding.ts'
export * from './wire/ip.ts'
export type { FourTuple } from './wire/isn.ts'
export { type Flags, formatSegment, makeSegment, type Options, parseSegment, type Segment } from './wire/segment.ts'
export * as seq from './wire/seq.ts'
