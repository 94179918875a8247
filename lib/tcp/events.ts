import type { Connection } from './connection.ts'
import type { TcpError } from './errors.ts'
import type { Listener } from './listener.ts'
import type { SenderEvent } from './sender-types.ts'
import type { State, StateEvent } from './state.ts'
import type { TimerName } from './timers.ts'

/** What happened to a connection or a listener, as data. Times are virtual milliseconds. */
export type TcpEvent =
  /** The state has changed; `event` is the row of the table. */
  | { type: 'state'; time: number; connection: Connection; from: State; to: State; event: StateEvent }
  /** There is something to read: octets, the end, or an error. Reported once until it is polled. */
  | { type: 'readable'; time: number; connection: Connection }
  /** There is room to write again, or writing is over. Reported once until it is polled. */
  | { type: 'writable'; time: number; connection: Connection }
  /** The peer has sent urgent data, or more of it (MUST-32). */
  | { type: 'urgent'; time: number; connection: Connection }
  /** The connection is over, not in order. */
  | { type: 'error'; time: number; connection: Connection; error: TcpError }
  /** Bad news that does not end the connection: R1 passed, ICMP (MUST-20, 47, 56). */
  | { type: 'report'; time: number; connection: Connection; report: string }
  /** A connection waits for `accept`. */
  | { type: 'acceptable'; time: number; listener: Listener }
  /** A timer fired. Only with `detail: 'all'`, as what follows. */
  | { type: 'timer'; time: number; connection: Connection; timer: TimerName | 'delayed-ack' }
  /** What the sending half did. */
  | { type: 'sender'; time: number; connection: Connection; event: SenderEvent }
  | SampleEvent

/** A connection's variables after something changed them. Octets and milliseconds. */
export interface SampleEvent {
  type: 'sample'
  time: number
  connection: Connection
  cwnd: number
  ssthresh: number
  /** SND.NXT − SND.UNA */
  flight: number
  sndWnd: number
  /** RCV.WND as offered */
  rcvWnd: number
  sndUna: number
  sndNxt: number
  rcvNxt: number
  srtt: number | undefined
  rto: number
}

/**
 * How much is reported: nothing; what a program on sockets needs; or everything that a trace shows. Whoever asks for
 * events must poll them: the queue grows until then.
 */
export type EventDetail = 'none' | 'sockets' | 'all'

/** First in, first out. */
export class EventQueue {
  readonly detail: EventDetail
  #events: TcpEvent[] = []
  #head = 0

  constructor(detail: EventDetail) {
    this.detail = detail
  }

  push(event: TcpEvent): void {
    if (this.detail !== 'none') this.#events.push(event)
  }

  poll(): TcpEvent | undefined {
    const event = this.#events[this.#head]
    if (event === undefined) return undefined
    this.#head++
    if (this.#head === this.#events.length) {
      this.#events.length = 0
      this.#head = 0
    } else if (this.#head >= 1024 && this.#head * 2 >= this.#events.length) {
      this.#events = this.#events.slice(this.#head)
      this.#head = 0
    }
    if (event.type === 'readable') event.connection.tcb.readableReported = false
    else if (event.type === 'writable') event.connection.tcb.writableReported = false
    return event
  }
}
