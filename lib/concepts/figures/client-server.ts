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

const SAYS = {
  client: 'client',
  server: 'server',
  program: 'program',
  socket: 'socket',
  unconnected: 'not connected',
  clientCalls: 'connect, send, recv',
  serverCalls: 'bind, listen, accept',
  wire: 'TCP',
  before: 'Each program calls its own system; the two systems speak TCP',
  beforeInWords:
    'A client and a server before the first call. On each side a program calls its own system by way of a socket: ' +
    'the client by connect, send, recv and close, the server by bind, listen, accept, recv, send and close. ' +
    'The two systems speak TCP with each other.',
  whole: 'A whole conversation is opened, carries sixteen bytes each way, and is closed',
  from: (client: string) => `connection from ${client}`,
  farewell: 'farewell',
  active: (client: string) => `connected from ${client}`,
  answer: (text: string) => `server says: ${text}`,
} as const

/** A client and a server before the first call, and what each of their programs will call. */
export function beforeTheCall(): ShownFigure<Scene> {
  const host = (id: string, name: string, calls: string): [SceneBox, SceneLink] => [
    {
      id,
      name,
      kind: 'host',
      inside: [
        { id: `${id}-program`, name: SAYS.program, kind: 'program' },
        { id: `${id}-socket`, name: SAYS.socket, kind: 'socket', note: SAYS.unconnected },
      ],
    },
    { from: `${id}-program`, to: `${id}-socket`, kind: 'call', label: calls },
  ]
  const [client, clientCalls] = host('client', SAYS.client, SAYS.clientCalls)
  const [server, serverCalls] = host('server', SAYS.server, SAYS.serverCalls)
  const wire: SceneLink = { from: 'client', to: 'server', kind: 'wire', both: true, label: SAYS.wire }
  return sceneFigure(
    { boxes: [client, server], links: [clientCalls, serverCalls, wire] },
    { title: SAYS.before, description: SAYS.beforeInWords },
  )
}

export interface WholeConversationParameters {
  /** One way, in milliseconds. */
  delay?: number
  /** What the client does once it has its answer: it waits until the server has closed, or closes at once. */
  client?: 'waits' | 'closes'
}

/** An echo server's one conversation: sixteen bytes there, the same sixteen back, and the close of both sides. */
export async function wholeConversation({
  delay = 20,
  client = 'waits',
}: WholeConversationParameters = {}): Promise<ShownFigure<Trace>> {
  const network = simulatedNetwork({ seed: 21, delay })
  const { trace } = await network.run({
    server: serveOnce,
    client: (host) => greetAndClose(host, { address: network.server.address, port: SERVER_PORT }, client === 'waits'),
  })
  return withData(ladderFigure(trace, { title: SAYS.whole }), trace)
}

async function serveOnce(host: Host): Promise<void> {
  const listener = openListener(host, { port: SERVER_PORT })
  const connection = await listener.accept()
  host.print(SAYS.from(nameOf(connection.getpeername())))
  await answerOnce(host, connection)
  connection.close()
  host.print(SAYS.farewell)
  listener.close()
}

async function greetAndClose(host: Host, server: Address, waits: boolean): Promise<void> {
  const socket = await connectTo(host, server)
  host.print(SAYS.active(nameOf(socket.getsockname())))
  await sendAll(socket, utf8(GREETING))
  host.print(SAYS.answer(fromUtf8(await recvAll(socket, MESSAGE_LENGTH))))
  if (waits) await socket.recv(1)
  socket.close()
}
