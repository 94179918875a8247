/** §2.1: what becomes of one conversation, an answer in capitals, and a server that no client can hold up. */
import { fromUtf8, utf8 } from '../../bytes.ts'
import { type Host, isSocketError, recvToEnd, type Socket, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { answerOnce, GREETING } from '../client-server.ts'
import { listenOn, outcomeOf, SERVER_PORT } from '../helpers.ts'
import type { Exercise, Trial } from './exercise.ts'
import { afterHangingUp, afterSilence, afterThreeAtOnce, type ServeEcho } from './serving-together.ts'

/** What becomes of `answerOnce` with each of four clients: `answers`, `waits` or `throws`. */
export type FourClients = Record<'closesAtOnce' | 'sendsTen' | 'sendsTwenty' | 'sendsOneByOne', string>

export interface ClientServerExercises {
  /** Predicts what becomes of `answerOnce`. */
  fourClients: Exercise<FourClients>
  /** One conversation from the server's side: sixteen bytes in, the same in capitals out. */
  answerInCapitals: Exercise<AnswerClient>
  /** A server that has several conversations at the same time. */
  serveTogether: Exercise<ServeEcho>
}

type AnswerClient = (host: Host, connection: Socket) => Promise<unknown>
type SendMessage = (socket: Socket, bytes: Uint8Array) => Promise<void>

export const clientServerExercises: ClientServerExercises = {
  fourClients: [
    fatePredicted('closesAtOnce', 'a client that closes without a word', {
      play: async (socket) => socket.close(),
      hint: 'what does recv return once the other side has closed, and what can a loop that wants sixteen bytes make of it?',
    }),
    fatePredicted('sendsTen', 'a client that sends ten bytes and keeps the connection open', {
      play: (socket) => sendAll(socket, new Uint8Array(10)),
      hint: 'how could the server know whether the other six will come?',
    }),
    fatePredicted('sendsTwenty', 'a client that sends twenty bytes', {
      play: (socket) => sendAll(socket, new Uint8Array(20)),
      hint: 'how many bytes does the server ask for, and what are the others to it?',
    }),
    fatePredicted('sendsOneByOne', 'a client that sends sixteen bytes one by one', {
      play: (socket) => sendSingly(socket, new Uint8Array(16)),
      hint: 'what does recvAll count: bytes, or sends?',
    }),
  ],
  answerInCapitals: [
    { title: 'a client that greets', missing: (answer) => afterTalk(answer, GREETING, sendAll) },
    {
      title: 'a client whose bytes come one at a time',
      missing: (answer) => afterTalk(answer, 'one byte at once', sendSingly),
    },
    { title: 'a client that speaks Swiss German', missing: (answer) => afterTalk(answer, 'Grüezi mitenand', sendAll) },
  ],
  serveTogether: [
    { title: 'three clients that speak at once', missing: afterThreeAtOnce },
    { title: 'a client that says nothing for a while, and another one behind it', missing: afterSilence },
    { title: 'a client that hangs up without a word, and another one behind it', missing: afterHangingUp },
  ],
}

interface ClientsPart {
  /** What the client does once it is connected. */
  play: (socket: Socket) => Promise<void>
  /** In what direction to think. */
  hint: string
}

function fatePredicted(name: keyof FourClients, title: string, { play, hint }: ClientsPart): Trial<FourClients> {
  return {
    title,
    missing: async (answer) => {
      const said = answer[name]
      if (!['answers', 'waits', 'throws'].includes(said)) return `'${said}' is none of 'answers', 'waits', 'throws'`
      return said === (await fateOfAnswerOnce(play)) ? undefined : `answerOnce does something else; ${hint}`
    },
  }
}

async function fateOfAnswerOnce(play: ClientsPart['play']): Promise<string> {
  const { server, waits } = await oneConversation(answerOnce, async (socket) => {
    await play(socket)
    // Ended by the server's close, or by the end of the run.
    await outcomeOf(() => recvToEnd(socket))
  })
  if (waits.includes('server')) return 'waits'
  return server === 'done' ? 'answers' : 'throws'
}

async function sendSingly(socket: Socket, bytes: Uint8Array): Promise<void> {
  socket.setsockopt('noDelay', true)
  for (const octet of bytes) await sendAll(socket, Uint8Array.of(octet))
}

async function afterTalk(answer: AnswerClient, text: string, send: SendMessage): Promise<string | undefined> {
  const { server, client, waits } = await oneConversation(answer, async (socket) => {
    await send(socket, utf8(text))
    return fromUtf8(await recvToEnd(socket))
  })
  if (waits.length > 0)
    return `it sent "${text}", and the conversation comes to no end; still waiting: ${waits.join(', ')}`
  if (server !== 'done') return `the server failed: ${server}`
  return client === text.toUpperCase() ? undefined : `it sent "${text}" and read "${client}"`
}

interface ConversationEnd<Result> {
  /** `done`, or what a socket's error says. */
  server?: string
  client?: Result
  /** Who cannot go on. */
  waits: string[]
}

async function oneConversation<Result>(
  answer: AnswerClient,
  talk: (socket: Socket) => Promise<Result>,
): Promise<ConversationEnd<Result>> {
  const net = simulatedNetwork({ seed: 21 })
  const address = { address: net.server.address, port: SERVER_PORT }
  const programs = {
    server: async (host: Host) => {
      const connection = await listenOn(host, 1, SERVER_PORT).accept()
      return answer(host, connection).then(() => 'done', saidBySocket)
    },
    client: async (host: Host) => {
      const socket = host.socket()
      await socket.connect(address)
      return talk(socket)
    },
  }
  const { results, report } = await net.run(programs, { stuck: 'return', until: 60_000 })
  const waiting = report.programs.filter(({ state }) => state === 'waiting')
  return { ...results, waits: waiting.map(({ name }) => name) }
}

function saidBySocket(error: unknown): string {
  if (isSocketError(error)) return error.message
  throw error
}
