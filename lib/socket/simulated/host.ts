import { BaseHost } from '../base-host.ts'
import { checkTime } from '../checks.ts'
import { AbortError, SocketError } from '../errors.ts'
import type { HostScope, PollRequest, PollResult, Socket, Waiting, WaitOptions } from '../types.ts'
import type { BlockedCall, BlockedOn, Condition } from './blocked-call.ts'
import { blockerOf } from './blocker.ts'
import { SimulatedDescription } from './description.ts'
import type { Machine } from './machine.ts'
import { type SimulatedHolder, SimulatedSocket } from './socket.ts'
import type { Task } from './task.ts'

/** A host of a simulated network, or a part of what is open on it. */
export class SimulatedHost extends BaseHost<SimulatedSocket> implements HostScope, SimulatedHolder {
  readonly task: Task
  readonly blocked: Set<BlockedCall> = new Set()
  readonly calls: Set<Waiting> = new Set()
  readonly #machine: Machine

  constructor(machine: Machine, task: Task) {
    super()
    this.#machine = machine
    this.task = task
    task.scopes?.push(this)
  }

  get name(): string {
    return this.#machine.name
  }

  get address(): string {
    return this.#machine.address
  }

  get waiting(): readonly Waiting[] {
    return [...this.calls]
  }

  socket(): Socket {
    this.refuseIfOver('socket')
    return new SimulatedSocket(this, new SimulatedDescription(this.#machine))
  }

  scope(): HostScope {
    return new SimulatedHost(this.#machine, this.task)
  }

  /** The same machine, used by somebody else. */
  scopeOf(task: Task): SimulatedHost {
    return new SimulatedHost(this.#machine, task)
  }

  override closeAll(): void {
    super.closeAll()
    this.#machine.scheduler.wake(this)
  }

  pause(call: string): Promise<void> | undefined {
    const { scheduler, now } = this.#machine
    return scheduler.mustPause() ? this.#until(now + 1, call).then(() => undefined) : undefined
  }

  async poll(
    requests: readonly PollRequest[],
    milliseconds?: number,
    options: WaitOptions = {},
  ): Promise<PollResult[]> {
    const { signal } = options
    checkTime(this.name, 'poll', milliseconds)
    const deadline = milliseconds === undefined ? Number.POSITIVE_INFINITY : this.now() + Math.max(0, milliseconds)
    const pause = this.pause('poll')
    if (pause) await pause
    for (;;) {
      this.refuseIfOver('poll')
      if (signal?.aborted) throw new AbortError(this.name, 'poll', signal.reason)
      const watched = requests.map((request) => ({ ...request, description: this.#descriptionOf(request.socket) }))
      const ready = watched.flatMap(readinessOf)
      if (ready.length > 0 || this.now() >= deadline) return ready
      if (watched.length === 0 && deadline === Number.POSITIVE_INFINITY) throw this.nothingToWaitFor
      for (const { writable, description } of watched) if (writable) description.connection?.awaitRoom()
      await this.#machine.scheduler.block({
        caller: this,
        subject: () => this.name,
        call: 'poll',
        conditions: watched.flatMap(conditionsOf),
        isReady: () =>
          this.isOver || watched.some((request) => isClosed(request.socket) || readinessOf(request).length > 0),
        deadline,
        signal,
      })
    }
  }

  async sleep(milliseconds: number, { signal }: WaitOptions = {}): Promise<void> {
    const call = `sleep(${milliseconds})`
    checkTime(this.name, call, milliseconds)
    if (signal?.aborted) throw new AbortError(this.name, call, signal.reason)
    this.refuseIfOver('sleep')
    // One that waits for no time again and again lets the others have theirs.
    const pause = milliseconds > 0 ? undefined : this.pause(call)
    if (pause) await pause
    await this.#until(this.now() + Math.max(0, milliseconds), call, signal)
    this.refuseIfOver('sleep')
  }

  now(): number {
    return this.#machine.now
  }

  print(line: string): void {
    const { network, print } = this.#machine.context
    network.print(this.name, line)
    print?.(line, this.name)
  }

  #until(deadline: number, call: string, signal?: AbortSignal): Promise<boolean> {
    return this.#machine.scheduler.block({
      caller: this,
      subject: () => this.name,
      call,
      conditions: [],
      isReady: () => this.isOver,
      deadline,
      signal,
    })
  }

  #descriptionOf(socket: Socket): SimulatedDescription {
    if (!(socket instanceof SimulatedSocket) || socket.description.machine !== this.#machine) {
      throw new SocketError('EBADF', socket.name, 'poll', {
        reason: 'it belongs to another host',
        remedy: 'Poll each socket on its own host.',
      })
    }
    if (socket.isClosed) throw new SocketError('EBADF', socket.name, 'poll')
    return socket.description
  }
}

type Watched = PollRequest & { description: SimulatedDescription }

/** @returns one result or none */
function readinessOf({ socket, readable = false, writable = false, description }: Watched): PollResult[] {
  const result = {
    socket,
    readable: readable && isReadable(description),
    writable: writable && !description.listener && description.canWrite,
    failed: description.hasFailed,
  }
  return result.readable || result.writable || result.failed ? [result] : []
}

function isReadable(description: SimulatedDescription): boolean {
  const { listener, connection, isShutForReading } = description
  return (
    (isShutForReading && !listener) || ((listener !== undefined || connection !== undefined) && description.canRead)
  )
}

function isClosed(socket: Socket): boolean {
  return socket instanceof SimulatedSocket && socket.isClosed
}

function conditionsOf({ socket, readable, writable, description }: Watched): Condition[] {
  const interests: BlockedOn[] = [...(readable ? (['read'] as const) : []), ...(writable ? (['write'] as const) : [])]
  if (interests.length === 0) interests.push('end')
  return interests.map((interest) => {
    return { socket, queue: description, interest, blocker: () => blockerOf(description, interest) }
  })
}
