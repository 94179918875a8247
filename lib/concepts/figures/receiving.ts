/** §2.1.4 in pictures: the figures of its lesson, each a pure function of its parameters. */
import { ladderFigure, type Scene, type SceneBox, type ShownFigure, sceneFigure, withData } from '../../draw/index.ts'
import { count } from '../../words.ts'
import { segmentsOf } from '../helpers.ts'
import { crossInPieces, type PiecesRead } from '../receiving.ts'
import { sceneEnd } from './scene-end.ts'

const LETTERS = 'half a message'

export interface UnderWayParameters {
  /** How many of its letters have arrived. */
  arrived?: number
}

/** A message of which a part has arrived: what the reader's system has, and what the sender's has still. */
export function underWay({ arrived = 5 }: UnderWayParameters = {}): ShownFigure<Scene> {
  const places = LETTERS.length
  const boxes: SceneBox[] = [
    sceneEnd('sender', { id: 'out', name: 'send buffer', kind: 'buffer', places, taken: LETTERS.slice(arrived) }),
    sceneEnd('reader', { id: 'in', name: 'receive buffer', kind: 'buffer', places, taken: LETTERS.slice(0, arrived) }),
  ]
  const links: Scene['links'] = [{ from: 'out', to: 'in', kind: 'wire', label: 'segments' }]
  const [come, left] = [LETTERS.slice(0, arrived), LETTERS.slice(arrived)]
  const where = [
    come && `“${come}” lies in the receive buffer of the reader’s socket`,
    left && `“${left}” ${come ? '' : 'lies '}still in the send buffer of the sender’s`,
  ]
  const title = !come
    ? 'Nothing of a message has arrived yet'
    : left
      ? 'A part of a message has arrived, and the rest is still to come'
      : 'A message has arrived, and nobody has read it yet'
  const description = `A message of ${places} letters is under way from a sender to a reader: ${where.filter(Boolean).join(', ')}.`
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
  const title = `What three sends handed over crosses in ${count(full.length, 'segment')}`
  return withData(ladderFigure(read.trace, { title, payload: 'text' }), { ...read, pieces })
}
