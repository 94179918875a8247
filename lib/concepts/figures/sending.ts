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
import { sceneEnd } from './scene-end.ts'

export interface BytesBetweenParameters {
  /** KiB that lie in the send buffer. */
  unsent?: number
  /** KiB that lie in the receive buffer. */
  unread?: number
}

/** Between two programs: a buffer at each end, and the network. */
export function twoBuffers({ unsent = 3, unread = 1 }: BytesBetweenParameters = {}): ShownFigure<Scene> {
  const boxes: SceneBox[] = [
    sceneEnd('sender', { id: 'out', name: 'send buffer', kind: 'buffer', places: 8, taken: unsent }),
    sceneEnd('reader', { id: 'in', name: 'receive buffer', kind: 'buffer', places: 4, taken: unread }),
  ]
  const links: Scene['links'] = [
    { from: 'sender', to: 'out', kind: 'call', label: 'send' },
    { from: 'out', to: 'in', kind: 'wire', label: 'segments' },
    { from: 'in', to: 'reader', kind: 'call', label: 'recv' },
  ]
  return sceneFigure(
    { boxes, links },
    {
      title: 'Two buffers lie between a program that sends and one that reads',
      description:
        'A program calls send, which puts bytes into the send buffer of its socket. From there they leave in segments, ' +
        'for the receive buffer of the other socket, from which the reader takes them by recv. ' +
        `The send buffer has 8 places, of which ${unsent} are taken, the receive buffer 4, of which ${unread} ${unread === 1 ? 'is' : 'are'} taken.`,
    },
  )
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
  const figure = lineFigure([line('adding', adding), line('assigning', assigning)], {
    title: 'The loop that adds comes to the end of 64 KiB, and the one that assigns never does',
    x: { name: 'turn' },
    y: { name: 'place', unit: 'bytes' },
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
  const title = 'The buffers of a server that sleeps fill up, and run empty when it wakes'
  return withData(ladderFigure(sleeper.trace, { window: true, until: wakes + 200, title }), sleeper)
}

/** No two neighbours are alike, and no stretch is where another one should be. */
function patternOf(length: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => index % 251)
}
