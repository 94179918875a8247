import { NO_BYTES } from '../../bytes.ts'
import { CONGESTION_NAMES } from '../../tcp/congestion/index.ts'
import type { Connection } from '../../tcp/connection/index.ts'
import { TcpError } from '../../tcp/errors.ts'
import { BaseSocket } from '../base-socket.ts'
import { checkListen, checkSend } from '../checks.ts'
import { AbortError, notConnected, SocketError } from '../errors.ts'
import { nameOf } from '../name.ts'
import type {
  Address,
  Queued,
  ReadableOptions,
  RecvOptions,
  SendOptions,
  Socket,
  SocketOptions,
  WaitOptions,
} from '../types.ts'
import type { BlockedOn, Caller } from './blocked-call.ts'
import { blockerOf } from './blocker.ts'
import { checkAddress } from './checks.ts'
import type { SimulatedDescription } from './description.ts'
import type { Descriptor } from './machine.ts'
import { readOption, setOption } from './options.ts'
import { shutDown } from './shutdown.ts'
import type { Task } from './task.ts'

/** Whose sockets they are: a host, or a part of what is open on it. */
export interface SimulatedHolder extends Caller {
  readonly isOver: boolean
  add(socket: SimulatedSocket): void
  delete(socket: SimulatedSocket): void
  /** Lets others have their turn where a program makes one call after the other. */
  pause(call: string): Promise<void> | undefined
}

interface Pending {
  call: string
  interest: BlockedOn
  isReady: () => boolean
  /** For how many such calls what is there suffices; without it, for all. */
  sufficesFor?: () => number
}

const GIVEN_UP = { reason: 'it was given up by a shutdown', remedy: 'Connect again, or close the socket.' }

/** A descriptor of a simulated socket. */
export class SimulatedSocket extends BaseSocket implements Socket, Descriptor {
  readonly description: SimulatedDescription
  readonly opened: SimulatedHolder
  protected readonly number: number

  constructor(opened: SimulatedHolder, description: SimulatedDescription) {
    super()
    this.opened = opened
    this.description = description
    this.number = description.machine.nextDescriptor()
    description.descriptors.add(this)
    opened.add(this)
  }

  get task(): Task {
    return this.opened.task
  }

  bind(address: Address): void {
    const call = `bind to ${nameOf(address)}`
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
    description.binding = this.#ask(call, () => machine.stack.bind(address, { reuseAddress }))
  }

  listen(backlog: number): void {
    const call = `listen(${backlog})`
    const description = this.#open(call)
    checkListen(() => this.name, call, backlog)
    if (description.connection) throw new SocketError('EINVAL', this.name, call)
    if (description.listener) {
      description.listener.backlog = backlog
      return
    }
    const { machine, settings, reuseAddress } = description
    description.binding ??= this.#ask(call, () => machine.stack.bind({ address: '0.0.0.0', port: 0 }, { reuseAddress }))
    const { binding } = description
    const listener = this.#ask(call, () => machine.stack.listen(binding, { backlog, settings }))
    description.listener = listener
    description.settings = listener.settings
    machine.own(listener, description)
    machine.listening.add(description)
  }

  async accept(options: WaitOptions = {}): Promise<Socket> {
    const { description } = this
    const pending: Pending = {
      call: 'accept',
      interest: 'read',
      isReady: () => !description.listener || description.canRead,
      sufficesFor: () => description.listener?.queued ?? Number.POSITIVE_INFINITY,
    }
    return this.#attempt(pending, this.receiveDeadline, options, () => {
      const { listener } = description
      if (!listener) throw new SocketError('EINVAL', this.name, 'accept', { remedy: 'Call listen first.' })
      const connection = listener.accept()
      return connection && new SimulatedSocket(this.opened, description.inherit(connection))
    })
  }

  async connect(address: Address, options: WaitOptions = {}): Promise<void> {
    const call = `connect to ${nameOf(address)}`
    const description = this.#open(call)
    checkAddress(address, this.name, call)
    const { signal } = options
    if (signal?.aborted) throw new AbortError(this.name, call, signal.reason)
    const { machine, binding } = description
    if (description.connectRefusal) throw new SocketError(description.connectRefusal, this.name, call)
    if (description.attempt === 'open') return this.#endAttempt(call)
    // Linux takes "any address" for this machine.
    const ownOf: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
    const remote = { ...address, address: ownOf[address.address] ?? address.address }
    // An answer that needs no asking: the attempt is over, and has failed.
    if (remote.port === 0) description.disconnect()
    const connection = this.#ask(call, () =>
      machine.stack.connect(remote, machine.now, { settings: description.settings, ...(binding && { binding }) }),
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
    const pending: Pending = { call: 'send', interest: 'write', isReady: () => description.canWrite }
    return this.#attempt(pending, this.#deadline(description.sendTimeout), options, () => {
      this.#reportDeferred('send')
      const { connection } = description
      if (!connection) throw new SocketError('EPIPE', this.name, 'send', { remedy: 'Connect it first.' })
      if (description.isConnecting) return undefined
      if (description.isShutForWriting) throw this.#sendError(connection)
      const taken = this.#ask('send', () => connection.send(bytes, machine.now))
      machine.flush()
      return taken > 0 || bytes.length === 0 ? taken : undefined
    })
  }

  getsockname(): Address {
    return { ...this.#open('getsockname').local }
  }

  getpeername(): Address {
    const { remote, connection } = this.#open('getpeername')
    if (!remote || connection?.state === 'TIME-WAIT') throw this.#notConnected('getpeername')
    return { ...remote }
  }

  queued(): Queued {
    return this.#open('queued').queued
  }

  protected get ends(): [local: Address, remote: Address | undefined] {
    return [this.description.local, this.description.remote]
  }

  protected get algorithms(): readonly string[] {
    return CONGESTION_NAMES
  }

  protected get receiveDeadline(): number {
    return this.#deadline(this.description.receiveTimeout)
  }

  protected receive(call: string, max: number, deadline: number, options: RecvOptions): Promise<Uint8Array> {
    const { description } = this
    const { machine } = description
    const pending: Pending = { call, interest: 'read', isReady: () => description.canRead }
    return this.#attempt(pending, deadline, options, () => {
      const { connection } = description
      this.#reportDeferred(call)
      if (!connection && !description.listener && description.isShutForReading) return NO_BYTES
      if (!connection) throw new SocketError('ENOTCONN', this.name, call)
      // As on Linux, a reset behind the end of the stream is told to send, not to recv.
      if (description.isAtEnd) return NO_BYTES
      const bytes = this.#ask(call, () => connection.receive(max, { peek: options.peek ?? false }))
      if (!options.peek) machine.flush()
      if (bytes || !description.isShutForReading || description.isConnecting) return bytes
      return NO_BYTES
    })
  }

  protected shut(call: string, how: 'read' | 'write' | 'both'): void {
    const { description } = this
    const ended = shutDown(description, how)
    if (ended === 'given up') description.deferred = new SocketError('ECONNRESET', this.name, 'connect', GIVEN_UP)
    description.machine.flush()
    description.wake()
    if (ended === 'over') throw this.#notConnected(call)
  }

  protected release(): void {
    const { description } = this
    this.opened.delete(this)
    description.descriptors.delete(this)
    if (description.descriptors.size === 0) description.release()
    description.wake()
  }

  protected setOption<Name extends keyof SocketOptions>(name: Name, value: SocketOptions[Name]): string | undefined {
    const code = setOption(this.description, name, value)
    this.description.machine.flush()
    return code
  }

  protected readOption<Name extends keyof ReadableOptions>(name: Name): ReadableOptions[Name] {
    return readOption(this.description, name)
  }

  protected defer(error: SocketError): void {
    this.description.deferred = error
  }

  protected pause(call: string): Promise<void> | undefined {
    return this.opened.pause(call)
  }

  #attempt<Result>(
    pending: Pending,
    deadline: number,
    options: WaitOptions & { dontWait?: boolean },
    now: () => Result | undefined,
  ): Promise<Result> {
    return this.attempt({
      call: pending.call,
      options,
      now,
      wait: () => this.#wait(pending, deadline, options.signal),
    })
  }

  #wait(pending: Pending, deadline: number, signal: AbortSignal | undefined): Promise<boolean> {
    const { description } = this
    const { call, interest, isReady, sufficesFor } = pending
    return description.machine.scheduler.block({
      caller: this.opened,
      subject: () => this.name,
      call,
      conditions: [{ socket: this, queue: description, interest, blocker: () => blockerOf(description, interest) }],
      isReady: () => this.isClosed || isReady(),
      ...(sufficesFor && { sufficesFor: () => (this.isClosed ? Number.POSITIVE_INFINITY : sufficesFor()) }),
      deadline,
      signal,
    })
  }

  /** Calls the engine; what it refuses is a socket's error, with the engine's own sentence as its cause. */
  #ask<Result>(call: string, action: () => Result): Result {
    try {
      return action()
    } catch (error) {
      if (error instanceof TcpError) throw new SocketError(error.code, this.name, call, { cause: error })
      throw error
    }
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

  #open(call: string): SimulatedDescription {
    this.refuseClosed(call)
    return this.description
  }
}
