// TCP without I/O, by RFC 9293: packets, calls and the time go in; packets, events and deadlines come out. No clock, no
// chance, no sockets: the same calls give the same answers, in Node and in a browser.

export { CONGESTION_NAMES } from './congestion/index.ts'
export type { CongestionName } from './congestion/types.ts'
export { Connection, type ConnectionOptions } from './connection.ts'
export { TcpError, type TcpErrorCode } from './errors.ts'
export type { SampleEvent, TcpEvent } from './events.ts'
export type { EventDetail } from './happenings.ts'
export * from './ipv4.ts'
export type { FourTuple } from './isn.ts'
export { Listener, type ListenOptions } from './listener.ts'
export { type Flags, formatSegment, makeSegment, type Options, parseSegment, type Segment } from './segment.ts'
export * as seq from './seq.ts'
export type { ConnectionSettings } from './settings.ts'
export {
  type Binding,
  type ConnectOptions,
  type Endpoint,
  type SocketAddress,
  Stack,
  type StackOptions,
} from './stack.ts'
export { next, STATES, type State, type StateEvent, TRANSITIONS, type Transition } from './state.ts'
export type { Status } from './status.ts'
export { decodeSegment, encodeSegment, encodeTcpPacket, readSegment } from './wire.ts'
