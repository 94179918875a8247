/** §2.2.1, to be played: two programs that are connected, and each end's ways to take leave, a call at a time. */
import { fromUtf8, utf8 } from '../bytes.ts'
import { check } from '../check.ts'
import type { Trace } from '../network/index.ts'
import { isSocketError, type Socket } from '../socket/index.ts'
import { type SimulatedNetwork, simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT, segmentsOf, withoutWaiting } from './helpers.ts'

export type Leaver = 'client' | 'server'

/** What either end can call. Descriptors are closed in the order of their making, the last one first. */
export const LEAVE_CALLS = [
  'send',
  'recv',
  "shutdown('write')",
  "shutdown('read')",
  "shutdown('both')",
  'dup',
  'linger',
  'close',
] as const

const SHUTS = { "shutdown('write')": 'write', "shutdown('read')": 'read', "shutdown('both')": 'both' } as const

export type LeaveCall = (typeof LEAVE_CALLS)[number]

export type LeavePress = `${Leaver}.${LeaveCall}` | typeof MINUTES_PASS

/** Four minutes in which nobody calls anything: twice the time that a segment may live. */
export const MINUTES_PASS: 'time.passes' = 'time.passes'

/** What a send of each end takes its bytes from, again and again. */
export const TO_SAY: Readonly<Record<Leaver, string>> = { client: 'abcdefghijkl', server: 'ABCDEFGHIJKL' }

/** The most that a recv asks for. */
export const MOST_READ = 100

/** A call, and what came of it at once: nothing here waits. */
export interface LeaveEntry {
  side: Leaver
  call: LeaveCall
  /** It has returned; or would have had to wait; or there is no open descriptor to call it on, and it was not made. */
  outcome: 'done' | 'would wait' | 'not made' | 'failed'
  /** Of a send. */
  taken?: number
  /** Of a recv: '' = the end. */
  text?: string
  /** The error's code. */
  code?: string
}

/** What a recv would return. */
export type NextRecv =
  | { what: 'text'; text: string }
  | { what: 'end' | 'would wait' | 'closed' }
  | { what: 'error'; code: string }

export interface LeaverState {
  /** As RFC 9293 §3.3.2 names it; `undefined` = its system knows nothing of the connection any more. */
  state: string | undefined
  descriptors: number
  /** Bytes that have arrived and were not read, and that were sent and are not acknowledged. */
  unread: string
  unacknowledged: number
}

/** What a segment was for: its flags that matter, or how many bytes it carried. */
export interface Crossed {
  from: string
  what: 'RST' | 'FIN' | 'ACK' | number
}

/** How things stand after so many presses. */
export interface LeaveStanding extends Readonly<Record<Leaver, LeaverState>> {
  /** virtual milliseconds */
  now: number
  entries: readonly LeaveEntry[]
  /** What crossed since the last press, in the order sent. */
  crossed: readonly Crossed[]
}

export interface LeaveRun {
  trace: Trace
  /** When both ends were connected, in virtual milliseconds. */
  opened: number
  /** From before the first press to after the last. */
  standings: readonly LeaveStanding[]
  /** What each end's next recv would say in the end. */
  next: Readonly<Record<Leaver, NextRecv>>
}

/** Virtual milliseconds from a call to the next: a line takes 20 each way. */
const UNTIL_NEXT = 100
const PASSING = 240_000

/** Makes these calls on a connection that is open. @param bytes how many each send has */
export async function takeLeave(presses: readonly LeavePress[], bytes: number): Promise<LeaveRun> {
  check('takeLeave: bytes', bytes, { least: 1, most: TO_SAY.client.length, whole: true })
  const network = simulatedNetwork({ seed: 221, delay: 20 })
  const listener = listenOn(network.server, 1, SERVER_PORT)
  const accepting = listener.accept()
  const socket = await connectTo(network.client, listener.getsockname())
  const leaving = new Leaving(network, { client: [socket], server: [await accepting] }, bytes)
  await network.client.sleep(UNTIL_NEXT)
  const opened = network.now
  const standings = [leaving.standing(opened)]
  for (const press of presses) {
    const before = network.now
    if (press !== MINUTES_PASS) {
      const [side, call] = press.split('.') as [Leaver, LeaveCall]
      await leaving.call(side, call)
    }
    await network.client.sleep(press === MINUTES_PASS ? PASSING : UNTIL_NEXT)
    standings.push(leaving.standing(before))
  }
  const trace = network.trace()
  const next = { client: await leaving.next('client'), server: await leaving.next('server') }
  for (const host of network.hosts) host.closeAll()
  return { trace, opened, standings, next }
}

/** What both programs hold. */
class Leaving {
  readonly #network: SimulatedNetwork
  readonly #held: Readonly<Record<Leaver, Socket[]>>
  readonly #entries: LeaveEntry[] = []
  readonly #bytes: number
  /** The client's port, by which the connection is known. */
  readonly #port: number
  /** Bytes that each end's sends have taken, and its recvs returned. */
  readonly #taken = { client: 0, server: 0 }
  readonly #read = { client: 0, server: 0 }

  constructor(network: SimulatedNetwork, held: Readonly<Record<Leaver, Socket[]>>, bytes: number) {
    this.#network = network
    this.#held = held
    this.#bytes = bytes
    this.#port = held.client[0]!.getsockname().port
  }

  async call(side: Leaver, call: LeaveCall): Promise<void> {
    const entry: LeaveEntry = { side, call, outcome: 'done' }
    this.#entries.push(entry)
    const socket = this.#held[side].at(-1)
    if (!socket) {
      entry.outcome = 'not made'
      return
    }
    try {
      await this.#make(entry, socket)
    } catch (error) {
      if (!isSocketError(error)) throw error
      entry.outcome = 'failed'
      entry.code = error.code
    }
    this.#network[side].print(printed(entry))
  }

  async #make(entry: LeaveEntry, socket: Socket): Promise<void> {
    const { side, call } = entry
    if (call === 'close') {
      this.#held[side].pop()
      socket.close()
    } else if (call === 'dup') this.#held[side].push(socket.dup())
    else if (call === 'linger') socket.setsockopt('linger', 0)
    else if (call === 'recv') {
      const piece = await withoutWaiting(socket.recv(MOST_READ, { dontWait: true }))
      if (piece === undefined) entry.outcome = 'would wait'
      else {
        entry.text = fromUtf8(piece)
        this.#read[side] += piece.length
      }
    } else if (call === 'send') {
      const said = saidFrom(side, this.#taken[side], this.#bytes)
      const taken = await withoutWaiting(socket.send(utf8(said), { dontWait: true }))
      if (taken === undefined) entry.outcome = 'would wait'
      else {
        entry.taken = taken
        this.#taken[side] += taken
      }
    } else socket.shutdown(SHUTS[call])
  }

  /** @param since only what was sent from then on has crossed, in virtual milliseconds */
  standing(since: number): LeaveStanding {
    const crossed = segmentsOf(this.#network.trace())
      .filter(({ time }) => time >= since && this.#entries.length > 0)
      .map(({ from, segment }): Crossed => {
        const { rst, fin } = segment.flags
        return { from, what: rst ? 'RST' : fin ? 'FIN' : segment.payload.length > 0 ? segment.payload.length : 'ACK' }
      })
    return {
      now: this.#network.now,
      entries: this.#entries.map((entry) => ({ ...entry })),
      crossed,
      client: this.#stateOf('client'),
      server: this.#stateOf('server'),
    }
  }

  #stateOf(side: Leaver): LeaverState {
    const end = this.#network.connections.find(
      ({ host, local, remote, state }) =>
        host === side && state !== 'LISTEN' && (side === 'client' ? local : remote).port === this.#port,
    )
    const { in: unread = 0, out: unacknowledged = 0 } = end?.queued ?? {}
    return {
      state: end?.state,
      descriptors: this.#held[side].length,
      unread: saidFrom(side === 'client' ? 'server' : 'client', this.#read[side], unread),
      unacknowledged,
    }
  }

  /** Calls it: a run ends with this. */
  async next(side: Leaver): Promise<NextRecv> {
    const socket = this.#held[side].at(-1)
    if (!socket) return { what: 'closed' }
    try {
      const piece = await withoutWaiting(socket.recv(MOST_READ, { dontWait: true }))
      if (piece === undefined) return { what: 'would wait' }
      return piece.length === 0 ? { what: 'end' } : { what: 'text', text: fromUtf8(piece) }
    } catch (error) {
      if (!isSocketError(error)) throw error
      return { what: 'error', code: error.code }
    }
  }
}

function saidFrom(side: Leaver, from: number, bytes: number): string {
  const words = TO_SAY[side]
  return words.repeat(Math.ceil((from + bytes) / words.length) + 1).slice(from, from + bytes)
}

/** In few letters, for the picture of what crossed. */
function printed({ call, outcome, text, code }: LeaveEntry): string {
  const name = call in SHUTS ? `shutdown ${SHUTS[call as keyof typeof SHUTS]}` : call
  if (code !== undefined) return `${name}: ${code}`
  if (outcome === 'would wait') return `${name}: –`
  if (text !== undefined) return text === '' ? `${name}: end` : `${name}: ${text.length}`
  return name
}
