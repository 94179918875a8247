/** §2.2: both ends of a transfer in capitals, and what they wait for when they stand still. */
import { type Buffers, chunks, recvAll, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { codeOf, connectTo, listenOn, SERVER_PORT } from '../helpers.ts'
import {
  type Answering,
  type Asking,
  answerLate,
  doesFinish,
  howMuchIsCollected,
  whatIsAnswered,
} from './capital-transfer.ts'
import type { Exercise } from './exercise.ts'

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

const KIBIBYTE = 1024
const ROOMY: Buffers = { sendBuffer: 128 * KIBIBYTE, receiveBuffer: 128 * KIBIBYTE }
/** The sizes that are asked about, in KiB. */
const SIZES: readonly number[] = [64, 128, 256, 512]

export const deadlockExercises: DeadlockExercises = {
  roomyClient: [
    { title: 'those that finish are among yours', missing: async (answer) => whatIsLeftOut(answer) },
    { title: 'those that stand still are not', missing: async (answer) => whatStandsStill(answer) },
  ],
  twoTasks: [
    { title: 'a short message', missing: (answer) => whatIsAnswered({ client: answer, length: 64 }) },
    {
      title: '128 KiB over small buffers',
      missing: (answer) => whatIsAnswered({ client: answer, length: 128 * KIBIBYTE }),
    },
    {
      title: 'a server that answers only when it has everything',
      missing: (answer) => whatIsAnswered({ client: answer, server: answerLate, length: 128 * KIBIBYTE }),
    },
  ],
  hastyServer: [
    {
      title: 'how many bytes come',
      missing: async ({ bytes }) => {
        const got = await afterHaste()
        if (bytes === got.bytes) return undefined
        const off = bytes < got.bytes ? 'it gets more than' : bytes > got.bytes ? 'it gets fewer than' : 'they are not'
        return `${off} ${bytes}; what has the server sent before it closed?`
      },
    },
    {
      title: 'how its stream ends',
      missing: async ({ ended }) => {
        if (ended.toLowerCase() === (await afterHaste()).ended.toLowerCase()) return undefined
        return `not by "${ended}"; where are the 16 bytes that the server has not read?`
      },
    },
  ],
  patientServer: [
    { title: 'a short message', missing: (answer) => whatIsAnswered({ server: answer, length: 64 }) },
    {
      title: '128 KiB over small buffers',
      missing: (answer) => whatIsAnswered({ server: answer, length: 128 * KIBIBYTE }),
    },
    { title: 'a client that sends 1 MiB', missing: howMuchIsCollected },
  ],
}

const finishes = (size: number): Promise<boolean> => doesFinish({ length: size * KIBIBYTE, buffers: ROOMY })

async function whatIsLeftOut(answer: readonly number[]): Promise<string | undefined> {
  for (const size of SIZES.filter((each) => !answer.includes(each))) {
    if (await finishes(size)) return 'one that you have left out finishes; how much fits on the whole way round?'
  }
  return undefined
}

async function whatStandsStill(answer: readonly number[]): Promise<string | undefined> {
  for (const size of answer) {
    if (!SIZES.includes(size)) return `${size} was not asked about: only ${SIZES.join(', ')}`
    if (!(await finishes(size))) return 'one of yours does not finish; how much fits on the whole way round?'
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
      const socket = await connectTo(host, { address: network.server.address, port: SERVER_PORT })
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
