/** §2.2: the client and the server in capitals, on a line of 10 Mbit/s, looked at all the time: how full each of the four buffers is. */
import type { Trace } from '../network/index.ts'
import { isSocketError } from '../socket/index.ts'
import { type RunReport, type SimulatedNetwork, simulatedNetwork } from '../socket/simulated/index.ts'
import { Transfer } from './capitals.ts'
import { type CountingSocket, counting } from './counting.ts'
import { answerInCapitals, CLIENTS, type Client, readWhenLate } from './deadlock.ts'
import { connectTo, listenOn, SERVER_PORT, sendWhatFits } from './helpers.ts'

/** What the client does about its waiting; `no wait` = its sends return at once, and it tries again; `limit` = a send waits so long. */
export type TankCure = 'none' | 'no wait' | 'limit 10 ms' | 'limit 50 ms' | 'limit 500 ms' | 'select' | 'tasks'

export interface TankSettings {
  /** What the client has to send, in bytes. */
  message: number
  /** bytes */
  clientSend: number
  serverReceive: number
  serverSend: number
  clientReceive: number
  cure: TankCure
  /** Virtual milliseconds at which somebody reads 4096 bytes at the client, beside its program. */
  reads: readonly number[]
}

/** How full all is at one moment. */
export interface TankSample {
  /** virtual milliseconds */
  time: number
  /** Bytes in the client's send buffer, the server's receive buffer, its send buffer, and the client's receive buffer. */
  levels: readonly [number, number, number, number]
  /** Bytes that the client has handed over, and has read. */
  sent: number
  received: number
  /** Bytes that the server has read and not handed over yet. */
  inHand: number
  /** The calls that wait. */
  clientWaits: string | undefined
  serverWaits: string | undefined
}

export interface TankRun {
  client: CountingSocket
  server: CountingSocket
  report: RunReport
  trace: Trace
  /** From the first byte to the end, or to where nothing moves; none is like the one before it. */
  samples: readonly TankSample[]
}

/** What is read by hand at once, in bytes. */
export const HAND_READING = 4096

/** Of so many samples every second one is left out, and they are taken half as often from then on. */
const MOST_SAMPLES = 120

/** As long as nothing changes, it is looked at up to so many times less often. */
const MOST_PAUSE = 8

/** Sends that would have to wait, one after another, until the client that does not wait gives up. */
const MOST_TURNS = 50

export async function tankRun(settings: TankSettings): Promise<TankRun> {
  const { message, clientSend, serverReceive, serverSend, clientReceive, reads } = settings
  const network = simulatedNetwork({ rate: 10e6, delay: 5 })
  const listener = listenOn(network.server, 1, SERVER_PORT, { sendBuffer: serverSend, receiveBuffer: serverReceive })
  const buffers = { sendBuffer: clientSend, receiveBuffer: clientReceive }
  const socket = await connectTo(network.client, listener.getsockname(), buffers)
  const client = counting(socket, network.client)
  const server = counting(await listener.accept(), network.server)
  const transfer = new Transfer(message)
  const sampled = sampling(network, client, server)
  const faults: unknown[] = []
  const note = (error: unknown): void => void faults.push(error)
  answerInCapitals(server).catch(note)
  clientOf(settings)(network.client, client, transfer).catch(note)
  readByHand(network, client, transfer, reads).catch(note)
  const report = await network.quiet()
  if (report.ended === 'finished') await network.settle()
  const [fault] = faults
  if (fault !== undefined) throw fault
  return { client, server, report, trace: network.trace(), samples: sampled() }
}

function clientOf({ cure }: TankSettings): Client {
  switch (cure) {
    case 'none':
    case 'select':
    case 'tasks':
      return CLIENTS[cure]
    case 'no wait':
      return neverWaiting
    default:
      return readWhenLate(Number(cure.split(' ')[1]))
  }
}

/** Sends what fits, tries again a millisecond later, and gives up when nothing has fitted for long; it reads when all is sent. */
const neverWaiting: Client = async (host, socket, transfer) => {
  let turns = 0
  while (transfer.unsent > 0) {
    const taken = await sendWhatFits(socket, transfer.next())
    if (taken !== undefined) {
      transfer.took(taken)
      turns = 0
    } else if (++turns === MOST_TURNS) return
    else await host.sleep(1)
  }
  await CLIENTS.none(host, socket, transfer)
}

async function readByHand(
  { client: host }: SimulatedNetwork,
  socket: CountingSocket,
  transfer: Transfer,
  times: readonly number[],
): Promise<void> {
  for (const time of times.toSorted((a, b) => a - b)) {
    await host.sleep(Math.max(0, time - host.now()))
    try {
      const piece = await socket.recv(HAND_READING, { dontWait: true })
      if (piece.length > 0) transfer.check(piece, socket)
    } catch (error) {
      if (!isSocketError(error, 'EAGAIN')) throw error
    }
  }
}

/** Looks at both ends every millisecond, less often in a long run and while nothing changes. @returns what takes the last sample, and gives all */
function sampling(network: SimulatedNetwork, client: CountingSocket, server: CountingSocket): () => TankSample[] {
  let samples: TankSample[] = []
  let every = 1
  let pause = 1
  const waits = (end: 'client' | 'server'): string | undefined => network[end].waiting[0]?.call
  const take = (): void => {
    const { connections, now } = network
    const [near, far] = (['client', 'server'] as const).map(
      (end) => connections.find(({ host }) => host === end)?.queued ?? { in: 0, out: 0 },
    )
    const sample: TankSample = {
      time: now,
      levels: [near!.out, far!.in, far!.out, near!.in],
      sent: client.sent,
      received: client.received,
      inHand: server.received - server.sent,
      clientWaits: waits('client'),
      serverWaits: waits('server'),
    }
    pause = Math.min(pause + 1, MOST_PAUSE)
    if (!isChange(sample, samples.at(-1))) return
    pause = 1
    samples.push(sample)
    if (samples.length < MOST_SAMPLES) return
    samples = samples.filter((_, index) => index % 2 === 0)
    every *= 2
  }
  const again = (): void => {
    take()
    network.network.at(network.now + every * pause, again)
  }
  again()
  return () => {
    take()
    return samples
  }
}

function isChange(sample: TankSample, before: TankSample | undefined): boolean {
  if (!before) return true
  const { sent, received, inHand, clientWaits, serverWaits, levels } = sample
  if (sent !== before.sent || received !== before.received || inHand !== before.inHand) return true
  if (clientWaits !== before.clientWaits || serverWaits !== before.serverWaits) return true
  return levels.some((level, index) => level !== before.levels[index])
}
