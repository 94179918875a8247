/** §2.1.4 in pictures: the figures of its lesson, each a pure function of its parameters. */
import { ladderFigure, type Scene, type SceneBox, type ShownFigure, sceneFigure, withData } from '../../draw/index.ts'
import { count } from '../../words.ts'
import { segmentsOf } from '../helpers.ts'
import { crossInPieces, type PiecesRead } from '../receiving.ts'
import { sceneEnd } from './scene-end.ts'

const SAYS = {
  message: 'half a message',
  sender: 'sender',
  reader: 'reader',
  sendBuffer: 'send buffer',
  receiveBuffer: 'receive buffer',
  segments: 'segments',
  inReceiveBuffer: (part: string) => `“${part}” lies in the receive buffer of the reader’s socket`,
  inSendBuffer: (part: string, isAll: boolean) =>
    `“${part}” ${isAll ? 'lies ' : ''}still in the send buffer of the sender’s`,
  nothingYet: 'Nothing of a message has arrived yet',
  aPart: 'A part of a message has arrived, and the rest is still to come',
  allOfIt: 'A message has arrived, and has not been read yet',
  underWay: (places: number, where: string) =>
    `A message of ${places} characters is under way from a sender to a reader: ${where}.`,
  threeSends: (segments: string) => `What three sends handed over crosses in ${segments}`,
  segment: 'segment',
} as const

export interface UnderWayParameters {
  /** How many of its characters have arrived. */
  arrived?: number
}

/** A message of which a part has arrived: what the reader's system has, and what the sender's has still. */
export function underWay({ arrived = 5 }: UnderWayParameters = {}): ShownFigure<Scene> {
  const places = SAYS.message.length
  const [come, left] = [SAYS.message.slice(0, arrived), SAYS.message.slice(arrived)]
  const boxes: SceneBox[] = [
    sceneEnd(SAYS.sender, { id: 'out', name: SAYS.sendBuffer, kind: 'buffer', places, taken: left }),
    sceneEnd(SAYS.reader, { id: 'in', name: SAYS.receiveBuffer, kind: 'buffer', places, taken: come }),
  ]
  const links: Scene['links'] = [{ from: 'out', to: 'in', kind: 'wire', label: SAYS.segments }]
  const where = [come && SAYS.inReceiveBuffer(come), left && SAYS.inSendBuffer(left, !come)]
  const title = !come ? SAYS.nothingYet : left ? SAYS.aPart : SAYS.allOfIt
  const description = SAYS.underWay(places, where.filter(Boolean).join(', '))
  return sceneFigure({ boxes, links }, { title, description })
}

export interface ThreeSendsParameters {
  /** One way, in virtual milliseconds. */
  delay?: number
  /** After each send, in virtual milliseconds. */
  pause?: number
}

/** Three sends of a stream, and the segments in which it crossed. */
export async function threeSends({
  delay = 5,
  pause = 20,
}: ThreeSendsParameters = {}): Promise<ShownFigure<PiecesRead & { pieces: readonly string[] }>> {
  const pieces = ['on', 'e, two', ', 3']
  const read = await crossInPieces(pieces, delay, pause)
  const full = segmentsOf(read.trace).filter(({ segment }) => segment.payload.length > 0)
  const title = SAYS.threeSends(count(full.length, SAYS.segment))
  return withData(ladderFigure(read.trace, { title, payload: 'text' }), { ...read, pieces })
}
