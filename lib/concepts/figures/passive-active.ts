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
import { type Crowd, crowd, fullQueue, type HalfOpen, type LastInLine, loseThirdSegment } from '../passive-active.ts'

export interface TwoQueuesParameters {
  /** Clients whose SYN has come and whose ACK has not. */
  greeted?: number
  /** Clients that are connected and wait for accept. */
  waiting?: number
}

/** What lies between the clients and a program that is about to call accept: the listener's two queues. */
export function twoQueues({ greeted = 1, waiting = 2 }: TwoQueuesParameters = {}): ShownFigure<Scene> {
  const queue = (id: string, name: string, note: string, clients: number): SceneBox => {
    return { id, name, note, kind: 'queue', places: 4, taken: clients }
  }
  const listener: SceneBox = {
    id: 'listener',
    name: 'listener',
    kind: 'socket',
    note: 'port 1060',
    inside: [
      queue('syns', 'SYN queue', 'the handshake has begun', greeted),
      queue('accepts', 'accept queue', 'the handshake is complete', waiting),
    ],
  }
  const program: SceneBox = { id: 'program', name: 'program', kind: 'program', note: 'will call accept' }
  const boxes: SceneBox[] = [
    { id: 'clients', name: 'clients', kind: 'host' },
    { id: 'server', name: 'server', kind: 'host', inside: [listener, program] },
  ]
  const links: Scene['links'] = [
    { from: 'clients', to: 'syns', kind: 'wire', label: 'SYN' },
    { from: 'accepts', to: 'program', kind: 'call', label: 'accept' },
  ]
  return sceneFigure(
    { boxes, links },
    {
      title: 'Two queues lie between a client’s SYN and the program that will call accept',
      description:
        'A server listens at port 1060. A client’s SYN comes to the listener, which has two queues of 4 places each: ' +
        `${greeted} of the SYN queue are taken, by clients whose handshake has begun, ` +
        `and ${waiting} of the accept queue, by those whose handshake is complete. From there the program will take them by accept.`,
    },
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
  const title = isAsked
    ? 'The third segment is lost, and the server asks again before the client speaks'
    : 'The third segment is lost, and the client’s first bytes do its work'
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
    title: `Client ${backlog + 2} ${took < 1000 ? 'finds room in the queue' : 'finds the queue full, and asks again'}`,
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
  const bars = busy.connects.map((time, index) => ({ name: `client ${index + 1}`, value: Math.round(time) }))
  const late = busy.connects.filter((time) => time >= 1000).length
  const title = `${late || 'None'} of ${CALLERS} clients waited a second or longer for connect, at a backlog of ${backlog}`
  return withData(barFigure(bars, { title, measure: 'time of connect', unit: 'ms' }), busy)
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
  const time: ChartAxis = { name: 'time', unit: 'ms' }
  const waiting: ChartAxis = { name: 'clients in the accept queue', from: 0, to: backlog + 2 }
  const lines = [
    { name: 'waiting', points: busy.queue },
    { name: 'backlog + 1', points: room },
  ]
  const most = Math.max(...busy.queue.map(([, clients]) => clients))
  const stood = most === 0 ? 'Nobody had to wait' : `At most ${count(most, 'client')} stood`
  const title = `${stood} in a queue with room for ${backlog + 1}`
  return withData(lineFigure(lines, { title, x: time, y: waiting }), busy)
}
