/** §2.1.2: a connection is two addresses and two ports: what tells conversations apart that share one port. */
import { fromUtf8, NO_BYTES, utf8 } from '../bytes.ts'
import { journeys, textTable } from '../draw/index.ts'
import type { Trace } from '../network/index.ts'
import {
  type Address,
  type Host,
  nameOf,
  type Program,
  recvFrame,
  recvToEnd,
  type Socket,
  sendFrame,
} from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { listenOn, SERVER_PORT } from './helpers.ts'

/** The four numbers of a connection, as its own end sees it: `127.0.0.1:1060 ↔ 127.0.0.1:40000`. */
function fourTuple(socket: Socket): string {
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

/** A server and its visitors on a simulated network, once they have all been answered. */
export interface Gathering {
  /** Where the server listens. */
  door: Address
  /** The server's four numbers of each conversation, in the order in which they were accepted. */
  conversations: string[]
  /** What each visitor learned, in the order of the names. */
  visitors: Introduction[]
  trace: Trace
}

/**
 * One client a name, and the server that tells them all.
 *
 * @param delay one way, in virtual milliseconds
 * @param apart between one client's call and the next
 */
export async function introduceAll(names: readonly string[], delay: number = 5, apart: number = 2): Promise<Gathering> {
  const net = simulatedNetwork({ seed: 212, delay })
  const listener = listenOn(net.server, names.length, SERVER_PORT)
  const door = listener.getsockname()
  const visitors: Introduction[] = []
  const callers = names.map((name, index): [string, { host: string; run: Program }] => {
    const run: Program = async (host) => {
      await host.sleep(index * apart)
      visitors[index] = await introduce(host, door, name)
    }
    return [name, { host: 'client', run }]
  })
  const { results, trace } = await net.run({
    server: () => tellAll(listener, names.length),
    ...Object.fromEntries(callers),
  })
  return { door, conversations: results.server, visitors, trace }
}

/** Which segments went from the sender to the receiver under which four numbers, sorted as the receiver's system does it. */
export function sorted(trace: Trace, receiver: string): string {
  const counts = new Map<string, { segments: number; bytes: number }>()
  for (const { to, segment, connection, arrived } of journeys(trace)) {
    if (to !== receiver || !segment || arrived === undefined) continue
    const sum = counts.get(connection) ?? { segments: 0, bytes: 0 }
    counts.set(connection, { segments: sum.segments + 1, bytes: sum.bytes + segment.payload.length })
  }
  return textTable(
    ['from', 'to', 'segments', 'bytes'],
    [...counts].map(([connection, sum]) => [...connection.split(' → '), sum.segments, sum.bytes]),
  )
}
