/** §2.2 in pictures: where the bytes are when two programs wait for each other, how it came to that, and what the ways out cost. */
import {
  barFigure,
  journeys,
  ladderFigure,
  lineFigure,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  withData,
} from '../../draw/index.ts'
import type { Trace } from '../../network/index.ts'
import type { Buffers } from '../../socket/index.ts'
import { type RunReport, type SimulatedNetworkOptions, simulatedNetwork } from '../../socket/simulated/index.ts'
import { list } from '../../words.ts'
import { Transfer } from '../capitals.ts'
import { type CountingSocket, counting } from '../counting.ts'
import { answerInCapitals, CLIENTS, type Client, readWhenLate, sendThenRead } from '../deadlock.ts'
import { connectTo, listenOn, SERVER_PORT } from '../helpers.ts'

const SAYS = {
  windowsClose: 'Both windows close, and after that nothing can move',
  clientSent: 'client sent',
  serverRead: 'server read',
  serverSent: 'server sent',
  time: 'time',
  altogether: 'altogether',
  bytes: 'bytes',
  goFlat: (isClientFirst: boolean) =>
    `Three counters rise together, bend, and go flat: the ${isClientFirst ? 'client' : 'server'}’s first`,
  kib: (size: number) => `${size} KiB`,
  whatFinishes: 'bytes that finish, by the size of each buffer',
  timesOneBuffer: (times: string) => `What still finishes is ${times} times one buffer`,
  limitCosts: (limit: number, times: string) =>
    `Waiting ${limit} ms before it reads costs ${times} times what the others take`,
  halfAMebibyte: 'half a mebibyte there and back',
  client: 'client',
  server: 'server',
  program: 'program',
  buffer: (way: 'send' | 'receive') => `${way} buffer`,
  sendsAll: 'sends all, then reads',
  answers: 'reads, answers, reads on',
  fourBuffers: 'Between two programs lie four buffers, all of them empty',
  fourBuffersInWords: (places: number) =>
    `A client that sends all and then reads, and a server that reads, answers and reads on. Each has a send buffer and a receive buffer of ${places} places, still empty; what one sends goes to the other’s receive buffer.`,
} as const

const BYTES_OF_KIB = 1024

/** Both ends, when both programs are done or nobody can go on. */
export interface Standstill {
  client: CountingSocket
  server: CountingSocket
  /** How the run ended. */
  report: RunReport
  trace: Trace
}

/** A client and the server in capitals: 10 Mbit/s, both with these buffers. @param bytes what the client has to send */
async function begin(
  program: Client,
  bytes: number,
  buffers: Buffers,
  link: SimulatedNetworkOptions,
): Promise<Standstill> {
  const network = simulatedNetwork({ rate: 10e6, delay: 5, ...link })
  const listener = listenOn(network.server, 1, SERVER_PORT, buffers)
  const socket = await connectTo(network.client, listener.getsockname(), buffers)
  const client = counting(socket, network.client)
  const server = counting(await listener.accept(), network.server)
  void answerInCapitals(server)
  void program(network.client, client, new Transfer(bytes))
  return { client, server, report: await network.quiet(), trace: network.trace() }
}

/** A send buffer of so many bytes, and a receive buffer of half of them. */
function halved(size: number): Buffers {
  return { sendBuffer: size, receiveBuffer: size / 2 }
}

export interface StandstillParameters {
  /** Each send buffer, in KiB; each receive buffer is half of it. */
  buffer?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** So many segments lead to the standstill. */
const LAST_MOMENT = 19

/** How 128 KiB come to stand still: the last segments, with the windows that they announce. */
export async function bothWindowsClose({
  buffer = 8,
  delay = 5,
}: StandstillParameters = {}): Promise<ShownFigure<Standstill>> {
  const run = await begin(sendThenRead, 128 * BYTES_OF_KIB, halved(buffer * BYTES_OF_KIB), { delay })
  const first = journeys(run.trace).at(-LAST_MOMENT)?.sent ?? 0
  const title = SAYS.windowsClose
  return withData(ladderFigure(run.trace, { from: first, window: true, states: false, title }), run)
}

/** When an end had sent 95 % of all that it ever sent, in virtual milliseconds: what comes later are scraps. */
function momentOfBend({ moments }: CountingSocket): number {
  const all = moments.at(-1)!.sent
  return moments.find(({ sent }) => sent >= 0.95 * all)!.time
}

/** How 1 MiB comes to stand still: the curves of what was sent and read, until nothing moves. */
export async function threeCounters({
  buffer = 64,
  delay = 5,
}: StandstillParameters = {}): Promise<ShownFigure<Standstill>> {
  const run = await begin(sendThenRead, 1 << 20, halved(buffer * BYTES_OF_KIB), { delay, record: false })
  const { client, server } = run
  const [byClient, byServer] = [client.moments, server.moments]
  const isClientFirst = momentOfBend(client) < momentOfBend(server)
  const figure = lineFigure(
    [
      { name: SAYS.clientSent, points: byClient.map(({ time, sent }) => [time, sent]) },
      { name: SAYS.serverRead, points: byServer.map(({ time, received }) => [time, received]) },
      { name: SAYS.serverSent, points: byServer.map(({ time, sent }) => [time, sent]) },
    ],
    {
      x: { name: SAYS.time, unit: 'ms' },
      y: { name: SAYS.altogether, unit: SAYS.bytes },
      title: SAYS.goFlat(isClientFirst),
    },
  )
  return withData(figure, run)
}

/** The largest transfer that finishes without a cure, when each of the four buffers holds so many bytes. */
export interface Wall {
  /** Of each buffer, in bytes. */
  size: number
  /** bytes */
  most: number
}

/** Found by trying: halves the distance between what finishes and what does not, until they are close. */
export async function mostThatFinishes(size: number): Promise<number> {
  const buffers = { sendBuffer: size, receiveBuffer: size }
  let [most, tooMuch] = [0, 1 << 20]
  while (tooMuch - most > size / 64) {
    const half = (most + tooMuch) / 2
    const { report } = await begin(sendThenRead, half, buffers, { rate: 100e6, record: false })
    if (report.ended === 'deadlock') tooMuch = half
    else most = half
  }
  return most
}

export interface WallParameters {
  /** The smallest buffer, in KiB; the others are twice and four times as large. */
  smallest?: number
}

/** What still finishes without a cure, by the size of the buffers. */
export async function whatStillFinishes({ smallest = 4 }: WallParameters = {}): Promise<ShownFigure<Wall[]>> {
  const walls: Wall[] = []
  for (const kib of [smallest, 2 * smallest, 4 * smallest]) {
    const size = kib * BYTES_OF_KIB
    walls.push({ size, most: await mostThatFinishes(size) })
  }
  const bars = walls.map(({ size, most }) => ({ name: SAYS.kib(size / BYTES_OF_KIB), value: most }))
  const times = walls.map(({ size, most }) => (most / size).toFixed(1))
  const figure = barFigure(bars, {
    measure: SAYS.whatFinishes,
    title: SAYS.timesOneBuffer(list(times)),
  })
  return withData(figure, walls)
}

export interface CostParameters {
  /** How long the client with a time limit lets a send wait, in virtual milliseconds. */
  limit?: number
  /** Each of the four buffers, in KiB. */
  buffer?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** How long each way out takes for half a mebibyte there and back. */
export async function whatEachCosts({
  limit = 50,
  buffer = 64,
  delay = 5,
}: CostParameters = {}): Promise<ShownFigure<{ name: string; value: number }[]>> {
  const size = buffer * BYTES_OF_KIB
  const programs = {
    readWhenLate: readWhenLate(limit),
    whicheverIsReady: CLIENTS.select,
    inTwoTasks: CLIENTS.tasks,
  }
  const times: { name: string; value: number }[] = []
  for (const [name, program] of Object.entries(programs)) {
    const buffers = { sendBuffer: size, receiveBuffer: size }
    const { client } = await begin(program, 1 << 19, buffers, { delay, record: false })
    times.push({ name, value: Math.round(client.moments.at(-1)!.time) })
  }
  const [late, ...others] = times.map(({ value }) => value) as [number, ...number[]]
  const figure = barFigure(times, {
    title: SAYS.limitCosts(limit, (late / Math.max(...others)).toFixed(1)),
    measure: SAYS.halfAMebibyte,
    unit: 'ms',
  })
  return withData(figure, times)
}

export interface BuffersParameters {
  /** How many places each buffer has. */
  places?: number
}

/** Two programs and what lies between them, before either has begun. */
export function twoPrograms({ places = 8 }: BuffersParameters = {}): ShownFigure<Scene> {
  const end = (id: 'client' | 'server', note: string, order: readonly ('send' | 'receive')[]): SceneBox => ({
    id,
    name: SAYS[id],
    kind: 'host',
    inside: [
      { id: `${id}-program`, name: SAYS.program, kind: 'program', note },
      ...order.map(
        (way): SceneBox => ({ id: `${id}-${way}`, name: SAYS.buffer(way), kind: 'buffer', places, taken: 0 }),
      ),
    ],
  })
  const scene: Scene = {
    boxes: [end('client', SAYS.sendsAll, ['send', 'receive']), end('server', SAYS.answers, ['receive', 'send'])],
    links: [
      { from: 'client-send', to: 'server-receive', kind: 'connection' },
      { from: 'server-send', to: 'client-receive', kind: 'connection' },
    ],
  }
  return sceneFigure(scene, {
    title: SAYS.fourBuffers,
    description: SAYS.fourBuffersInWords(places),
  })
}
