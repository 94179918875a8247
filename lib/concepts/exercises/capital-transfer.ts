/** §2.2: a transfer in capitals between a client and a server of which one is the reader's, and what is wrong with it. */
import { utf8 } from '../../bytes.ts'
import { type Address, type Buffers, chunks, recvToEnd, type Socket, sendAll } from '../../socket/index.ts'
import { type RunReport, type SimulatedNetwork, simulatedNetwork } from '../../socket/simulated/index.ts'
import { inCapitals } from '../capitals.ts'
import { type CountingSocket, counting } from '../counting.ts'
import { connectTo, listenOn, SERVER_PORT } from '../helpers.ts'
import { limited } from './limited.ts'

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
  return recvToEnd(socket)
}

async function answerAtOnce(connection: Socket): Promise<void> {
  for await (const piece of chunks(connection)) await sendAll(connection, inCapitals(piece))
}

/** A server that answers only when it has everything. */
export async function answerLate(connection: Socket): Promise<void> {
  await sendAll(connection, inCapitals(await recvToEnd(connection)))
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

interface Transferred {
  message: Uint8Array
  /** What the client has returned, as far as it came. */
  answer?: Uint8Array
  report: RunReport
}

/** What is missing when the message of so many bytes is answered. */
export async function whatIsAnswered(situation: Situation): Promise<string | undefined> {
  const { answer, message, report } = await converse(situation)
  if (report.ended !== 'finished') return whoWaits(report)
  if (!(answer instanceof Uint8Array)) return 'the client has to return the bytes of the answer'
  if (answer.length !== message.length) return `${answer.length} bytes of ${message.length} came back`
  const wrong = inCapitals(message).findIndex((byte, at) => byte !== answer[at])
  return wrong < 0 ? undefined : `byte ${wrong} that came back is not the capital of what was sent`
}

/** One transfer, to its end or until nobody can go on. */
export async function converse({
  client = greedy,
  server = answerAtOnce,
  length,
  buffers = TIGHT,
}: Situation): Promise<Transferred> {
  const network = simulatedNetwork({ rate: 10e6, delay: 5, record: false })
  const message = utf8('hello my friend '.repeat(length / 16))
  const { results, report } = await network.run(
    {
      server: async (host) => server(withinReason(await listenOn(host, 1, SERVER_PORT, TIGHT).accept())),
      client: async (host) => client(withinReason(await connectTo(host, serverOf(network), buffers)), message),
    },
    { stuck: 'return' },
  )
  return { message, report, ...(results.client && { answer: results.client }) }
}

const withinReason = (socket: Socket): Socket => limited(limited(socket, 'send', MOST_CALLS), 'recv', MOST_CALLS)

/** Where the server of these exercises listens. */
export const serverOf = (network: SimulatedNetwork): Address => ({ address: network.server.address, port: SERVER_PORT })

function whoWaits(report: RunReport): string {
  if (report.ended === 'elsewhere') return report.describe()
  const calls = report.programs.flatMap(({ name, waits }) => waits.map(({ call }) => `the ${name} in ${call}`))
  return `nobody can go on: ${calls.join(', ')}`
}

/** Whether a server has a limit on what it keeps. */
export async function howMuchIsCollected(answer: Answering): Promise<string | undefined> {
  const network = simulatedNetwork({ record: false })
  let connection: CountingSocket | undefined
  const ended = network.run(
    {
      server: async (host) => {
        connection = counting(await listenOn(host, 1, SERVER_PORT).accept(), host)
        return answer(connection)
      },
      client: async (host) => greedy(await connectTo(host, serverOf(network)), new Uint8Array(MORE)),
    },
    { stuck: 'return' },
  )
  // How it refuses is its own affair.
  await ended.catch(() => {})
  const received = connection?.received ?? 0
  return received < MOST + 2 * 65_536 ? undefined : `it had read ${received} bytes before it answered any`
}
