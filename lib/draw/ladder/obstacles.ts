import { type Box, boxesOverlap } from '../text.ts'

/** A straight piece of an arrow. */
export interface Piece {
  x0: number
  y0: number
  x1: number
  y1: number
}

/** The owner of a label without a plate. */
export const BARE = -1

/** What belongs to no label: all must keep off it. */
export const NOBODY = -2
/** Beside a lifeline, its marks. */
const TICK = 4.5

/** What labels must keep off: other arrows, and other labels. */
export class Obstacles {
  readonly #pieces: (Piece & { owner: number })[] = []
  readonly #boxes: Box[] = []
  readonly #lifelines: number[] = []

  stroke(piece: Piece, owner: number): void {
    this.#pieces.push({ ...piece, owner })
  }

  lifeline(x: number): void {
    this.#lifelines.push(x)
  }

  claim(box: Box): void {
    this.#boxes.push(box)
  }

  /** Whether nothing stands there. @param owner whose own arrows may, as a plate hides them there, and lifelines */
  isFree(box: Box, owner: number = BARE): boolean {
    if (owner === BARE) for (const x of this.#lifelines) if (box.x0 < x + TICK && x - TICK < box.x1) return false
    for (const other of this.#boxes) if (boxesOverlap(box, other)) return false
    for (const piece of this.#pieces) if (piece.owner !== owner && crosses(piece, box)) return false
    return true
  }
}

/** Whether a piece passes through a box. */
function crosses({ x0, y0, x1, y1 }: Piece, box: Box): boolean {
  if ((y0 < y1 ? y0 : y1) >= box.y1 || (y0 < y1 ? y1 : y0) <= box.y0) return false
  if ((x0 < x1 ? x0 : x1) >= box.x1 || (x0 < x1 ? x1 : x0) <= box.x0) return false
  // All corners on one side of the line: it passes by.
  const dx = x1 - x0
  const dy = y1 - y0
  const a = dx * (box.y0 - y0)
  const b = dx * (box.y1 - y0)
  const c = dy * (box.x0 - x0)
  const d = dy * (box.x1 - x0)
  const isAbove = a > c && a > d && b > c && b > d
  const isBelow = a < c && a < d && b < c && b < d
  return !isAbove && !isBelow
}
