/** §2.2: a transfer in capitals between a client and a server of which one is the reader's, and what is wrong with it. */
import { utf8 } from '../../bytes.ts'
import { type Buffers, chunks, connectedPair, recvToEnd, type Socket, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { inCapitals } from '../capitals.ts'
import { counting } from '../counting.ts'
import { connectTo, listenOn, SERVER_PORT } from '../helpers.ts'
import { limited } from './limited.ts'
import { untilStuck, whoWaits } from './until-stuck.ts'

/** A client's whole part in a transfer: sends the message, and has the answer. */
export type Asking = (socket: Socket, message: Uint8Array) => Promise<Uint8Array>

/** A server's part in one conversation. */
export type Answering = (connection: Socket) => Promise<unknown>

const KIB = 1024
const TIGHT: Buffers = { sendBuffer: 8 * KIB, receiveBuffer: 4 * KIB }
/** How much the patient server may collect, and how much is tried on it. */
const [MOST, MORE] = [256 * KIB, 1024 * KIB]
/** An answer that does anything but go round in a circle is done in fewer calls. */
const MOST_CALLS = 5000

/** The client that this lesson begins with. */
async function greedy(socket: Socket, message: Uint8Array): Promise<Uint8Array> {
  await sendAll(socket, message)
  socket.shutdown('write')
  const answer = await recvToEnd(socket)
  socket.close()
  return answer
}

async function answerAtOnce(connection: Socket): Promise<void> {
  for await (const piece of chunks(connection)) await sendAll(connection, inCapitals(piece))
  connection.close()
}

/** A server that answers only when it has everything. */
export async function answerLate(connection: Socket): Promise<void> {
  await sendAll(connection, inCapitals(await recvToEnd(connection)))
  connection.close()
}

/** Who takes part; the lesson's own programs unless told. */
interface Situation {
  client?: Asking
  server?: Answering
  /** bytes */
  length: number
  /** The client's. */
  buffers?: Buffers
}

/** What is missing when the message of so many bytes is answered. */
export async function whatIsAnswered({
  client = greedy,
  server = answerAtOnce,
  ...situation
}: Situation): Promise<string | undefined> {
  const message = messageOf(situation)
  const { results, stuck } = await converse({ client, server, ...situation })
  if (stuck) return whoWaits(stuck)
  const { answer } = results
  if (!(answer instanceof Uint8Array)) return 'the client has to return the bytes of the answer'
  if (answer.length !== message.length) return `${answer.length} bytes of ${message.length} came back`
  const wrong = inCapitals(message).findIndex((byte, at) => byte !== answer[at])
  return wrong < 0 ? undefined : `byte ${wrong} that came back is not the capital of what was sent`
}

/** Whether the lesson's two programs come to their end. */
export async function doesFinish(situation: Situation): Promise<boolean> {
  return (await converse(situation)).stuck === undefined
}

const messageOf = ({ length }: Situation): Uint8Array => utf8('hello my friend '.repeat(length / 16))

async function converse({ client = greedy, server = answerAtOnce, buffers = TIGHT, ...situation }: Situation) {
  const network = simulatedNetwork({ rate: 10e6, delay: 5, record: false })
  const listener = listenOn(network.server, 1, SERVER_PORT, TIGHT)
  const socket = await connectTo(network.client, listener.getsockname(), buffers)
  const connection = await listener.accept()
  return untilStuck(network, {
    answer: client(withinReason(socket), messageOf(situation)),
    served: server(withinReason(connection)),
  })
}

const withinReason = (socket: Socket): Socket => limited(limited(socket, 'send', MOST_CALLS), 'recv', MOST_CALLS)

/** Whether a server has a limit on what it keeps. */
export async function howMuchIsCollected(answer: Answering): Promise<string | undefined> {
  const network = simulatedNetwork({ record: false })
  const { client, server } = await connectedPair(network.server)
  const connection = counting(server, network.server)
  const asking = greedy(client, new Uint8Array(MORE))
  // How it refuses is its own affair.
  await untilStuck(network, { asking, serving: answer(connection) }).catch(() => {})
  if (connection.received < MOST + 2 * 65_536) return undefined
  return `it had read ${connection.received} bytes before it answered any`
}
