import { COUNT, OBJECT, type Rules } from '../../check.ts'
import type { Connection } from '../connection/index.ts'
import type { ConnectionSettings, Settings } from '../settings.ts'
import type { Segment } from '../wire/index.ts'
import { formatAddress } from '../wire/index.ts'
import type { Reservation } from './ports.ts'

/** Half-open connections that a listener remembers at least, whatever its backlog. */
const LEAST_SYN_QUEUE = 128

/** What happened to a listener. */
export interface ListenerEvent {
  /** A connection waits for `accept`. */
  type: 'acceptable'
  time: number
  listener: Listener
}

export interface ListenOptions {
  /** How many established connections may wait for `accept`: one more than this (as Linux has it). Default 128. */
  backlog?: number
  /** Let this name be bound again while old connections of it remain. Default false. */
  reuseAddress?: boolean
  /** Settings of the connections that will come, over the stack's. */
  settings?: ConnectionSettings
}

export const LISTEN_RULES: Rules<ListenOptions> = { backlog: COUNT, reuseAddress: 'flag', settings: OBJECT }

/**
 * A passive OPEN that takes many (RFC 9293 §3.9.1.1): connections in SYN-RECEIVED wait in the SYN queue, established
 * ones in the accept queue. When that one is full, SYNs and the last ACK of the handshake are dropped: the peer repeats them.
 */
export class Listener {
  readonly reservation: Reservation
  /** Of the connections that will come. */
  readonly settings: Settings
  readonly #events: { push(event: ListenerEvent): void }
  readonly #closed: (listener: Listener, keepName: boolean) => void
  readonly #synQueue = new Set<Connection>()
  /** Of those in it, whom Fast Open has let into the accept queue too. */
  readonly #early = new Set<Connection>()
  readonly #acceptQueue: Connection[] = []
  #backlog = 0

  /** For the stack, which makes listeners by `listen`. */
  constructor(
    reservation: Reservation,
    settings: Settings,
    backlog: number | undefined,
    events: { push(event: ListenerEvent): void },
    closed: (listener: Listener, keepName: boolean) => void,
  ) {
    this.reservation = reservation
    this.settings = settings
    this.#events = events
    this.#closed = closed
    this.backlog = backlog ?? 128
  }

  /** The name it listens on; `0.0.0.0` = every IPv4 address of the host, `::` = every one. */
  get local(): { address: string; port: number } {
    return { address: formatAddress(this.reservation.address), port: this.reservation.port }
  }

  get backlog(): number {
    return this.#backlog
  }

  set backlog(backlog: number) {
    this.#backlog = Math.max(0, backlog)
  }

  /** How many wait for `accept`. */
  get queued(): number {
    return this.#acceptQueue.length
  }

  /** How many are in SYN-RECEIVED. */
  get halfOpen(): number {
    return this.#synQueue.size
  }

  /** The connection that has waited longest; `undefined` = none waits. It may have been reset meanwhile. */
  accept(): Connection | undefined {
    return this.#acceptQueue.shift()
  }

  /** Whoever waits in a queue is reset. @param keepName the name stays bound: its holder may listen again, or release it */
  close(now: number, { keepName = false }: { keepName?: boolean } = {}): void {
    this.#closed(this, keepName)
    // Of the early ones, those that were accepted belong to a program.
    for (const connection of this.#early) this.#synQueue.delete(connection)
    for (const connection of [...this.#synQueue, ...this.#acceptQueue]) connection.abort(now)
    this.#synQueue.clear()
    this.#early.clear()
    this.#acceptQueue.length = 0
  }

  /** There is room for one more SYN. */
  get takesSyn(): boolean {
    return !this.#full && this.#synQueue.size < Math.max(this.#backlog + 1, LEAST_SYN_QUEUE)
  }

  /** And for one more that need not wait for the end of its handshake: PendingFastOpenRequests is bounded (RFC 7413 §5.1). */
  get takesEarly(): boolean {
    return this.#early.size <= this.#backlog
  }

  /** A SYN has made this connection. */
  synArrived(connection: Connection): void {
    this.#synQueue.add(connection)
  }

  /** Must this segment of a half-open connection be dropped, because it would end the handshake? */
  holdsOff(connection: Connection, { flags }: Segment): boolean {
    return !this.#early.has(connection) && this.#full && flags.ack === true && !flags.rst && !flags.syn
  }

  /** A half-open connection may have changed its state. @returns whether it has left the SYN queue */
  moved(connection: Connection, now: number): boolean {
    const isHalfOpen = connection.state === 'SYN-RECEIVED'
    const isIn = this.#early.has(connection)
    if (isHalfOpen && (isIn || !connection.tcb.isEarly)) return false
    if (isHalfOpen) {
      this.#early.add(connection)
    } else {
      this.#early.delete(connection)
      this.#synQueue.delete(connection)
    }
    if (!isIn && connection.state !== 'LISTEN' && connection.state !== 'CLOSED') {
      this.#acceptQueue.push(connection)
      this.#events.push({ type: 'acceptable', time: now, listener: this })
    }
    return !isHalfOpen
  }

  get #full(): boolean {
    return this.#acceptQueue.length > this.#backlog
  }
}
