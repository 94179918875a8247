/** §2.1 in pictures: the figures of lesson 2.1. */
import { fromUtf8, utf8 } from '../../bytes.ts'
import {
  ladderFigure,
  type Scene,
  type SceneBox,
  type SceneLink,
  type ShownFigure,
  sceneFigure,
  withData,
} from '../../draw/index.ts'
import type { Trace } from '../../network/index.ts'
import { type Address, type Host, nameOf, recvAll, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { answerOnce, GREETING, MESSAGE_LENGTH, openListener } from '../client-server.ts'
import { connectTo, SERVER_PORT } from '../helpers.ts'

/** A client and a server before the first call, and what each of their programs will call. */
export function beforeTheCall(): ShownFigure<Scene> {
  const host = (name: string, calls: string): [SceneBox, SceneLink] => [
    {
      id: name,
      name,
      kind: 'host',
      inside: [
        { id: `${name}-program`, name: 'program', kind: 'program' },
        { id: `${name}-socket`, name: 'socket', kind: 'socket', note: 'not connected' },
      ],
    },
    { from: `${name}-program`, to: `${name}-socket`, kind: 'call', label: calls },
  ]
  const [client, clientCalls] = host('client', 'connect, send, recv')
  const [server, serverCalls] = host('server', 'bind, listen, accept')
  const wire: SceneLink = { from: 'client', to: 'server', kind: 'wire', both: true, label: 'TCP' }
  return sceneFigure(
    { boxes: [client, server], links: [clientCalls, serverCalls, wire] },
    {
      title: 'Each program calls its own system; the two systems speak TCP',
      description:
        'A client and a server before the first call. On each side a program calls its own system by way of a socket: ' +
        'the client by connect, send, recv and close, the server by bind, listen, accept, recv, send and close. ' +
        'The two systems speak TCP with each other.',
    },
  )
}

export interface WholeConversationParameters {
  /** One way, in milliseconds. */
  delay?: number
  /** Whether the client closes as soon as it has its answer, or waits until the server has closed. */
  client?: 'waits for the end' | 'closes at once'
}

/** An echo server's one conversation: sixteen bytes there, the same sixteen back, and the close of both sides. */
export async function wholeConversation({
  delay = 20,
  client = 'waits for the end',
}: WholeConversationParameters = {}): Promise<ShownFigure<Trace>> {
  const network = simulatedNetwork({ seed: 21, delay })
  const { trace } = await network.run({
    server: serveOnce,
    client: (host) =>
      greetAndClose(host, { address: network.server.address, port: SERVER_PORT }, client === 'waits for the end'),
  })
  return withData(
    ladderFigure(trace, { title: 'A whole conversation is opened, carries sixteen bytes each way, and is closed' }),
    trace,
  )
}

async function serveOnce(host: Host): Promise<void> {
  const listener = openListener(host, { port: SERVER_PORT })
  const connection = await listener.accept()
  host.print(`connection from ${nameOf(connection.getpeername())}`)
  await answerOnce(host, connection)
  connection.close()
  host.print('farewell')
  listener.close()
}

async function greetAndClose(host: Host, server: Address, waits: boolean): Promise<void> {
  const socket = await connectTo(host, server)
  host.print(`active socket: ${nameOf(socket.getsockname())}`)
  await sendAll(socket, utf8(GREETING))
  host.print(`server says: ${fromUtf8(await recvAll(socket, MESSAGE_LENGTH))}`)
  if (waits) await socket.recv(1)
  socket.close()
}
