/** §2.1.3 in pictures: the figures of its lesson, each a pure function of its parameters. */
import {
  ladderFigure,
  lineFigure,
  type Point,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  withData,
} from '../../draw/index.ts'
import type { Buffers } from '../../socket/index.ts'
import { fillSleeper, type Sleeper, sendAdding, sendAssigning, turnsOf } from '../sending.ts'
import { type Answered, oneExchange } from '../small-writes.ts'
import { sceneEnd } from './scene-end.ts'

const SAYS = {
  sendBuffer: 'send buffer',
  receiveBuffer: 'receive buffer',
  send: 'send',
  segments: 'segments',
  recv: 'recv',
  twoBuffers: 'Two buffers lie between a program that sends and one that reads',
  twoBuffersInWords: (unsent: number, unread: number) =>
    'A program calls send, which puts bytes into the send buffer of its socket. From there they leave in segments, ' +
    'for the receive buffer of the other socket, from which the reader takes them by recv. ' +
    `The send buffer has ${OUT_PLACES} places, of which ${unsent} are taken, ` +
    `the receive buffer ${IN_PLACES}, of which ${unread} ${unread === 1 ? 'is' : 'are'} taken.`,
  adding: 'adding',
  assigning: 'assigning',
  turn: 'turn',
  place: 'place',
  twoLoops: 'The loop that adds comes to the end of 64 KiB, and the one that assigns never does',
  exchange: (took: number) => `Two small writes and an answer take ${took} ms`,
  oneWrite: (took: number) => `One write and its answer take ${took} ms`,
  sleeper: 'The buffers of a server that sleeps fill up, and run empty when it wakes',
} as const

/** KiB. */
const OUT_PLACES = 8
const IN_PLACES = 4
/** Milliseconds: what the client does with the answer is not shown. */
const INSTANT = 0.001

export interface BytesBetweenParameters {
  /** KiB that lie in the send buffer. */
  unsent?: number
  /** KiB that lie in the receive buffer. */
  unread?: number
}

/** Between two programs: a buffer at each end, and the network. */
export function twoBuffers({ unsent = 3, unread = 1 }: BytesBetweenParameters = {}): ShownFigure<Scene> {
  const boxes: SceneBox[] = [
    sceneEnd('sender', { id: 'out', name: SAYS.sendBuffer, kind: 'buffer', places: OUT_PLACES, taken: unsent }),
    sceneEnd('reader', { id: 'in', name: SAYS.receiveBuffer, kind: 'buffer', places: IN_PLACES, taken: unread }),
  ]
  const links: Scene['links'] = [
    { from: 'sender', to: 'out', kind: 'call', label: SAYS.send },
    { from: 'out', to: 'in', kind: 'wire', label: SAYS.segments },
    { from: 'in', to: 'reader', kind: 'call', label: SAYS.recv },
  ]
  return sceneFigure({ boxes, links }, { title: SAYS.twoBuffers, description: SAYS.twoBuffersInWords(unsent, unread) })
}

export interface TwoBuffersParameters {
  /** Bytes. */
  sendBuffer?: number
  /** Bytes. */
  receiveBuffer?: number
}

/** Where in the message each loop believes itself to be, turn after turn. */
export interface TwoLoops {
  message: Uint8Array
  /** The place after each turn, in bytes. */
  adding: number[]
  /** The same for the loop that assigns. */
  assigning: number[]
}

/** The loop that adds what `send` took, and the one that assigns it, with 64 KiB and a peer that reads all the time. */
export async function twoLoops({
  sendBuffer = 8192,
  receiveBuffer = 4096,
}: TwoBuffersParameters = {}): Promise<ShownFigure<TwoLoops>> {
  const message = patternOf(65_536)
  const buffers: Buffers = { sendBuffer, receiveBuffer }
  const adding = await turnsOf(sendAdding, message, buffers)
  const assigning = await turnsOf(sendAssigning, message, buffers)
  const line = (name: string, places: number[]): { name: string; points: Point[] } => {
    return { name, points: places.map((place, turn): Point => [turn + 1, place]) }
  }
  const figure = lineFigure([line(SAYS.adding, adding), line(SAYS.assigning, assigning)], {
    title: SAYS.twoLoops,
    x: { name: SAYS.turn },
    y: { name: SAYS.place, unit: 'bytes' },
  })
  return withData(figure, { message, adding, assigning })
}

export interface SleeperParameters extends TwoBuffersParameters {
  /** When the server begins to read, in virtual milliseconds. */
  wakes?: number
}

/** A client hands over what fits to a server that sleeps. */
export async function sleepingServer({
  wakes = 200,
  sendBuffer = 8192,
  receiveBuffer = 4096,
}: SleeperParameters = {}): Promise<ShownFigure<Sleeper>> {
  const sleeper = await fillSleeper(patternOf(1 << 20), wakes, { sendBuffer, receiveBuffer })
  return withData(ladderFigure(sleeper.trace, { window: true, until: wakes + 200, title: SAYS.sleeper }), sleeper)
}

export interface SmallWritesParameters {
  /** Head and body of the request by a send each, or both by one. */
  writes?: 'two' | 'one'
  /** TCP_NODELAY on the client's socket. */
  noDelay?: 'off' | 'on'
  /** How long the server's acknowledgment may wait, in milliseconds; 0 = it never does. */
  delayedAck?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** A request in small writes, and what holds its answer up. */
export async function smallWrites({
  writes = 'two',
  noDelay = 'off',
  delayedAck = 40,
  delay = 5,
}: SmallWritesParameters = {}): Promise<ShownFigure<Answered>> {
  const exchange = await oneExchange({ writes, noDelay: noDelay === 'on', delayedAck, delay })
  const { began, took, trace } = exchange
  const title = (writes === 'two' ? SAYS.exchange : SAYS.oneWrite)(Math.round(took))
  return withData(
    ladderFigure(trace, { payload: 'text', states: false, from: began, until: began + took - INSTANT, title }),
    exchange,
  )
}

/** No two neighbours are alike, and no stretch is where another one should be. */
function patternOf(length: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => index % 251)
}
