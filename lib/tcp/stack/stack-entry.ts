import { Timer } from '../../timer-queue.ts'
import type { Connection } from '../connection/index.ts'
import type { Listener } from './listener.ts'
import type { Holding } from './ports.ts'

/** A connection as its stack keeps it. */
export class StackEntry {
  readonly connection: Connection
  readonly timer: Timer<StackEntry> = new Timer<StackEntry>(this)
  /** It waits to be asked for segments. */
  queued = false
  /** In whose SYN queue it is. */
  listener: Listener | undefined
  /** The port that it holds, until it is over. */
  holding: Holding | undefined

  constructor(connection: Connection, holding: Holding) {
    this.connection = connection
    this.holding = holding
  }
}
