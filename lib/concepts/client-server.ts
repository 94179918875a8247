/** §2.1: one conversation of a server that reads sixteen bytes and sends them back, and its client. */
import { fromUtf8, utf8 } from '../bytes.ts'
import { COUNT, checkOptions, PORT } from '../check.ts'
import { type Address, type Host, nameOf, recvAll, type Socket, sendAll } from '../socket/index.ts'
import { listenOn, outcomeOf } from './helpers.ts'

/** How long a message of this program is, in bytes: both sides know it, so neither has to say it. */
export const MESSAGE_LENGTH = 16

/** A message of the right length. */
export const GREETING = 'Hello, 16 bytes!'

/** What the server does before anyone calls: a socket, an address of its own, and a queue for those who connect. */
export function openListener(host: Host, options: { port?: number; backlog?: number } = {}): Socket {
  checkOptions('openListener: ', options, { port: PORT, backlog: COUNT })
  const { port = 0, backlog = 1 } = options
  const listener = listenOn(host, backlog, port, { reuseAddress: true })
  host.print(`listening at ${nameOf(listener.getsockname())}`)
  return listener
}

/** One conversation, from the server's side: sixteen bytes in, the same sixteen out. */
export async function answerOnce(host: Host, connection: Socket): Promise<void> {
  const message = await recvAll(connection, MESSAGE_LENGTH)
  host.print(`client says: ${fromUtf8(message)}`)
  await sendAll(connection, message)
}

/** The client: connects, sends sixteen bytes, waits for sixteen. @returns the reply as text */
export async function greet(host: Host, server: Address, text: string = GREETING): Promise<string> {
  const socket = host.socket()
  await socket.connect(server)
  host.print(`connected from ${nameOf(socket.getsockname())} to ${nameOf(socket.getpeername())}`)
  await sendAll(socket, utf8(text))
  const reply = fromUtf8(await recvAll(socket, MESSAGE_LENGTH))
  host.print(`server says: ${reply}`)
  socket.close()
  return reply
}

/** The eight calls of a conversation in which the server's program comes late, and a call to nobody. @returns what each answered */
export async function eightCalls(host: Host): Promise<string[]> {
  const told: string[] = []
  const listener = listenOn(host, 1)
  const server = listener.getsockname()
  const client = host.socket()
  await client.connect(server)
  told.push(`connect: ${client.getsockopt('tcpInfo').state}`)
  await host.poll([{ socket: listener, readable: true }])
  told.push(`waiting for accept: ${listener.queued().in}`)
  told.push(`send: ${await client.send(utf8(GREETING))}`)
  const connection = await listener.accept()
  told.push(`accept: port ${connection.getsockname().port === server.port ? 'of the listener' : 'of its own'}`)
  told.push(`recv: ${(await recvAll(connection, MESSAGE_LENGTH)).length}`)
  for (const socket of [listener, connection]) socket.close()
  told.push(`recv after close: ${(await client.recv(1)).length}`)
  client.close()
  const late = host.socket()
  told.push(`connect to nobody: ${await outcomeOf(() => late.connect(server))}`)
  late.close()
  return told
}
