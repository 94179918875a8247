import type { FigureOptions } from '../frame.ts'
import type { Journey } from '../journey.ts'
import { arrowhead, type Child, cross, diamond, lengthOf, path, short } from '../svg.ts'
import type { LabelOptions } from './labels.ts'
import type { StrokePiece } from './obstacles.ts'
import type { LadderSelection } from './rows.ts'

export interface LadderOptions extends FigureOptions, LadderSelection, LabelOptions {
  /** `scale` (the default): time downwards true to scale, idle stretches left out by breaks. `even`: one row a moment. */
  time?: 'even' | 'scale'
  /** `false` leaves out the words along the arrows, for many arrows in little room; the table has them. */
  labels?: boolean
  /** `false` draws each segment of a burst; else a run of like ones is one band with one label. */
  merge?: boolean
  /** The packets with these ids are marked. */
  chosen?: readonly number[]
  /** What comes after this moment is faint, in virtual milliseconds; nothing unless told. */
  now?: number
}

/** The classes of an arrow, and of its head. */
interface Look {
  line: 'again' | 'l1' | 'ack' | 'arrow'
  head: 'head2' | 'head1' | 'headm' | 'head'
}

/** Sent again, data, nothing but an acknowledgment, or what begins and ends a connection. */
export function lookOf({ retransmission, copy, segment }: Journey): Look {
  if (retransmission && !copy) return { line: 'again', head: 'head2' }
  if (!segment || segment.payload.length > 0) return { line: 'l1', head: 'head1' }
  const { syn, fin, rst } = segment.flags
  return syn || fin || rst ? { line: 'arrow', head: 'head' } : { line: 'ack', head: 'headm' }
}

/** Path data by class: many strokes of a kind are one element. */
export class Strokes {
  readonly #data = new Map<string, string>()

  add(style: string, d: string): void {
    this.#data.set(style, (this.#data.get(style) ?? '') + d)
  }

  /** In the order of painting. */
  elements(): Child[] {
    return ORDER.map((style) => path(style, this.#data.get(style) ?? ''))
  }
}

const ORDER = [
  'differs',
  'life',
  'faint',
  'thin',
  'ack',
  'arrow',
  'l1',
  'again',
  'headm',
  'head',
  'head1',
  'head2',
  'edge',
  'marked',
  'gone',
]

/** One arrow: its line, and by its shape what it is and what becomes of it. @param pieces of its way, broken where time is */
export function drawArrow(journey: Journey, pieces: readonly StrokePiece[], strokes: Strokes): void {
  const { line, head } = lookOf(journey)
  const [first, last] = [pieces[0]!, pieces.at(-1)!]
  for (const piece of pieces) strokes.add(line, strokeClassOf(piece))
  const { x1, y1 } = last
  const way = Math.sign(x1 - last.x0) || 1
  if (journey.dropped !== undefined) strokes.add('gone', cross(x1, y1))
  else if (journey.arrived === undefined) strokes.add(head, dots(x1, y1, way))
  else strokes.add(head, arrowhead(x1, y1, x1 - last.x0, y1 - last.y0, line === 'ack' ? 7 : 9))
  const { syn, fin, rst } = journey.segment?.flags ?? {}
  const [x, y] = markSpot(first)
  if (syn) strokes.add(head, disc(x, y, 4))
  if (fin) strokes.add(head, square(x, y, 7))
  if (rst) strokes.add('gone', crossBar(x, y))
  if (journey.marked) strokes.add('marked', diamond(...markedSpot(last)))
  if (journey.copy) strokes.add('edge', disc(...along(first, journey.segment ? 26 : 15), 3.5))
}

/** Whether an arrow bears a mark near its tail. */
export function isMarked({ segment, copy }: Journey): boolean {
  return copy || segment?.flags.syn === true || segment?.flags.fin === true || segment?.flags.rst === true
}

/** Where the mark of an arrow stands: behind the heads of what arrives in the same moment. */
export function markSpot(first: StrokePiece): [x: number, y: number] {
  return along(first, 15)
}

/** Where it is told that a queue has marked it: before its head. */
export function markedSpot({ x0, y0, x1, y1 }: StrokePiece): [x: number, y: number] {
  return along({ x0: x1, y0: y1, x1: x0, y1: y0 }, 24)
}

function along({ x0, y0, x1, y1 }: StrokePiece, by: number): [number, number] {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const share = Math.min(0.6, by / (lengthOf(dx, dy) || 1))
  return [x0 + dx * share, y0 + dy * share]
}

/** One of those between the first and the last of a burst. */
export function drawWithin(journey: Journey, pieces: readonly StrokePiece[], strokes: Strokes): void {
  const style = lookOf(journey).line === 'ack' ? 'faint' : 'thin'
  for (const piece of pieces) strokes.add(style, strokeClassOf(piece))
}

/** Behind one that is not so in the other trace. */
export function drawMarked(pieces: readonly StrokePiece[], strokes: Strokes): void {
  for (const piece of pieces) strokes.add('differs', strokeClassOf(piece))
}

function strokeClassOf({ x0, y0, x1, y1 }: StrokePiece): string {
  return `M${short(x0)} ${short(y0)}L${short(x1)} ${short(y1)}`
}

/** It goes on beyond what is drawn. */
function dots(x: number, y: number, way: number): string {
  return [4, 9, 14].map((by) => square(x + way * by, y, 2)).join('')
}

function square(x: number, y: number, side: number): string {
  return `M${short(x - side / 2)} ${short(y - side / 2)}h${short(side)}v${short(side)}h${short(-side)}z`
}

function disc(x: number, y: number, r: number): string {
  const across = short(2 * r)
  return `M${short(x - r)} ${short(y)}a${r} ${r} 0 1 0 ${across} 0a${r} ${r} 0 1 0 -${across} 0z`
}

function crossBar(x: number, y: number): string {
  return `M${short(x)} ${short(y - 6)}v12`
}

/** Where time is left out, on a lifeline. @param h of the break */
export function zigzag(x: number, y: number, h: number): string {
  return `M${short(x)} ${short(y)}l-5 ${short(h / 4)} 10 ${short(h / 2)} -5 ${short(h / 4)}`
}
