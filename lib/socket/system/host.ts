import { checkOptions } from '../../check.ts'
import { abortable } from '../abortable.ts'
import { BaseHost } from '../base-host.ts'
import { checkTime, SYSTEM_HOST_RULES } from '../checks.ts'
import { AbortError, SocketError } from '../errors.ts'
import type { HostScope, PollRequest, PollResult, Socket, SystemHostOptions, Waiting, WaitOptions } from '../types.ts'
import { alarm } from './alarm.ts'
import { libc } from './libc.ts'
import { POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT } from './platform.ts'
import { type Interest, poller } from './poller.ts'
import { pollEvents, pollRequests } from './selector.ts'
import { type SystemHolder, SystemSocket } from './socket.ts'
import { anyReadiness, turn } from './wait.ts'

/** The operating system's own network. Sockets that are open keep nothing alive; what waits does. */
export class SystemHost extends BaseHost<SystemSocket> implements HostScope, SystemHolder {
  readonly name: string
  readonly address: string
  readonly #options: SystemHostOptions
  readonly #waiting = new Set<Waiting>()
  readonly #ending = new AbortController()

  constructor(options: SystemHostOptions) {
    super()
    checkOptions('systemHost: ', options, SYSTEM_HOST_RULES)
    this.#options = options
    this.name = options.name ?? 'system'
    this.address = options.address ?? '127.0.0.1'
    poller()
  }

  get waiting(): readonly Waiting[] {
    return [...this.#waiting]
  }

  note(socket: Socket, call: string): () => void {
    const waiting = { socket, call }
    this.#waiting.add(waiting)
    return () => this.#waiting.delete(waiting)
  }

  socket(): Socket {
    this.refuseIfOver('socket')
    return SystemSocket.open(this, this.#options.blocking ?? false)
  }

  scope(): HostScope {
    return new SystemHost(this.#options)
  }

  override closeAll(): void {
    this.#ending.abort()
    super.closeAll()
  }

  async poll(
    requests: readonly PollRequest[],
    milliseconds?: number,
    options: WaitOptions = {},
  ): Promise<PollResult[]> {
    checkTime(this.name, 'poll', milliseconds)
    const deadline = milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds
    const { signal } = options
    const pause = turn()
    if (pause) await pause
    for (;;) {
      this.refuseIfOver('poll')
      if (signal?.aborted) throw new AbortError(this.name, 'poll', signal.reason)
      const descriptors = requests.map(({ socket }) => descriptorOf(socket))
      const ready = pollAtOnce(requests, descriptors)
      if (ready.length > 0 || performance.now() >= deadline) return ready
      const watched = requests.flatMap(({ readable, writable }, index) =>
        interests(descriptors[index] ?? -1, readable, writable),
      )
      const subject = (): string => this.name
      if (watched.length > 0) {
        const notes = requests.map(({ socket }) => this.note(socket, 'poll'))
        try {
          await anyReadiness(watched, { subject, call: 'poll', signal, deadline })
        } finally {
          for (const over of notes) over()
        }
      } else if (deadline === Number.POSITIVE_INFINITY) {
        throw this.nothingToWaitFor
      } else await this.sleep(deadline - performance.now(), options)
    }
  }

  async sleep(milliseconds: number, { signal }: WaitOptions = {}): Promise<void> {
    const call = `sleep(${milliseconds})`
    checkTime(this.name, call, milliseconds)
    if (!signal?.aborted) this.refuseIfOver('sleep')
    await abortable<void>({ subject: () => this.name, call, signal }, (settle) => {
      const end = (): void => settle()
      const callOff = alarm(performance.now() + milliseconds, end)
      this.#ending.signal.addEventListener('abort', end)
      return () => {
        callOff()
        this.#ending.signal.removeEventListener('abort', end)
      }
    })
    this.refuseIfOver('sleep')
  }

  now(): number {
    return performance.now()
  }

  print(line: string): void {
    if (this.#options.print) this.#options.print(line)
    else process.stdout.write(this.#options.name === undefined ? `${line}\n` : `${this.#options.name}: ${line}\n`)
  }
}

function pollAtOnce(requests: readonly PollRequest[], descriptors: readonly number[]): PollResult[] {
  const bytes = pollRequests(
    requests.map(({ readable, writable }, index) => [
      descriptors[index] ?? -1,
      (readable ? POLLIN : 0) | (writable ? POLLOUT : 0),
    ]),
  )
  if (libc().poll(bytes, requests.length, 0) <= 0) return []
  return requests.flatMap(({ socket }, index) => {
    const events = pollEvents(bytes, index)
    if (events === 0) return []
    return {
      socket,
      readable: (events & POLLIN) !== 0,
      writable: (events & POLLOUT) !== 0,
      failed: (events & (POLLERR | POLLHUP | POLLNVAL)) !== 0,
    }
  })
}

/** Who asks for neither waits for a failure, which every wait reports. */
function interests(fd: number, readable = false, writable = false): (readonly [fd: number, interest: Interest])[] {
  if (readable && writable)
    return [
      [fd, 'read'],
      [fd, 'write'],
    ]
  return [[fd, writable ? 'write' : 'read']]
}

function descriptorOf(socket: Socket): number {
  if (!(socket instanceof SystemSocket)) {
    throw new SocketError('EBADF', socket.name, 'poll', {
      reason: 'it belongs to another network',
      remedy: 'Poll each socket on its own host.',
    })
  }
  if (socket.isClosed) throw new SocketError('EBADF', socket.name, 'poll')
  return socket.descriptor
}
