/**
 * What stands in for `ackbook/socket/system` where there is no operating system, as in a page: one machine of ours, with the rules of
 * Linux, that its programs reach at 127.0.0.1. It has the same names, and the same programs run on it, in virtual time.
 */
import { checkOptions } from '../../check.ts'
import { SYSTEM_HOST_RULES } from '../checks.ts'
import type {
  HostScope,
  PollRequest,
  PollResult,
  Socket,
  SocketTableEntry,
  SystemHostOptions,
  Waiting,
  WaitOptions,
} from '../types.ts'
import { type SimulatedNetwork, simulatedNetwork } from './network.ts'

export type { SocketTableEntry, SystemHostOptions } from '../types.ts'

const LOOPBACK = '127.0.0.1'
/**
 * Milliseconds that a call takes. A segment comes over the loopback meanwhile; and what a program does until its own time is over stays
 * so little that no reader waits for it.
 */
const CALL = 0.5

/** Where lines go unless told, whatever this runs in. */
const output = globalThis as unknown as { console: { log(line: string): void } }

/** All programs of a page share it, as those of a computer do. */
let ownMachine: SimulatedNetwork | undefined
const hosts: HostScope[] = []

/** The machine of ours, as a program sees it. A program never blocks a thread: `blocking` changes nothing. */
export function systemHost(options: SystemHostOptions = {}): HostScope {
  checkOptions('systemHost: ', options, SYSTEM_HOST_RULES)
  ownMachine ??= simulatedNetwork({ hosts: ['system'], profile: 'linux', delay: 0 })
  return new OwnHost(ownMachine.host('system').scope(), options)
}

/** All TCP sockets of it, those in TIME-WAIT included. A listener that a closed program has left is listed no more. */
export function socketTable(): SocketTableEntry[] {
  if (!ownMachine) return []
  const { connections, now } = ownMachine
  const listening = hosts.flatMap(({ open }) => open.flatMap(listenerOf))
  return [
    ...listening,
    ...connections.map(({ local, remote, state, queued, timeWaitEnds }) => ({
      ...{ local, remote, state, queued, inode: state === 'TIME-WAIT' ? 0 : 1 },
      timer: timeWaitEnds === undefined ? undefined : (timeWaitEnds - now) / 1000,
    })),
  ]
}

function listenerOf(socket: Socket): SocketTableEntry[] {
  if (socket.getsockopt('tcpInfo').state !== 'LISTEN') return []
  const remote = { address: '0.0.0.0', port: 0 }
  return [{ local: socket.getsockname(), remote, state: 'LISTEN', queued: socket.queued(), inode: 1, timer: undefined }]
}

class OwnHost implements HostScope {
  readonly name: string
  readonly address: string
  readonly #on: HostScope
  readonly #options: SystemHostOptions

  constructor(on: HostScope, options: SystemHostOptions) {
    this.#on = on
    this.#options = options
    this.name = options.name ?? 'system'
    this.address = options.address ?? LOOPBACK
    hosts.push(this)
  }

  get waiting(): readonly Waiting[] {
    return this.#on.waiting
  }

  get open(): readonly Socket[] {
    return this.#on.open
  }

  socket(): Socket {
    return this.#timed(this.#on.socket())
  }

  scope(): HostScope {
    return new OwnHost(this.#on.scope(), this.#options)
  }

  closeAll(): void {
    this.#on.closeAll()
  }

  poll(requests: readonly PollRequest[], milliseconds?: number, options?: WaitOptions): Promise<PollResult[]> {
    return this.#on.poll(requests, milliseconds, options)
  }

  sleep(milliseconds: number, options?: WaitOptions): Promise<void> {
    return this.#on.sleep(milliseconds, options)
  }

  now(): number {
    return this.#on.now()
  }

  /** By the time that a call is through, its last segment has arrived, as on the loopback of a kernel. */
  #timed(socket: Socket): Socket {
    const { connect, accept, send } = socket
    socket.connect = async (...wanted) => {
      await connect.apply(socket, wanted)
      await this.#on.sleep(CALL)
    }
    socket.accept = async (...wanted) => this.#timed(await accept.apply(socket, wanted))
    socket.send = async (...wanted) => {
      const taken = await send.apply(socket, wanted)
      await this.#on.sleep(CALL)
      return taken
    }
    return socket
  }

  print(line: string): void {
    const { print, name } = this.#options
    if (print) print(line)
    else output.console.log(name === undefined ? line : `${name}: ${line}`)
  }
}
