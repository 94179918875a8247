/** A call that is blocked: who made it, which conditions would unblock it, and which program would have to bring them about. */
import type { Connection } from '../../tcp/connection/index.ts'
import type { AbortableWait } from '../abortable.ts'
import type { Socket, Waiting } from '../types.ts'
import type { Task } from './task.ts'

/** Something of which calls wait for a change. */
export interface WaitQueue {
  readonly blocked: Set<BlockedCall>
}

/** Whoever makes calls through a host. */
export interface Caller extends WaitQueue {
  readonly task: Task
  /** Its calls that wait, as programs may see them. */
  readonly calls: Set<Waiting>
}

/** What a call wants of a socket: something to read, room to write, or no more than its end. */
export type BlockedOn = 'read' | 'write' | 'end'

/** What is missing that only a program can bring about. */
export interface Blocker {
  needs: 'bytes' | 'room' | 'connection' | 'end'
  /** That of the socket that waits; `undefined` = it listens. */
  connection: Connection | undefined
  /** The other end, whose program has to act; `undefined` = gone, or anybody may. */
  peer: Connection | undefined
}

/** A condition that may unblock a call. */
export interface Condition {
  socket: Socket
  queue: WaitQueue
  interest: BlockedOn
  /** `undefined` = what is under way will bring it about. */
  blocker: () => Blocker | undefined
}

export interface BlockRequest extends AbortableWait {
  caller: Caller
  /** Any one of them suffices; none = the deadline alone ends it. */
  conditions: readonly Condition[]
  /** Is the call worth trying again? */
  isReady: () => boolean
  /** For how many such calls what is there suffices: the others stay in line. Without it, all go on. */
  sufficesFor?: () => number
  /** Virtual milliseconds at which it is over in any case; Infinity = never. */
  deadline: number
}

export class BlockedCall {
  readonly request: BlockRequest
  /** Its place in the order in which calls were blocked. */
  readonly order: number
  readonly unblock: (ready: boolean) => void
  /** Its deadline has come. */
  isExpired = false

  constructor(request: BlockRequest, order: number, unblock: (ready: boolean) => void) {
    this.request = request
    this.order = order
    this.unblock = unblock
  }

  get queues(): WaitQueue[] {
    return [this.request.caller, ...this.request.conditions.map(({ queue }) => queue)]
  }

  get isReady(): boolean {
    return this.request.isReady()
  }

  /** Will octets be read when it goes on? */
  get reads(): boolean {
    return this.request.conditions.some(({ interest }) => interest === 'read')
  }

  /** What a program must do before it can end; none = it ends by its deadline, or by what is under way. */
  get blockers(): Blocker[] {
    if (this.request.deadline !== Number.POSITIVE_INFINITY) return []
    const blockers: Blocker[] = []
    for (const { blocker } of this.request.conditions) {
      const found = blocker()
      if (!found) return []
      blockers.push(found)
    }
    return blockers
  }
}
