import type { Host } from '../../network/host.ts'
import type { Network } from '../../network/network.ts'
import { TcpHost } from '../../network/tcp-host.ts'
import type { Connection } from '../../tcp/connection/index.ts'
import { type ConnectionSettings, resolveSettings, type Settings } from '../../tcp/settings.ts'
import type { Listener, Stack, TcpEvent } from '../../tcp/stack/index.ts'
import { nameOf } from '../name.ts'
import type { Address } from '../types.ts'
import type { WaitQueue } from './blocked-call.ts'
import type { Scheduler } from './scheduler.ts'
import type { Task } from './task.ts'

/** What all machines of a network share. */
export interface SimulationContext {
  network: Network
  scheduler: Scheduler
  /** By name. */
  machines: Map<string, Machine>
  /** Each has several addresses. */
  machineAt(address: string): Machine | undefined
  /** Told of what programs print. */
  print: ((line: string, host: string) => void) | undefined
}

/** A number by which a program knows a socket. */
export interface Descriptor {
  readonly task: Task
}

/** A socket as its machine knows it. */
export interface MachineSocket extends WaitQueue {
  readonly descriptors: ReadonlySet<Descriptor>
  readonly local: Address
}

/** Events after which a call that waits for the connection is worth trying again. */
const WAKING: readonly TcpEvent['type'][] = ['state', 'readable', 'writable', 'error']

/** A descriptor's number: 0 to 2 are a program's input and output. */
const FIRST_DESCRIPTOR = 3

/** One host of the network with its TCP: what a kernel is to programs. */
export class Machine {
  readonly name: string
  readonly address: string
  readonly context: SimulationContext
  readonly stack: Stack
  /** What its connections are opened with where nothing else is said. */
  readonly settings: Settings
  /** Every connection that is not closed, by its name. */
  readonly connections: Map<string, Connection> = new Map()
  /** The sockets that listen. */
  readonly listening: Set<MachineSocket> = new Set()
  readonly #peers = new WeakMap<Connection, Connection>()
  readonly #host: Host
  readonly #sockets = new WeakMap<Connection | Listener, MachineSocket>()
  #descriptors = FIRST_DESCRIPTOR

  constructor(context: SimulationContext, host: Host, settings: ConnectionSettings) {
    this.context = context
    this.name = host.name
    this.address = host.address
    this.#host = host
    this.settings = resolveSettings(settings)
    const { stack } = new TcpHost(context.network, host, {
      settings,
      onEvent: (event) => this.#happened(event),
      reads: (connection) => this.#reads(connection),
    })
    this.stack = stack
  }

  get now(): number {
    return this.context.network.now
  }

  get scheduler(): Scheduler {
    return this.context.scheduler
  }

  /** Are packets under way, anywhere? */
  get isAnythingInFlight(): boolean {
    return this.context.network.inFlight > 0
  }

  nextDescriptor(): number {
    return this.#descriptors++
  }

  /** What happens to it, happens to this socket. */
  own(thing: Connection | Listener, socket: MachineSocket): void {
    this.#sockets.set(thing, socket)
  }

  socketOf(thing: Connection | Listener): MachineSocket | undefined {
    return this.#sockets.get(thing)
  }

  /** Sends what the last call has given the stack to send. */
  flush(): void {
    this.#host.flush()
    this.scheduler.takeTurnIfAwaited()
  }

  /** The other end of a connection; `undefined` when it is gone, or on no machine of this network. */
  peerOf(connection: Connection): Connection | undefined {
    const known = this.#peers.get(connection)
    if (known && known.state !== 'CLOSED') return known
    const { local, remote } = connection
    const name = `${nameOf(remote)} → ${nameOf(local)}`
    const peer = this.machineAt(remote.address)?.connections.get(name)
    if (peer) this.#peers.set(connection, peer)
    return peer
  }

  machineAt(address: string): Machine | undefined {
    return address.startsWith('127.') || address === '::1' ? this : this.context.machineAt(address)
  }

  #happened(event: TcpEvent): void {
    if (event.type === 'state') this.#register(event.connection)
    if (event.type === 'acceptable') this.#wake(event.listener)
    else if (WAKING.includes(event.type)) this.#wake(event.connection)
  }

  /** A program that waits for octets has been woken: it gets its turn before time passes. */
  #reads(connection: Connection): boolean {
    const socket = this.#sockets.get(connection)
    if (!socket || this.scheduler.isFlushing) return false
    for (const call of socket.blocked) {
      if (!call.reads || !call.isReady) continue
      this.scheduler.flushLater(this.#host)
      return true
    }
    return false
  }

  #wake(thing: Connection | Listener): void {
    const socket = this.#sockets.get(thing)
    if (socket && socket.blocked.size > 0) this.scheduler.wake(socket)
  }

  #register(connection: Connection): void {
    const { name } = connection
    if (connection.state !== 'CLOSED') this.connections.set(name, connection)
    else if (this.connections.get(name) === connection) this.connections.delete(name)
  }
}
