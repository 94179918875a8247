/** §2.1: a client and a server whose programs make one call at a time, in whatever order somebody asks for. */
import { fromUtf8, utf8 } from '../bytes.ts'
import type { Trace } from '../network/index.ts'
import { type Host, isSocketError, nameOf, type Socket } from '../socket/index.ts'
import { type HeldConnection, type SimulatedNetwork, simulatedNetwork } from '../socket/simulated/index.ts'
import { SERVER_PORT } from './helpers.ts'

/** Who makes a call. */
export type CallingSide = 'server' | 'client'

/** What each program can call, in the order in which it usually does. */
export const CALLS_OF: Readonly<Record<CallingSide, readonly CallName[]>> = {
  server: ['socket', 'bind', 'listen', 'accept', 'recv', 'send', 'close'],
  client: ['socket', 'connect', 'send', 'recv', 'close'],
}

export type CallName = 'socket' | 'bind' | 'listen' | 'accept' | 'connect' | 'send' | 'recv' | 'close'

/** A side's call, or four minutes in which nobody calls anything. */
export type Press = `${CallingSide}.${CallName}` | typeof FOUR_MINUTES

/** Four minutes pass: twice the time that a segment may live. */
export const FOUR_MINUTES: 'time.passes' = 'time.passes'

/** What each side sends. */
export const WORDS: Readonly<Record<CallingSide, string>> = { client: 'Hello', server: 'HELLO' }

/** The most that a recv asks for. */
export const READS = 16

const TWICE_MSL = 240_000

/** What came of a call. */
export interface CallEntry {
  side: CallingSide
  call: CallName
  /** On what: a listener is a socket, too. */
  on: 'listener' | 'connection' | 'socket' | 'nothing'
  outcome: 'returned' | 'failed' | 'waits' | 'not made'
  /** Of a call that is not made: the program is still in another, has nothing to call it on, has one already, or closed it before. */
  why?: 'waiting' | 'no socket' | 'has one' | 'closed'
  /** Bytes taken by a send. */
  taken?: number
  /** What a recv returned; '' = the end. */
  text?: string
  /** Of the client's end, where the call has to do with a connection. */
  port?: number
  /** The socket's descriptor, or an address, as the call returned it. */
  made?: string
  /** The error's code and its reason. */
  code?: string
  reason?: string
  /** After how many presses it returned. */
  returnedAt?: number
}

/** An end of a connection as its system has it. */
export interface EndState {
  state: string
  port: number
  /** What arrived and was not read, and what was sent and is not acknowledged. */
  unread: string
  unacknowledged: string
  /** Whose it is: a program's, or nobody's yet, in the accept queue; or a system's alone, since its program has closed it. */
  held: 'program' | 'queue' | 'system'
}

/** How things stand after so many presses. */
export interface CallStanding {
  /** virtual milliseconds */
  now: number
  entries: readonly CallEntry[]
  listener: 'none' | 'unbound' | 'bound' | 'listens' | 'closed'
  /** Connections that wait for accept. */
  queue: number
  clientSocket: 'none' | 'open' | 'closed'
  /** The client's end that matters, and the server's. */
  client: EndState | undefined
  server: EndState | undefined
}

export interface CallRun {
  trace: Trace
  /** From before the first press to after the last. */
  standings: readonly CallStanding[]
}

/** Makes these calls, so many virtual milliseconds apart, on a line of 20 ms each way. */
export async function callsInOrder(presses: readonly Press[], between: number): Promise<CallRun> {
  const network = simulatedNetwork({ seed: 21, delay: 20 })
  const both = new BothPrograms(network)
  const standings = [both.standing()]
  for (const press of presses) {
    if (press === FOUR_MINUTES) await network.client.sleep(TWICE_MSL)
    else {
      const [side, call] = press.split('.') as [CallingSide, CallName]
      await both.call(side, call)
      await network.client.sleep(between)
    }
    standings.push(both.standing())
  }
  const trace = network.trace()
  for (const host of network.hosts) host.closeAll()
  return { trace, standings }
}

/** What both programs hold. */
class BothPrograms {
  readonly #network: SimulatedNetwork
  readonly #entries: CallEntry[] = []
  readonly #waiting: Partial<Record<CallingSide, CallEntry>> = {}
  /** Bytes that each end has read, and that its sends have taken. */
  readonly #read = new Map<string, number>()
  readonly #taken = new Map<string, number>()
  readonly #accepted = new Set<number>()
  #listener: Socket | undefined
  #connection: Socket | undefined
  #socket: Socket | undefined
  readonly #closed = new Set<Socket>()
  #isBound = false
  #listens = false
  #presses = 0
  #fault: unknown

  constructor(network: SimulatedNetwork) {
    this.#network = network
  }

  async call(side: CallingSide, call: CallName): Promise<void> {
    this.#presses++
    const entry: CallEntry = { side, call, on: 'nothing', outcome: 'waits' }
    this.#entries.push(entry)
    if (this.#waiting[side]) return notMade(entry, 'waiting')
    this.#waiting[side] = entry
    const host = this.#network[side]
    void this.#made(entry, host).then(
      () => this.#over(entry, host),
      (error: unknown) => this.#failed(entry, host, error),
    )
    // What need not wait has returned by then: no time passes meanwhile.
    for (let turns = 0; turns < CALL_TURNS && this.#waiting[side] === entry; turns++) await undefined
    if (this.#waiting[side] === entry) host.print(`${call} …`)
  }

  /** @throws what a call has thrown that is no socket's error */
  standing(): CallStanding {
    if (this.#fault !== undefined) throw this.#fault
    const { connections } = this.#network
    return {
      now: this.#network.now,
      entries: this.#entries.map((entry) => ({ ...entry })),
      listener: this.#listenerState(),
      queue: this.#listens && this.#isOpen(this.#listener) ? this.#listener!.queued().in : 0,
      clientSocket: this.#socket === undefined ? 'none' : this.#isOpen(this.#socket) ? 'open' : 'closed',
      client: this.#endOf(connections, 'client'),
      server: this.#endOf(connections, 'server'),
    }
  }

  #listenerState(): CallStanding['listener'] {
    if (!this.#listener) return 'none'
    if (this.#closed.has(this.#listener)) return 'closed'
    return this.#listens ? 'listens' : this.#isBound ? 'bound' : 'unbound'
  }

  #isOpen(socket: Socket | undefined): socket is Socket {
    return socket !== undefined && !this.#closed.has(socket)
  }

  /** Makes the call. What it returns is written into the entry. */
  async #made(entry: CallEntry, host: Host): Promise<void> {
    const { side, call } = entry
    if (call === 'socket') return this.#newSocket(entry, host)
    const isListener = side === 'server' && (this.#connection === undefined || LISTENER_CALLS.includes(call))
    let socket = side === 'client' ? this.#socket : isListener ? this.#listener : this.#connection
    // What is closed a second time is the other one of the server's two.
    if (call === 'close' && side === 'server' && !this.#isOpen(socket)) socket = this.#listener
    entry.on = !socket
      ? 'nothing'
      : side === 'client'
        ? 'socket'
        : socket === this.#listener
          ? 'listener'
          : 'connection'
    if (!socket) return notMade(entry, 'no socket')
    if (call === 'close' && !this.#isOpen(socket)) return notMade(entry, 'closed')
    if (call === 'close') {
      this.#closed.add(socket)
      socket.close()
    } else if (call === 'bind') {
      socket.bind({ address: host.address, port: SERVER_PORT })
      this.#isBound = true
      entry.made = nameOf(socket.getsockname())
    } else if (call === 'listen') {
      socket.listen(1)
      this.#isBound = this.#listens = true
      entry.made = nameOf(socket.getsockname())
    } else if (call === 'accept') {
      this.#connection = await socket.accept()
      entry.port = this.#connection.getpeername().port
      this.#accepted.add(entry.port)
    } else if (call === 'connect') {
      await socket.connect({ address: this.#network.server.address, port: SERVER_PORT })
      entry.port = socket.getsockname().port
    } else {
      const end = `${side} ${portOf(socket, side)}`
      if (call === 'send') {
        entry.taken = await socket.send(utf8(WORDS[side]))
        addBytes(this.#taken, end, entry.taken)
      } else {
        entry.text = fromUtf8(await socket.recv(READS))
        addBytes(this.#read, end, entry.text.length)
      }
    }
  }

  #newSocket(entry: CallEntry, host: Host): void {
    const isClient = entry.side === 'client'
    if (this.#isOpen(isClient ? this.#socket : this.#listener)) {
      notMade(entry, 'has one')
      return
    }
    const made = host.socket()
    entry.made = made.name
    entry.on = isClient ? 'socket' : 'listener'
    if (isClient) {
      this.#socket = made
      return
    }
    this.#listener = made
    this.#isBound = this.#listens = false
    if (!this.#isOpen(this.#connection)) this.#connection = undefined
  }

  #over(entry: CallEntry, host: Host): void {
    const { side, call } = entry
    if (this.#waiting[side] === entry) delete this.#waiting[side]
    if (entry.outcome === 'not made') return
    if (entry.outcome === 'waits') entry.outcome = 'returned'
    entry.returnedAt = this.#presses
    host.print(`${call}: ${inShort(entry)}`)
  }

  /** A socket's error is what the call returned. */
  #failed(entry: CallEntry, host: Host, error: unknown): void {
    if (!isSocketError(error)) {
      this.#fault = error
      return
    }
    entry.outcome = 'failed'
    entry.code = error.code
    entry.reason = error.reason
    this.#over(entry, host)
  }

  /** The end to be shown: the program's, or else the one that waits for it, or else the last that is left. */
  #endOf(connections: readonly HeldConnection[], side: CallingSide): EndState | undefined {
    const ends = connections.filter(({ host, state }) => host === side && state !== 'LISTEN')
    const socket = side === 'client' ? this.#socket : this.#connection
    const own = this.#isOpen(socket) ? portOf(socket, side) : undefined
    const isQueued = (end: HeldConnection): boolean => side === 'server' && !this.#accepted.has(clientPort(end, side))
    const shown = this.#isOpen(socket)
      ? ends.find((end) => clientPort(end, side) === own)
      : (ends.find(isQueued) ?? ends.at(-1))
    if (!shown) return undefined
    const port = clientPort(shown, side)
    const { state, queued } = shown
    const end = `${side} ${port}`
    const read = this.#read.get(end) ?? 0
    const taken = this.#taken.get(end) ?? 0
    return {
      state,
      port,
      unread: lettersOf(WORDS[side === 'client' ? 'server' : 'client'], read, queued.in),
      unacknowledged: lettersOf(WORDS[side], Math.max(0, taken - queued.out), queued.out),
      held: port === own ? 'program' : isQueued(shown) ? 'queue' : 'system',
    }
  }
}

/** So many turns of the queue of promises suffice for a call that need not wait. */
const CALL_TURNS = 40

const LISTENER_CALLS: readonly CallName[] = ['bind', 'listen', 'accept']

function notMade(entry: CallEntry, why: NonNullable<CallEntry['why']>): void {
  entry.outcome = 'not made'
  entry.why = why
}

function addBytes(counts: Map<string, number>, key: string, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more)
}

/** In few letters, for the picture of what crossed. */
function inShort({ code, text, taken }: CallEntry): string {
  if (code !== undefined) return code
  if (text !== undefined) return text === '' ? 'end' : `“${text}”`
  return taken === undefined ? 'ok' : String(taken)
}

function clientPort({ local, remote }: HeldConnection, side: CallingSide): number {
  return side === 'client' ? local.port : remote.port
}

/** The client's port of the connection that a socket has; `undefined` = it has none. */
function portOf(socket: Socket, side: CallingSide): number | undefined {
  try {
    return side === 'client' ? socket.getsockname().port : socket.getpeername().port
  } catch (error) {
    if (isSocketError(error)) return undefined
    throw error
  }
}

/** So many letters of a word that is said again and again. */
function lettersOf(word: string, from: number, count: number): string {
  return word.repeat(Math.ceil((from + count) / word.length) + 1).slice(from, from + count)
}
