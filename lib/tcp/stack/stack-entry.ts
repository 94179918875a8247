import { Timer } from '../../timer-queue.ts'
import { Connection, type ConnectionContext, type FastOpenCookies } from '../connection/index.ts'
import type { Settings } from '../settings.ts'
import type { FourTuple, SipKey } from '../wire/index.ts'
import type { Listener } from './listener.ts'
import type { Reservation } from './ports.ts'

/** What a stack's connections have in common. */
export interface StackEntryOwner {
  readonly key: SipKey
  readonly cookies: FastOpenCookies
  readonly events: ConnectionContext['events']
  changed(entry: StackEntry): void
}

/** A connection as its stack keeps it, and the stack as its connection knows it. */
export class StackEntry implements ConnectionContext {
  readonly connection: Connection
  readonly settings: Settings
  readonly timer: Timer<StackEntry> = new Timer<StackEntry>(this)
  /** It waits to be asked for segments. */
  queued = false
  /** In whose SYN queue it is. */
  listener: Listener | undefined
  /** The port that it holds, until it is over. */
  reservation: Reservation | undefined
  readonly #owner: StackEntryOwner

  constructor(ends: FourTuple, settings: Settings, owner: StackEntryOwner, reservation: Reservation) {
    this.settings = settings
    this.reservation = reservation
    this.#owner = owner
    this.connection = new Connection(ends, this)
  }

  get key(): SipKey {
    return this.#owner.key
  }

  get cookies(): FastOpenCookies {
    return this.#owner.cookies
  }

  get events(): ConnectionContext['events'] {
    return this.#owner.events
  }

  changed(): void {
    this.#owner.changed(this)
  }
}
