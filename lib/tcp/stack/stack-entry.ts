import { Timer } from '../../timer-queue.ts'
import type { Connection } from '../connection/index.ts'
import type { Listener } from './listener.ts'
import type { Reservation } from './ports.ts'

/** A connection as its stack keeps it. */
export class StackEntry {
  readonly connection: Connection
  readonly timer: Timer<StackEntry> = new Timer<StackEntry>(this)
  /** It waits to be asked for segments. */
  queued = false
  /** In whose SYN queue it is. */
  listener: Listener | undefined
  /** The port that it holds, until it is over. */
  reservation: Reservation | undefined

  constructor(connection: Connection, reservation: Reservation) {
    this.connection = connection
    this.reservation = reservation
  }
}
