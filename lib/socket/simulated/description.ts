import type { Changeable, Connection } from '../../tcp/connection/index.ts'
import type { TcpError } from '../../tcp/errors.ts'
import { changeSetting, type Settings } from '../../tcp/settings.ts'
import type { Binding, Listener } from '../../tcp/stack/index.ts'
import type { SocketError } from '../errors.ts'
import type { Address, Queued } from '../types.ts'
import type { BlockedCall } from './blocked-call.ts'
import type { Descriptor, Machine, MachineSocket } from './machine.ts'

const NOWHERE: Address = { address: '0.0.0.0', port: 0 }

/** What descriptors share that dup() made of one another: the socket itself. */
export class SimulatedDescription implements MachineSocket {
  readonly machine: Machine
  readonly descriptors: Set<Descriptor> = new Set()
  readonly blocked: Set<BlockedCall> = new Set()
  binding: Binding | undefined
  listener: Listener | undefined
  connection: Connection | undefined
  /** Its connection's, or its listener's; before there is one, what it will be opened with. */
  settings: Settings
  reuseAddress = false
  linger: number | undefined
  /** Milliseconds, 0 = none. */
  sendTimeout = 0
  receiveTimeout = 0
  isShutForReading = false
  isShutForWriting = false
  /** An error that a call has found and not reported: the next one does. */
  deferred: SocketError | undefined
  /** A connect is under way, or was given up: another one tells what came of it, unless a shutdown came between. */
  attempt: 'none' | 'open' | 'shut' = 'none'

  constructor(machine: Machine) {
    this.machine = machine
    this.settings = { ...machine.settings }
  }

  /** For a connection that a listener has accepted. */
  inherit(connection: Connection): SimulatedDescription {
    const heir = new SimulatedDescription(this.machine)
    heir.adopt(connection)
    heir.reuseAddress = this.reuseAddress
    heir.linger = this.linger
    heir.sendTimeout = this.sendTimeout
    heir.receiveTimeout = this.receiveTimeout
    return heir
  }

  adopt(connection: Connection): void {
    this.connection = connection
    this.settings = connection.settings
    if (this.isShutForReading) connection.shutdownReceive()
    this.machine.own(connection, this)
  }

  set<Name extends Changeable>(name: Name, value: Settings[Name]): void {
    if (this.connection) this.connection.set(name, value)
    else changeSetting(this.settings, name, value)
  }

  /** An attempt to connect has failed: the socket is as fresh as before it. */
  disconnect(): void {
    this.connection = undefined
    this.attempt = 'none'
    this.isShutForReading = false
    this.isShutForWriting = false
  }

  /** What waits to be told, once (SO_ERROR). */
  takeError(): SocketError | TcpError | undefined {
    const error = this.deferred ?? this.connection?.takeError()
    this.deferred = undefined
    return error
  }

  get local(): Address {
    if (this.connection) return this.connection.local
    if (this.listener) return this.listener.local
    return this.binding ? { address: this.binding.address, port: this.binding.port } : NOWHERE
  }

  /** `undefined` = it has none, or none any more. */
  get remote(): Address | undefined {
    const { connection } = this
    return connection && connection.state !== 'CLOSED' && connection.state !== 'SYN-SENT'
      ? connection.remote
      : undefined
  }

  /** The connection, once it has been established. */
  get established(): Connection | undefined {
    return this.isConnecting ? undefined : this.connection
  }

  get isConnecting(): boolean {
    return this.connection?.isOpening === true
  }

  /** The code with which a connect fails here; `undefined` = it can begin, or end the attempt that is open. */
  get connectRefusal(): 'EALREADY' | 'EINVAL' | 'EISCONN' | undefined {
    const { attempt, connection, listener } = this
    if (this.isConnecting) return 'EALREADY'
    if (attempt === 'open') return undefined
    if (attempt === 'shut' && connection?.state === 'CLOSED') return 'EINVAL'
    return listener || connection ? 'EISCONN' : undefined
  }

  /** Would recv or accept return at once? */
  get canRead(): boolean {
    const { listener, connection } = this
    if (listener) return listener.queued > 0
    if (!connection) return true
    return connection.canReceive || (this.isShutForReading && !this.isConnecting) || this.deferred !== undefined
  }

  /** Has all been read up to the peer's FIN? */
  get isAtEnd(): boolean {
    const { connection } = this
    return connection !== undefined && connection.readable === 0 && connection.peerHasClosed
  }

  /** Would send return at once? */
  get canWrite(): boolean {
    const { connection } = this
    if (!connection || this.isConnecting) return !this.isConnecting
    return connection.writable > 0 || !this.isOpenForSending
  }

  get isOpenForSending(): boolean {
    const { connection, isConnecting, isShutForWriting } = this
    const state = connection?.state
    const isEarly = (state === 'SYN-SENT' || state === 'SYN-RECEIVED') && !isConnecting
    return !isShutForWriting && (isEarly || state === 'ESTABLISHED' || state === 'CLOSE-WAIT')
  }

  /** Is it broken, or over both ways? (POLLERR, POLLHUP) */
  get hasFailed(): boolean {
    const { listener, connection } = this
    if (listener) return false
    if (!connection || this.deferred !== undefined) return true
    if (this.isConnecting) return false
    return connection.error !== undefined || connection.state === 'CLOSED' || this.#isOverBothWays(connection)
  }

  get queued(): Queued {
    if (this.listener) return { in: this.listener.queued, out: 0 }
    return { in: this.connection?.readable ?? 0, out: this.connection?.unacknowledged ?? 0 }
  }

  wake(): void {
    this.machine.scheduler.wake(this)
  }

  /** The last descriptor has been closed. */
  release(): void {
    this.stopListening()
    const { connection, binding, machine } = this
    if (connection) {
      if (this.linger === 0 && connection.state !== 'TIME-WAIT') connection.abort(machine.now)
      else connection.close(machine.now)
    }
    if (binding) machine.stack.release(binding)
    machine.flush()
  }

  /** Whoever waits in its queue is reset; the name stays. */
  stopListening(): void {
    if (!this.listener) return
    this.machine.listening.delete(this)
    this.listener.close(this.machine.now, { keepName: true })
    this.listener = undefined
  }

  #isOverBothWays(connection: Connection): boolean {
    return (this.isShutForReading || connection.peerHasClosed) && this.isShutForWriting
  }
}
