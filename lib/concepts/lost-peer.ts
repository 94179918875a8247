/** §2.2.1: a peer that says nothing any more: cut off, or started again without its connections; and what tells a program of it. */
import { utf8 } from '../bytes.ts'
import type { Trace } from '../network/index.ts'
import type { Host, Socket, SocketOptions } from '../socket/index.ts'
import { type SimulatedNetwork, simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, outcomeOf, SERVER_PORT } from './helpers.ts'

/** What a program was told of its peer, and when. */
export interface Notice {
  /** The error's code; `nothing` = its patience was over first. */
  says: string
  /** Milliseconds that it waited. */
  after: number
}

/** Options of the client's socket, before it waits. */
export type Precautions = Partial<
  Pick<SocketOptions, 'keepAlive' | 'keepAliveIdle' | 'keepAliveInterval' | 'keepAliveProbes' | 'userTimeout'>
>

/** Waits for bytes that never come. @param patience milliseconds */
export async function waitInVain(host: Host, socket: Socket, patience: number): Promise<Notice> {
  const start = host.now()
  socket.setsockopt('receiveTimeout', patience)
  const code = await outcomeOf(() => socket.recv(1))
  return { says: code === 'EAGAIN' ? 'nothing' : code, after: host.now() - start }
}

/** Asks, and waits for an answer that never comes. @param patience milliseconds */
export async function askInVain(host: Host, socket: Socket, patience: number): Promise<Notice> {
  await socket.send(utf8('anybody there?'))
  return waitInVain(host, socket, patience)
}

/** Nothing crosses any more, in either direction, or all of it again. */
export function cutWire(network: SimulatedNetwork, isCut: boolean): void {
  for (const { forward, back } of network.links) {
    forward.faults = isCut ? { loss: 1 } : {}
    back.faults = isCut ? { loss: 1 } : {}
  }
}

/** What becomes of the other end, unheard. */
export const FATES = ['the wire is cut', 'the server starts again'] as const
export type PeerFate = (typeof FATES)[number]

export interface LostPeer {
  told: Notice
  trace: Trace
  /** Virtual milliseconds: when the client begins to wait, or to ask. */
  from: number
}

/**
 * A client connects, and its peer is lost: cut off, or started again, so that it knows nothing of the connection.
 *
 * @param program what the client does then
 * @param patience virtual milliseconds after which the client gives up by itself
 * @param delay one way, in virtual milliseconds
 * @see RFC 9293 §3.5.1 for half-open connections, §3.8.4 for keep-alives, §3.9.1 for the user timeout
 */
export async function losePeer(
  program: typeof waitInVain,
  fate: PeerFate,
  precautions: Precautions = {},
  patience: number = 7_200_000,
  delay: number = 5,
): Promise<LostPeer> {
  const network = simulatedNetwork({ seed: 221, delay })
  const listener = listenOn(network.server, 1, SERVER_PORT)
  const socket = await connectTo(network.client, listener.getsockname())
  const connection = await listener.accept()
  for (const [name, value] of Object.entries(precautions)) socket.setsockopt(name as keyof Precautions, value)
  await network.settle()
  cutWire(network, true)
  if (fate === 'the server starts again') await forget(network, connection)
  const from = network.now
  const told = await program(network.client, socket, patience)
  return { told, trace: network.trace(), from }
}

/** The server's end is gone, and its RST is lost with the wire. A machine that loses power has not even that. */
async function forget(network: SimulatedNetwork, connection: Socket): Promise<void> {
  connection.setsockopt('linger', 0)
  connection.close()
  await network.settle()
  cutWire(network, false)
}
