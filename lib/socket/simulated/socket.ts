import { CONGESTION_NAMES } from '../../tcp/congestion/index.ts'
import type { Connection } from '../../tcp/connection/index.ts'
import { checkHow, checkOptionName, checkRecv, checkSend, optionDetails } from '../checks.ts'
import { AbortError, notConnected, SocketError } from '../errors.ts'
import type {
  Address,
  Queued,
  RecvOptions,
  SendOptions,
  Socket,
  SocketOptions,
  SocketReadings,
  Waiting,
  WaitOptions,
} from '../types.ts'
import { receiveWhole } from '../wait-all.ts'
import { blockerOf, type Interest } from './blocker.ts'
import { checkAddress, text } from './checks.ts'
import type { Description } from './description.ts'
import type { Descriptor } from './machine.ts'
import { readOption, setOption } from './options.ts'
import { shutDown } from './shutdown.ts'
import type { Task } from './task.ts'
import { translated } from './translated.ts'

/** Whose sockets they are: a host, or a part of what is open on it. */
export interface Opened {
  readonly task: Task
  readonly isOver: boolean
  /** Its calls that wait. */
  readonly calls: Set<Waiting>
  add(socket: SimulatedSocket): void
  delete(socket: SimulatedSocket): void
  /** Lets others have their turn where a program makes one call after the other. */
  pause(call: string): Promise<void> | undefined
}

interface Pending {
  call: string
  interest: Interest
  isReady: () => boolean
  /** For how many such calls what is there suffices; without it, for all. */
  sufficesFor?: () => number
}

interface Attempt<Result> extends Pending {
  /** milliseconds, 0 = none */
  limit: number
  options: WaitOptions & { dontWait?: boolean }
  /** @returns `undefined` = it would have to wait */
  now: () => Result | undefined
}

const NOTHING = new Uint8Array(0)
const GIVEN_UP = { reason: 'it was given up by a shutdown', remedy: 'Connect again, or close the socket.' }

/** A descriptor of a simulated socket. */
export class SimulatedSocket implements Socket, Descriptor {
  readonly description: Description
  readonly opened: Opened
  readonly #number: number
  #isClosed = false
  #lastName = ''

  constructor(opened: Opened, description: Description) {
    this.opened = opened
    this.description = description
    this.#number = description.machine.nextDescriptor()
    description.descriptors.add(this)
    opened.add(this)
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  get task(): Task {
    return this.opened.task
  }

  get name(): string {
    if (this.#isClosed) return this.#lastName
    const { local, remote } = this.description
    const ends = [...(local.port === 0 ? [] : [text(local)]), ...(remote ? [text(remote)] : [])]
    return `socket ${this.#number}${ends.length > 0 ? ` (${ends.join(' → ')})` : ''}`
  }

  bind(address: Address): void {
    const call = `bind to ${text(address)}`
    const description = this.#open(call)
    checkAddress(address, this.name, call)
    if (!description.machine.stack.has(address.address)) throw new SocketError('EADDRNOTAVAIL', this.name, call)
    if (description.binding || description.listener || description.connection) {
      throw new SocketError('EINVAL', this.name, call, {
        reason: 'it has an address already',
        remedy: 'Use a new socket.',
      })
    }
    const { reuseAddress, machine } = description
    description.binding = translated(
      () => this.name,
      call,
      () => machine.stack.bind(address, { reuseAddress }),
    )
  }

  listen(backlog: number): void {
    const call = `listen(${backlog})`
    const description = this.#open(call)
    if (!Number.isInteger(backlog) || backlog < 0) {
      throw new SocketError('EINVAL', this.name, call, { remedy: 'The backlog is a whole number, 0 or more.' })
    }
    if (description.connection) throw new SocketError('EINVAL', this.name, call)
    if (description.listener) {
      description.listener.backlog = backlog
      return
    }
    const { machine, settings, reuseAddress } = description
    description.binding ??= translated(
      () => this.name,
      call,
      () => machine.stack.bind({ address: '0.0.0.0', port: 0 }, { reuseAddress }),
    )
    const { binding } = description
    const listener = translated(
      () => this.name,
      call,
      () => machine.stack.listen(binding, { backlog, settings }),
    )
    description.listener = listener
    description.settings = listener.settings
    machine.own(listener, description)
    machine.listening.add(description)
  }

  async accept(options: WaitOptions = {}): Promise<Socket> {
    const { description } = this
    return this.#attempt({
      call: 'accept',
      interest: 'read',
      limit: description.receiveTimeout,
      options,
      isReady: () => !description.listener || description.canRead,
      sufficesFor: () => description.listener?.queued ?? Number.POSITIVE_INFINITY,
      now: () => {
        const { listener } = description
        if (!listener) throw new SocketError('EINVAL', this.name, 'accept', { remedy: 'Call listen first.' })
        const connection = listener.accept()
        return connection && new SimulatedSocket(this.opened, description.inherit(connection))
      },
    })
  }

  async connect(address: Address, options: WaitOptions = {}): Promise<void> {
    const call = `connect to ${text(address)}`
    const description = this.#open(call)
    checkAddress(address, this.name, call)
    const { signal } = options
    if (signal?.aborted) throw new AbortError(this.name, call, signal.reason)
    const { machine, binding } = description
    if (description.connectRefusal) throw new SocketError(description.connectRefusal, this.name, call)
    if (description.attempt === 'open') return this.#endAttempt(call)
    // Linux takes "any address" for this machine.
    const remote = address.address === '0.0.0.0' ? { ...address, address: '127.0.0.1' } : address
    // An answer that needs no asking: the attempt is over, and has failed.
    if (remote.port === 0) description.disconnect()
    const connection = translated(
      () => this.name,
      call,
      () => machine.stack.connect(remote, machine.now, { settings: description.settings, ...(binding && { binding }) }),
    )
    description.deferred = undefined
    description.adopt(connection)
    description.attempt = 'open'
    machine.flush()
    const isReady = (): boolean => !description.isConnecting
    // What needs no one else may have failed at once: no way leads there.
    if (!isReady()) {
      const made = await this.#wait(
        { call, interest: 'write', isReady },
        this.#deadline(description.sendTimeout),
        signal,
      )
      this.#open(call)
      if (!made) throw new SocketError('EINPROGRESS', this.name, call)
    }
    this.#endAttempt(call)
  }

  dup(): Socket {
    return new SimulatedSocket(this.opened, this.#open('dup'))
  }

  async send(bytes: Uint8Array, options: SendOptions = {}): Promise<number> {
    const { description } = this
    const { machine } = description
    checkSend(() => this.name, bytes, options)
    return this.#attempt({
      call: 'send',
      interest: 'write',
      limit: description.sendTimeout,
      options,
      isReady: () => description.canWrite,
      now: () => {
        this.#reportDeferred('send')
        const { connection } = description
        if (!connection) throw new SocketError('EPIPE', this.name, 'send', { remedy: 'Connect it first.' })
        if (description.isConnecting) return undefined
        if (description.isShutForWriting) throw this.#sendError(connection)
        const taken = translated(
          () => this.name,
          'send',
          () => connection.send(bytes, machine.now),
        )
        machine.flush()
        return taken > 0 || bytes.length === 0 ? taken : undefined
      },
    })
  }

  async recv(max: number, options: RecvOptions = {}): Promise<Uint8Array> {
    const call = `recv(${max})`
    const { description } = this
    const limit = description.receiveTimeout
    this.#open(call)
    checkRecv(() => this.name, call, max, options)
    if (!options.waitAll) return this.#receive(call, max, limit, options)
    const deadline = this.#deadline(limit)
    const receive = async (most: number): Promise<Uint8Array | undefined> => {
      const left = deadline - description.machine.now
      if (left <= 0) return undefined
      return this.#receive(call, most, left === Number.POSITIVE_INFINITY ? 0 : left, options)
    }
    return receiveWhole(max, receive, (error) => {
      description.deferred = error
    })
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    const call = `shutdown(${how})`
    const description = this.#open(call)
    checkHow(() => this.name, call, how)
    const ended = shutDown(description, how)
    if (ended === 'given up') description.deferred = new SocketError('ECONNRESET', this.name, 'connect', GIVEN_UP)
    description.machine.flush()
    description.touch()
    if (ended === 'over') throw this.#notConnected(call)
  }

  close(): void {
    if (this.#isClosed) return
    const { description } = this
    this.#lastName = this.name
    this.#isClosed = true
    this.opened.delete(this)
    description.descriptors.delete(this)
    if (description.descriptors.size === 0) description.release()
    description.touch()
  }

  getsockname(): Address {
    return { ...this.#open('getsockname').local }
  }

  getpeername(): Address {
    const { remote, connection } = this.#open('getpeername')
    if (!remote || connection?.state === 'TIME-WAIT') throw this.#notConnected('getpeername')
    return { ...remote }
  }

  setsockopt<Name extends keyof SocketOptions>(name: Name, value: SocketOptions[Name]): void {
    const call = `setsockopt(${name})`
    const description = this.#open(call)
    checkOptionName(() => this.name, call, name, 'set')
    const code = setOption(description, name, value)
    description.machine.flush()
    if (code !== undefined) throw new SocketError(code, this.name, call, optionDetails(code, value, CONGESTION_NAMES))
  }

  getsockopt<Name extends keyof (SocketOptions & SocketReadings)>(name: Name): (SocketOptions & SocketReadings)[Name] {
    const call = `getsockopt(${name})`
    const description = this.#open(call)
    checkOptionName(() => this.name, call, name, 'read')
    return readOption(description, name)
  }

  queued(): Queued {
    return this.#open('queued').queued
  }

  #receive(call: string, max: number, limit: number, options: RecvOptions): Promise<Uint8Array> {
    const { description } = this
    const { machine } = description
    return this.#attempt({
      call,
      interest: 'read',
      limit,
      options,
      isReady: () => description.canRead,
      now: () => {
        const { connection } = description
        this.#reportDeferred(call)
        if (!connection && !description.listener && description.isShutForReading) return NOTHING
        if (!connection) throw new SocketError('ENOTCONN', this.name, call)
        // As on Linux, a reset behind the end of the stream is told to send, not to recv.
        if (description.isAtEnd) return NOTHING
        const bytes = translated(
          () => this.name,
          call,
          () => connection.receive(max, { peek: options.peek ?? false }),
        )
        if (!options.peek) machine.flush()
        if (bytes || !description.isShutForReading || description.isConnecting) return bytes
        return NOTHING
      },
    })
  }

  /** Tries, waits while it cannot be done, tries again. */
  async #attempt<Result>(attempt: Attempt<Result>): Promise<Result> {
    const { call, limit, options, now } = attempt
    const { signal } = options
    this.#open(call)
    const deadline = this.#deadline(limit)
    const pause = this.opened.pause(call)
    if (pause) await pause
    for (;;) {
      this.#open(call)
      if (signal?.aborted) throw new AbortError(this.name, call, signal.reason)
      const result = now()
      if (result !== undefined) return result
      if (options.dontWait) throw new SocketError('EAGAIN', this.name, call)
      if (!(await this.#wait(attempt, deadline, signal))) {
        this.#open(call)
        throw new SocketError('EAGAIN', this.name, call, {
          reason: 'its time limit has passed',
          remedy: 'Read or send something else first, or raise the limit.',
        })
      }
    }
  }

  #wait(pending: Pending, deadline: number, signal: AbortSignal | undefined): Promise<boolean> {
    const { description } = this
    const { call, interest, isReady, sufficesFor } = pending
    return description.machine.scheduler.wait({
      task: this.opened.task,
      subject: () => this.name,
      call,
      sockets: [this],
      waiting: this.opened.calls,
      on: [description],
      isReady: () => this.#isClosed || isReady(),
      reads: interest === 'read',
      ...(sufficesFor && { sufficesFor: () => (this.#isClosed ? Number.POSITIVE_INFINITY : sufficesFor()) }),
      blockers: () => {
        const blocker = blockerOf(description, interest)
        return blocker ? [blocker] : []
      },
      deadline,
      signal,
    })
  }

  #deadline(limit: number): number {
    return limit > 0 ? this.description.machine.now + limit : Number.POSITIVE_INFINITY
  }

  /** Nothing more may be sent; if something broke the connection first, that is told, once. */
  #sendError(connection: Connection): SocketError {
    const cause = connection.takeError()
    return new SocketError(cause?.code ?? 'EPIPE', this.name, 'send', cause && { cause })
  }

  #reportDeferred(call: string): void {
    const { deferred } = this.description
    this.description.deferred = undefined
    if (deferred) throw new SocketError(deferred.code, this.name, call, { cause: deferred })
  }

  /** A connect is over. @throws SocketError when there is no connection */
  #endAttempt(call: string): void {
    const { description, name } = this
    description.attempt = 'none'
    const error = description.takeError()
    if (!error && (description.connection?.state ?? 'CLOSED') !== 'CLOSED') return
    description.disconnect()
    throw new SocketError(error?.code ?? 'ECONNABORTED', name, call, error && { cause: error })
  }

  /** Nothing is taken away: whatever ended the connection is still to be told by the call that it is due to. */
  #notConnected(call: string): SocketError {
    const { connection, deferred } = this.description
    return notConnected(this.name, call, connection !== undefined, deferred ?? connection?.error)
  }

  #open(call: string): Description {
    if (this.#isClosed) throw new SocketError('EBADF', this.name, call)
    return this.description
  }
}
