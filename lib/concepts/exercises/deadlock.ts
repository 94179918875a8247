/** §2.2: both ends of a transfer in capitals, and what they wait for when they stand still. */
import { utf8 } from '../../bytes.ts'
import { type Address, type Buffers, chunks, recvAll, recvToEnd, type Socket, sendAll } from '../../socket/index.ts'
import { type RunReport, type SimulatedNetwork, simulatedNetwork } from '../../socket/simulated/index.ts'
import { inCapitals } from '../capitals.ts'
import { type CountingSocket, counting } from '../counting.ts'
import { codeOf, connectTo, listenOn, SERVER_PORT } from '../helpers.ts'
import type { Exercise } from './exercise.ts'
import { limited } from './limited.ts'

/** A client's whole part in a transfer: sends the message, and has the answer. */
type Asking = (socket: Socket, message: Uint8Array) => Promise<Uint8Array>

/** A server's part in one conversation. */
type Answering = (connection: Socket) => Promise<unknown>

export interface DeadlockExercises {
  /** Which transfers finish when the client alone has large buffers, in KiB. */
  roomyClient: Exercise<readonly number[]>
  /** Sends and reads at the same time. */
  twoTasks: Exercise<Asking>
  /** What a client gets from a server that closes with bytes unread. */
  hastyServer: Exercise<{ bytes: number; ended: string }>
  /** A server with which no client can deadlock, and that has a limit. */
  patientServer: Exercise<Answering>
}

const KIB = 1024
const TIGHT: Buffers = { sendBuffer: 8 * KIB, receiveBuffer: 4 * KIB }
const ROOMY: Buffers = { sendBuffer: 128 * KIB, receiveBuffer: 128 * KIB }
/** The sizes that are asked about, in KiB. */
const SIZES: readonly number[] = [64, 128, 256, 512]
/** How much the patient server may collect, and how much is tried on it. */
const [MOST, MORE] = [256 * KIB, 1024 * KIB]
/** An answer that does anything but go round in a circle is done in fewer calls. */
const CALLS = 5000

export const deadlockExercises: DeadlockExercises = {
  roomyClient: [
    { title: 'those that finish are among yours', missing: async (answer) => whatIsLeftOut(answer) },
    { title: 'those that stand still are not', missing: async (answer) => whatStandsStill(answer) },
  ],
  twoTasks: [
    { title: 'a short message', missing: (answer) => whatIsAnswered({ client: answer, length: 64 }) },
    {
      title: '128 KiB over small buffers',
      missing: (answer) => whatIsAnswered({ client: answer, length: 128 * KIB }),
    },
    {
      title: 'a server that answers only when it has everything',
      missing: (answer) => whatIsAnswered({ client: answer, server: answerLate, length: 128 * KIB }),
    },
  ],
  hastyServer: [
    {
      title: 'how many bytes come',
      missing: async ({ bytes }) => {
        const got = await afterHaste()
        if (bytes === got.bytes) return undefined
        return `it gets ${bytes < got.bytes ? 'more' : 'fewer'} than ${bytes}; what has the server sent before it closed?`
      },
    },
    {
      title: 'how its stream ends',
      missing: async ({ ended }) => {
        if (ended === (await afterHaste()).ended) return undefined
        return `not by "${ended}"; where are the 16 bytes that the server has not read?`
      },
    },
  ],
  patientServer: [
    { title: 'a short message', missing: (answer) => whatIsAnswered({ server: answer, length: 64 }) },
    {
      title: '128 KiB over small buffers',
      missing: (answer) => whatIsAnswered({ server: answer, length: 128 * KIB }),
    },
    { title: 'a client that sends 1 MiB', missing: howMuchIsCollected },
  ],
}

/** The client that this lesson begins with. */
async function greedy(socket: Socket, message: Uint8Array): Promise<Uint8Array> {
  await sendAll(socket, message)
  socket.shutdown('write')
  return recvToEnd(socket)
}

async function answerAtOnce(connection: Socket): Promise<void> {
  for await (const piece of chunks(connection)) await sendAll(connection, inCapitals(piece))
}

async function answerLate(connection: Socket): Promise<void> {
  await sendAll(connection, inCapitals(await recvToEnd(connection)))
}

interface Situation {
  client?: Asking
  server?: Answering
  /** bytes */
  length: number
  /** The client's. */
  buffers?: Buffers
}

async function whatIsAnswered(situation: Situation): Promise<string | undefined> {
  const { answer, message, report } = await converse(situation)
  if (report.ended !== 'finished') return whoWaits(report)
  if (!(answer instanceof Uint8Array)) return 'the client has to return the bytes of the answer'
  if (answer.length !== message.length) return `${answer.length} bytes of ${message.length} came back`
  const wrong = inCapitals(message).findIndex((byte, at) => byte !== answer[at])
  return wrong < 0 ? undefined : `byte ${wrong} that came back is not the capital of what was sent`
}

async function converse({ client = greedy, server = answerAtOnce, length, buffers = TIGHT }: Situation) {
  const network = simulatedNetwork({ rate: 10e6, delay: 5, record: false })
  const message = utf8('hello my friend '.repeat(length / 16))
  const { results, report } = await network.run(
    {
      server: async (host) => server(withinReason(await listenOn(host, 1, SERVER_PORT, TIGHT).accept())),
      client: async (host) => client(withinReason(await connectTo(host, serverOf(network), buffers)), message),
    },
    { stuck: 'return' },
  )
  return { message, report, answer: results.client }
}

const withinReason = (socket: Socket): Socket => limited(limited(socket, 'send', CALLS), 'recv', CALLS)

const serverOf = (network: SimulatedNetwork): Address => ({ address: network.server.address, port: SERVER_PORT })

function whoWaits(report: RunReport): string {
  if (report.ended === 'elsewhere') return report.describe()
  const calls = report.programs.flatMap(({ name, waits }) => waits.map(({ call }) => `the ${name} in ${call}`))
  return `nobody can go on: ${calls.join(', ')}`
}

async function doesFinish(size: number): Promise<boolean> {
  return (await converse({ length: size * KIB, buffers: ROOMY })).report.ended === 'finished'
}

async function whatIsLeftOut(answer: readonly number[]): Promise<string | undefined> {
  for (const size of SIZES.filter((each) => !answer.includes(each))) {
    if (await doesFinish(size)) return 'one that you have left out finishes; how much fits on the whole way round?'
  }
  return undefined
}

async function whatStandsStill(answer: readonly number[]): Promise<string | undefined> {
  for (const size of answer) {
    if (!SIZES.includes(size)) return `${size} was not asked about: only ${SIZES.join(', ')}`
    if (!(await doesFinish(size))) return 'one of yours does not finish; how much fits on the whole way round?'
  }
  return undefined
}

async function afterHaste(): Promise<{ bytes: number; ended: string }> {
  const network = simulatedNetwork({ record: false })
  let bytes = 0
  const { results } = await network.run({
    server: async (host) => {
      const connection = await listenOn(host, 1, SERVER_PORT).accept()
      await sendAll(connection, await recvAll(connection, 16))
      connection.close()
    },
    client: async (host) => {
      const socket = await connectTo(host, serverOf(network))
      await sendAll(socket, new Uint8Array(32))
      try {
        for await (const piece of chunks(socket)) bytes += piece.length
        return 'end of file'
      } catch (error) {
        return codeOf(error)
      }
    },
  })
  return { bytes, ended: results.client }
}

async function howMuchIsCollected(answer: Answering): Promise<string | undefined> {
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
