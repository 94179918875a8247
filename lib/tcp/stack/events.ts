import type { ConnectionEvent } from '../connection/index.ts'
import type { ListenerEvent } from './listener.ts'

/** What happened to a connection or a listener, as data. Times are virtual milliseconds. */
export type TcpEvent = ConnectionEvent | ListenerEvent

/** A connection's variables after something changed them. */
export type SampleEvent = Extract<TcpEvent, { type: 'sample' }>
