import { Ring } from '../../ring.ts'
import type { TcpError } from '../errors.ts'
import type { SendingEvent, Variables } from '../sender/index.ts'
import type { State, StateEvent } from './state.ts'
import type { TimerName } from './timers.ts'

/** What happened to a connection, as data; which one, says who hands it on. Times are virtual milliseconds. */
export type TcbEvent =
  /** The state has changed; `event` is the row of the table. */
  | { type: 'state'; time: number; from: State; to: State; event: StateEvent }
  /** There is something to read: octets, the end, or an error. Reported once until it is polled. */
  | { type: 'readable'; time: number }
  /** There is room to write again, or writing is over. Reported once until it is polled. */
  | { type: 'writable'; time: number }
  /** The peer has sent urgent data, or more of it (MUST-32). */
  | { type: 'urgent'; time: number }
  /** An error has ended the connection. */
  | { type: 'error'; time: number; error: TcpError }
  /** Bad news that does not end the connection: R1 passed, ICMP (MUST-20, 47, 56). */
  | { type: 'report'; time: number; report: string }
  /** A timer fired. Only with `detail: 'unsampled'` or `'all'`, as what follows. */
  | { type: 'timer'; time: number; timer: TimerName | 'delayed-ack' }
  /** What the sending half did. */
  | { type: 'sender'; time: number; event: SendingEvent }
  /** Only with `'all'`. */
  | VariablesSample

/** A connection's variables after something changed them. */
export interface VariablesSample extends Variables {
  type: 'sample'
  time: number
}

/**
 * How much is reported: nothing; what a program on sockets needs; what a trace shows but for samples, each of which costs as
 * much as a segment; or everything. Whoever asks for events must poll them: the queue grows until then.
 */
export type EventDetail = (typeof EVENT_DETAILS)[number]
export const EVENT_DETAILS = ['none', 'sockets', 'unsampled', 'all'] as const

/** Timers, and what a sender tells, are reported. */
export function isTraced(detail: EventDetail): boolean {
  return detail === 'unsampled' || detail === 'all'
}

/** First in, first out. */
export class EventQueue<Event> {
  readonly detail: EventDetail
  readonly #events = new Ring<Event>()

  constructor(detail: EventDetail) {
    this.detail = detail
  }

  push(event: Event): void {
    if (this.detail !== 'none') this.#events.push(event)
  }

  poll(): Event | undefined {
    return this.#events.shift()
  }
}
