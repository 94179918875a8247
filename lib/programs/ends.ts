import { type Progress, Transfer, wholeMessages } from '../concepts/capitals.ts'
import { answerOnce, GREETING, greet, openListener } from '../concepts/client-server.ts'
import { answerInCapitals, CLIENTS, type Cure } from '../concepts/deadlock.ts'
import { serveOneAtATime } from '../concepts/one-at-a-time.ts'
import { type Address, type Host, nameOf, type Socket, SocketError } from '../socket/index.ts'
import { thousands } from '../words.ts'

/** Shows how far a transfer has come, of so many octets each way where that is known. */
export type Follow = (octets: number | undefined) => (progress: Progress) => void

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
export function upperServer(
  host: Host,
  { port, once }: Service,
  octets: number | undefined,
  follow: Follow,
): Promise<number> {
  const length = octets === undefined ? undefined : wholeMessages(octets)
  return serveConversations(host, port, once, async (connection) => {
    const { sent, received } = await answerInCapitals(connection, follow(length))
    host.print(`${thousands(received)} bytes received, ${thousands(sent)} sent in capitals`)
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
  /** What its seconds are, where they are not the machine's. */
  time = '',
): Promise<Underway> {
  const socket = host.socket()
  await socket.connect(server)
  const transfer = new Transfer(octets, follow(wholeMessages(octets)))
  host.print(`connected from ${nameOf(socket.getsockname())} to ${nameOf(socket.getpeername())}`)
  host.print(`about to send ${thousands(transfer.length)} bytes`)
  const began = host.now()
  const whole = async (): Promise<void> => {
    await CLIENTS[cure](host, socket, transfer)
    socket.close()
    const seconds = ((host.now() - began) / 1000).toFixed(2)
    host.print(
      `${thousands(transfer.received)} bytes came back, all of them what was sent, in capitals (${seconds} s${time})`,
    )
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
