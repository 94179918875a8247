import { type Progress, Transfer, wholeMessages } from '../concepts/capitals.ts'
import { answerOnce, GREETING, greet, openListener } from '../concepts/client-server.ts'
import { answerInCapitals, CLIENTS, type Cure } from '../concepts/deadlock.ts'
import { serveOneAtATime } from '../concepts/one-at-a-time.ts'
import { type Address, type Host, nameOf, type Socket, SocketError } from '../socket/index.ts'

/** Shows how far a transfer of so many octets each way has come. */
export type Follow = (octets: number) => (progress: Progress) => void

export interface Service {
  port: number
  /** Serve one connection, then end. */
  once: boolean
}

/** @returns how many connections were broken off */
export function echoServer(host: Host, { port, once }: Service): Promise<number> {
  return serveConversations(host, port, once, (connection) => answerOnce(host, connection))
}

/** @throws SocketError EBADMSG when it is not the same that comes back */
export async function echoClient(host: Host, server: Address): Promise<void> {
  const reply = await greet(host, server)
  if (reply === GREETING) return
  throw new SocketError('EBADMSG', nameOf(server), 'the answer', { reason: 'it is not what was sent' })
}

/** @returns how many connections were broken off */
export function upperServer(host: Host, { port, once }: Service, octets: number, follow: Follow): Promise<number> {
  return serveConversations(host, port, once, async (connection) => {
    const { sent, received } = await answerInCapitals(connection, follow(wholeMessages(octets)))
    host.print(`${received} bytes received, ${sent} sent in capitals`)
  })
}

/** A client's transfer that goes on. */
export interface Underway {
  socket: Socket
  transfer: Transfer
  finished: Promise<void>
}

/** Connects and begins to send. @throws what connect throws */
export async function upperClient(
  host: Host,
  server: Address,
  octets: number,
  cure: Cure,
  follow: Follow,
): Promise<Underway> {
  const socket = host.socket()
  await socket.connect(server)
  const transfer = new Transfer(octets, follow(wholeMessages(octets)))
  host.print(`active socket: ${nameOf(socket.getsockname())} to ${nameOf(socket.getpeername())}`)
  host.print(`about to send ${transfer.length} bytes`)
  const began = host.now()
  const whole = async (): Promise<void> => {
    await CLIENTS[cure](host, socket, transfer)
    socket.close()
    const seconds = ((host.now() - began) / 1000).toFixed(2)
    host.print(`${transfer.received} bytes came back, all of them what was sent, in capitals (${seconds} s)`)
  }
  return { socket, transfer, finished: whole() }
}

function serveConversations(
  host: Host,
  port: number,
  once: boolean,
  converse: (connection: Socket) => Promise<unknown>,
): Promise<number> {
  return serveOneAtATime(host, openListener(host, { port }), converse, once ? { connections: 1 } : {})
}
