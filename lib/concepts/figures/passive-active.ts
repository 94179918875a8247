/** §2.1.1 in pictures: the figures of its lesson, each a pure function of its parameters. */
import {
  barFigure,
  type ChartAxis,
  ladderFigure,
  lineFigure,
  type Point,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  withData,
} from '../../draw/index.ts'
import { nameOf } from '../../socket/index.ts'
import { count } from '../../words.ts'
import { SERVER_PORT } from '../helpers.ts'
import { type Crowd, crowd, fullQueue, type HalfOpen, type LastInLine, loseThirdSegment } from '../passive-active.ts'

const SAYS = {
  clients: 'clients',
  server: 'server',
  program: 'program',
  listener: 'listener',
  port: (port: number) => `port ${port}`,
  synQueue: 'SYN queue',
  begun: 'the handshake has begun',
  acceptQueue: 'accept queue',
  complete: 'the handshake is complete',
  willAccept: 'will call accept',
  syn: 'SYN',
  accept: 'accept',
  twoQueues: 'Two queues lie between a client’s SYN and the program that will call accept',
  twoQueuesInWords: (greeted: number, waiting: number, port: number, places: number) =>
    `A server listens at port ${port}. A client’s SYN comes to the listener, which has two queues of ${places} places each: ` +
    `${greeted} of the SYN queue are taken, by clients whose handshake has begun, ` +
    `and ${waiting} of the accept queue, by those whose handshake is complete. From there the program will take them by accept.`,
  askedAgain: 'The third segment is lost, and the server asks again before the client speaks',
  completedByData: 'The third segment is lost, and the client’s first bytes do its work',
  findsRoom: (client: number) => `Client ${client} finds room in the queue`,
  findsFull: (client: number) => `Client ${client} finds the queue full, and asks again`,
  client: (client: number) => `client ${client}`,
  late: (late: number, clients: number, backlog: number) =>
    `${late || 'None'} of ${clients} clients waited a second or longer for connect, at a backlog of ${backlog}`,
  connectTime: 'time of connect',
  time: 'time',
  waitingClients: 'clients in the accept queue',
  waiting: 'waiting',
  room: 'backlog + 1',
  nobody: (room: number) => `Nobody had to wait in a queue with room for ${room}`,
  stood: (most: number, room: number) => `At most ${count(most, 'client')} stood in a queue with room for ${room}`,
} as const

export interface TwoQueuesParameters {
  /** Clients whose SYN has come and whose ACK has not. */
  greeted?: number
  /** Clients that are connected and wait for accept. */
  waiting?: number
}

const PLACES = 4

/** What lies between the clients and a program that is about to call accept: the listener's two queues. */
export function twoQueues({ greeted = 1, waiting = 2 }: TwoQueuesParameters = {}): ShownFigure<Scene> {
  const queue = (id: string, name: string, note: string, clients: number): SceneBox => {
    return { id, name, note, kind: 'queue', places: PLACES, taken: clients }
  }
  const listener: SceneBox = {
    id: 'listener',
    name: SAYS.listener,
    kind: 'socket',
    note: SAYS.port(SERVER_PORT),
    inside: [
      queue('syns', SAYS.synQueue, SAYS.begun, greeted),
      queue('accepts', SAYS.acceptQueue, SAYS.complete, waiting),
    ],
  }
  const program: SceneBox = { id: 'program', name: SAYS.program, kind: 'program', note: SAYS.willAccept }
  const boxes: SceneBox[] = [
    { id: 'clients', name: SAYS.clients, kind: 'host' },
    { id: 'server', name: SAYS.server, kind: 'host', inside: [listener, program] },
  ]
  const links: Scene['links'] = [
    { from: 'clients', to: 'syns', kind: 'wire', label: SAYS.syn },
    { from: 'accepts', to: 'program', kind: 'call', label: SAYS.accept },
  ]
  return sceneFigure(
    { boxes, links },
    { title: SAYS.twoQueues, description: SAYS.twoQueuesInWords(greeted, waiting, SERVER_PORT, PLACES) },
  )
}

export interface ThirdSegmentParameters {
  /** One way, in virtual milliseconds. */
  delay?: number
  /** How long the client says nothing, in virtual milliseconds. */
  silent?: number
}

/** The handshake's last segment is lost: what completes the connection, and when. */
export async function thirdSegmentLost({
  delay = 20,
  silent = 100,
}: ThirdSegmentParameters = {}): Promise<ShownFigure<HalfOpen>> {
  const half = await loseThirdSegment(delay, silent)
  const isAsked = half.queued[0] > 0
  const title = isAsked ? SAYS.askedAgain : SAYS.completedByData
  return withData(ladderFigure(half.trace, { title, until: 3 * delay + silent + 1 }), half)
}

export interface LastClientParameters {
  /** What the server gives to listen: its queue has room for one more. */
  backlog?: number
  /** When the server begins to accept, in virtual milliseconds. */
  opens?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** The connection of the client that comes when the queue is full. */
export async function lastClient({
  backlog = 1,
  opens = 200,
  delay = 5,
}: LastClientParameters = {}): Promise<ShownFigure<LastInLine>> {
  const last = await fullQueue({ backlog, opens, delay })
  const { own, server, asked, took, trace } = last
  const figure = ladderFigure(trace, {
    connection: `${nameOf(own)} → ${nameOf(server)}`,
    until: asked + took,
    title: (took < 1000 ? SAYS.findsRoom : SAYS.findsFull)(backlog + 2),
  })
  return withData(figure, last)
}

export interface CrowdParameters {
  /** What the server gives to listen: its queue has room for one more. */
  backlog?: number
  /** Between one client and the next, in virtual milliseconds. */
  every?: number
  /** What the server needs for each, in virtual milliseconds. */
  each?: number
}

const CALLERS = 8

/** How long each of eight clients waited for its connect. */
export async function connectTimes({
  backlog = 2,
  every = 20,
  each = 100,
}: CrowdParameters = {}): Promise<ShownFigure<Crowd>> {
  const busy = await crowd({ clients: CALLERS, backlog, every, each })
  const bars = busy.connects.map((time, index) => ({ name: SAYS.client(index + 1), value: Math.round(time) }))
  const late = busy.connects.filter((time) => time >= 1000).length
  return withData(
    barFigure(bars, { title: SAYS.late(late, CALLERS, backlog), measure: SAYS.connectTime, unit: 'ms' }),
    busy,
  )
}

/** How many of them stood in the accept queue. */
export async function acceptQueue({
  backlog = 2,
  every = 20,
  each = 100,
}: CrowdParameters = {}): Promise<ShownFigure<Crowd>> {
  const busy = await crowd({ clients: CALLERS, backlog, every, each })
  const [end = 0] = busy.queue.at(-1) ?? []
  const room: Point[] = [
    [0, backlog + 1],
    [end, backlog + 1],
  ]
  const time: ChartAxis = { name: SAYS.time, unit: 'ms' }
  const waiting: ChartAxis = { name: SAYS.waitingClients, from: 0, to: backlog + 2 }
  const lines = [
    { name: SAYS.waiting, points: busy.queue },
    { name: SAYS.room, points: room },
  ]
  const most = Math.max(...busy.queue.map(([, clients]) => clients))
  const title = most === 0 ? SAYS.nobody(backlog + 1) : SAYS.stood(most, backlog + 1)
  return withData(lineFigure(lines, { title, x: time, y: waiting }), busy)
}
