/** §2.1.2: a connection is two addresses and two ports: what tells conversations apart that share one port. */
import { fromUtf8, NO_BYTES, utf8 } from '../bytes.ts'
import { journeys, textTable } from '../draw/index.ts'
import type { Trace } from '../network/index.ts'
import { type Address, type Host, nameOf, recvFrame, recvToEnd, type Socket, sendFrame } from '../socket/index.ts'
import { outcomeOf } from './helpers.ts'

/** The four numbers of a connection, as its own end sees it: `127.0.0.1:1060 ↔ 127.0.0.1:40000`. */
export function fourTuple(socket: Socket): string {
  return `${nameOf(socket.getsockname())} ↔ ${nameOf(socket.getpeername())}`
}

/**
 * A server that has all its visitors in the room before it answers the first: it reads from the last one first, and tells
 * each what it said and which address it has.
 *
 * @returns the four numbers of each conversation, in the order in which they were accepted
 */
export async function tellAll(listener: Socket, visitors: number): Promise<string[]> {
  const connections: Socket[] = []
  while (connections.length < visitors) connections.push(await listener.accept())
  const conversations = connections.map(fourTuple)
  for (const connection of [...connections].reverse()) {
    const word = fromUtf8((await recvFrame(connection)) ?? NO_BYTES)
    await sendFrame(connection, utf8(`${word}, you are ${nameOf(connection.getpeername())}`))
    connection.close()
  }
  return conversations
}

/** What a client knows after such a conversation. */
export interface Introduction {
  /** The address that its own system says it has. */
  own: string
  answer: string
}

/** A client that says its name, is told which address the server sees, and closes when the server has closed. */
export async function introduce(host: Host, server: Address, word: string): Promise<Introduction> {
  const socket = host.socket()
  await socket.connect(server)
  const own = nameOf(socket.getsockname())
  await sendFrame(socket, utf8(word))
  const answer = fromUtf8((await recvFrame(socket)) ?? NO_BYTES)
  await recvToEnd(socket)
  socket.close()
  return { own, answer }
}

/** What became of an attempt to call from a port that was asked for. */
export interface Call {
  socket: Socket
  /** `done`, or the error's code. */
  outcome: string
}

/** Calls each of these servers from one local port (0 = any free one): the first socket's. Whoever asks, closes them. */
export async function callFromOnePort(host: Host, servers: readonly Address[], port: number = 0): Promise<Call[]> {
  const calls: Call[] = []
  let local: Address = { address: host.address, port }
  for (const server of servers) {
    const socket = host.socket()
    // Two sockets may have one name only if both say so; what tells them apart is whom they call.
    socket.setsockopt('reuseAddress', true)
    socket.bind(local)
    local = socket.getsockname()
    calls.push({ socket, outcome: await outcomeOf(() => socket.connect(server)) })
  }
  return calls
}

/**
 * Calls a listener's port at each of these addresses.
 *
 * @returns for each the address that the accepted socket then has, or the code of the error
 */
export async function reachedAt(host: Host, listener: Socket, addresses: readonly string[]): Promise<string[]> {
  const { port } = listener.getsockname()
  const found: string[] = []
  for (const address of addresses) {
    const caller = host.socket()
    const outcome = await outcomeOf(() => caller.connect({ address, port }))
    const connection = outcome === 'done' ? await listener.accept() : undefined
    found.push(connection?.getsockname().address ?? outcome)
    // The caller first: so nothing stays behind on the listener's port.
    caller.close()
    connection?.close()
  }
  return found
}

/** Which segments went from the sender to the receiver under which four numbers, sorted as the receiver's system does it. */
export function sorted(trace: Trace, receiver: string): string {
  const octets = new Map<string, { segments: number; octets: number }>()
  for (const { to, segment, connection, arrived } of journeys(trace)) {
    if (to !== receiver || !segment || arrived === undefined) continue
    const sum = octets.get(connection) ?? { segments: 0, octets: 0 }
    octets.set(connection, { segments: sum.segments + 1, octets: sum.octets + segment.payload.length })
  }
  return textTable(
    ['from', 'to', 'segments', 'octets'],
    [...octets].map(([connection, sum]) => [...connection.split(' → '), sum.segments, sum.octets]),
  )
}

/** The first packet with data that reached this host, as on the wire. @throws RangeError when there was none */
export function firstWithData(trace: Trace, receiver: string): Uint8Array {
  for (const event of trace.events) {
    if (event.type !== 'packet' || event.what !== 'delivered' || event.to !== receiver) continue
    if (event.segment && event.segment.payload.length > 0) return event.bytes
  }
  throw new RangeError(`no data reached ${receiver} in this trace`)
}
