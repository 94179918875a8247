import type { Connection } from '../../tcp/connection/index.ts'
import type { Socket, Waiting } from '../types.ts'
import type { Task } from './task.ts'

/** Something whose happenings may end waits. */
export interface Waited {
  readonly waits: Set<Wait>
}

/** What a wait is for that only a program can do. */
export interface Blocker {
  /** `bytes`, `room`, `connection`, `end` */
  needs: 'bytes' | 'room' | 'connection' | 'end'
  /** That of the socket that waits; `undefined` = it listens. */
  connection: Connection | undefined
  /** The other end, whose program has to act; `undefined` = gone, or anybody may. */
  peer: Connection | undefined
}

export interface WaitRequest {
  /** Who waits, for reports. */
  task: Task
  /** For messages: the socket or host. */
  subject: () => string
  call: string
  /** The sockets it is made on, and where it is noted that they wait. */
  sockets: readonly Socket[]
  waiting: Set<Waiting>
  /** Whose happenings end it. */
  on: readonly Waited[]
  /** Is the call worth trying again? */
  isReady: () => boolean
  /** Will octets be read when it goes on? */
  reads?: boolean
  /** For how many such calls what is there suffices: the others stay in line. Without it, all go on. */
  sufficesFor?: () => number
  /** What must be done by a program before it can end; none = it ends by what is under way. Not asked if it has a deadline. */
  blockers: () => readonly Blocker[]
  /** Virtual milliseconds at which it is over in any case; Infinity = never. */
  deadline: number
  signal: AbortSignal | undefined
}

/** A call that waits. */
export class Wait {
  readonly request: WaitRequest
  readonly order: number
  /** Its deadline has come. */
  isOver = false
  settle: (ready: boolean) => void = () => {}

  constructor(request: WaitRequest, order: number) {
    this.request = request
    this.order = order
  }

  isReady(): boolean {
    return this.request.isReady()
  }

  get endsByItself(): boolean {
    return this.request.deadline !== Number.POSITIVE_INFINITY || this.request.blockers().length === 0
  }
}
