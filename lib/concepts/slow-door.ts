/** §2.1.1, to be played: a crowd before a server that takes one at a time: where each client stands, and since when. */
import { COUNT, checkOptions, SOME } from '../check.ts'
import { isSegment, type Trace } from '../network/index.ts'
import { type Program, recvToEnd } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { listenOn, SERVER_PORT } from './helpers.ts'

/** Times in virtual milliseconds. */
export interface SlowDoorOptions {
  clients: number
  backlog: number
  /** between one client and the next */
  every: number
  /** what the server needs for each */
  each: number
}

/** The way of one client, in virtual milliseconds. */
export interface DoorClient {
  asked: number
  /** Each of its SYNs that reached the listener, and whether it was taken. */
  syns: { time: number; isTaken: boolean }[]
  /** Its `connect` returned. */
  connected: number
  /** Its handshake was complete at the server: from then on it stood in the accept queue. */
  queued: number
  /** The program called `accept` for it, and closed. */
  accepted: number
  closed: number
}

export interface DoorRun {
  clients: readonly DoorClient[]
  trace: Trace
}

/** Clients who call one after the other, and a server that takes one at a time. */
export async function slowDoor(options: SlowDoorOptions): Promise<DoorRun> {
  checkOptions('slowDoor: ', options, { clients: SOME, backlog: COUNT, every: COUNT, each: COUNT })
  const { clients, backlog, every, each } = options
  const net = simulatedNetwork({ seed: 211, delay: 5 })
  const listener = listenOn(net.server, backlog, SERVER_PORT)
  const address = listener.getsockname()
  const ways = Array.from({ length: clients }, (): DoorClient & { port: number } => {
    return { asked: 0, syns: [], connected: 0, queued: 0, accepted: 0, closed: 0, port: 0 }
  })
  const acceptances: { port: number; accepted: number; closed: number }[] = []
  const serve: Program = async (host) => {
    while (acceptances.length < clients) {
      const connection = await listener.accept()
      const { port } = connection.getpeername()
      const accepted = host.now()
      await host.sleep(each)
      connection.close()
      acceptances.push({ port, accepted, closed: host.now() })
    }
  }
  const call =
    (way: (typeof ways)[0], index: number): Program =>
    async (host) => {
      await host.sleep(index * every)
      way.asked = host.now()
      const socket = host.socket()
      await socket.connect(address)
      way.connected = host.now()
      way.port = socket.getsockname().port
      await recvToEnd(socket)
      socket.close()
    }
  const callers = ways.map((way, index): [string, { host: string; run: Program }] => {
    return [`client ${index + 1}`, { host: 'client', run: call(way, index) }]
  })
  const { trace } = await net.run({ server: serve, ...Object.fromEntries(callers) })
  listener.close()
  const byPort = new Map(ways.map((way) => [way.port, way]))
  for (const { port, accepted, closed } of acceptances) Object.assign(byPort.get(port)!, { accepted, closed })
  readQueues(trace, byPort)
  return { clients: ways.map(({ port: _, ...way }) => way), trace }
}

/** What the listener's system did: which SYNs it took, and when a handshake was complete. */
function readQueues({ events }: Trace, byPort: ReadonlyMap<number, DoorClient>): void {
  for (const event of events) {
    if (event.type === 'state' && event.host === 'server') {
      const way = byPort.get(Number(event.connection.split(':').at(-1)))
      if (event.to === 'SYN-RECEIVED' && way) way.syns.at(-1)!.isTaken = true
      if (event.to === 'ESTABLISHED' && way) way.queued = event.time
    } else if (isSegment(event) && event.what === 'delivered' && event.to === 'server') {
      const { segment, time } = event
      if (segment.flags.syn) byPort.get(segment.sourcePort)?.syns.push({ time, isTaken: false })
    }
  }
}

/** Longer than any round trip, shorter than any timer; and an idleness that is worth a word. In milliseconds. */
export const BY_TIMER = 500
const WORTH_A_WORD = 50

/** Numbers of the clients, from 1 on, that waited for a timer: their own, or the server’s. */
export function waitedForTimer(clients: readonly DoorClient[]): number[] {
  return clients.flatMap(({ asked, queued }, index) => (queued - asked > BY_TIMER ? [index + 1] : []))
}

/** In the order in which they were served. */
export function clientsInTurn(clients: readonly DoorClient[]): DoorClient[] {
  return clients.toSorted((one, other) => one.accepted - other.accepted)
}

/** Stretches from the end of one turn to the next in which somebody had asked who was not served yet. */
export function idleTimes(clients: readonly DoorClient[]): { from: number; to: number }[] {
  const turns = clientsInTurn(clients)
  return turns.slice(1).flatMap(({ accepted }, index) => {
    const asked = Math.min(...turns.slice(index + 1).map((one) => one.asked))
    const from = Math.max(turns[index]!.closed, asked)
    return accepted - from > WORTH_A_WORD ? [{ from, to: accepted }] : []
  })
}

/** When the last one has been served. */
export function endOfService(clients: readonly DoorClient[]): number {
  return Math.max(...clients.map(({ closed }) => closed))
}

/** Where somebody is: his SYN not taken yet, in the SYN queue, in the accept queue, with the program, or gone. */
export type DoorStanding = 'asking' | 'syn' | 'queue' | 'served' | 'gone'

/** @returns nothing before he comes */
export function whereAt({ asked, syns, queued, accepted, closed }: DoorClient, time: number): DoorStanding | undefined {
  if (time < asked) return undefined
  if (time >= closed) return 'gone'
  if (time >= accepted) return 'served'
  if (time >= queued) return 'queue'
  return syns.some((syn) => syn.isTaken && time >= syn.time) ? 'syn' : 'asking'
}
