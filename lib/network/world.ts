import type { EventQueue } from './event-queue.ts'
import type { Recorder } from './recorder.ts'
import type { Transit } from './transit.ts'

/** What hosts, routers and links share. */
export interface World {
  /** Virtual milliseconds. */
  readonly now: number
  readonly seed: number
  readonly events: EventQueue
  readonly recorder: Recorder
  /** A number for a packet. */
  nextId(): number
  /** Has this done when all that happens at this moment has happened. */
  afterwards(task: Task): void
}

export interface Task {
  /** Already noted for the end of this moment. */
  noted: boolean
  run(now: number): void
}

/** Where links begin and end. */
export interface Node {
  readonly name: string
  /** Dotted. */
  readonly address: string
  receive(packet: Transit, now: number): void
}
