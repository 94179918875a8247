import type { Box } from '../text.ts'

/** A straight piece of an arrow. */
export interface StrokePiece {
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
const CELL_SIZE = 5
const BOX = 4

/** What labels must keep off: other arrows, and other labels. Asked for thousands of places, it keeps numbers, not objects. */
export class Obstacles {
  /** x0, y0, x1, y1 (downwards), owner of each. */
  readonly #pieces: number[] = []
  readonly #boxes: number[] = []
  readonly #lifelines: number[] = []

  stroke({ x0, y0, x1, y1 }: StrokePiece, owner: number): void {
    if (y0 <= y1) this.#pieces.push(x0, y0, x1, y1, owner)
    else this.#pieces.push(x1, y1, x0, y0, owner)
  }

  lifeline(x: number): void {
    this.#lifelines.push(x)
  }

  claim({ x0, y0, x1, y1 }: Box): void {
    this.#boxes.push(x0, y0, x1, y1)
  }

  /** Whether nothing stands there. @param owner whose own arrows may, as a plate hides them there, and lifelines */
  isFree(box: Box, owner: number = BARE): boolean {
    const { x0, y0, x1, y1 } = box
    if (owner === BARE) for (const x of this.#lifelines) if (x0 < x + TICK && x - TICK < x1) return false
    const boxes = this.#boxes
    for (let at = 0; at < boxes.length; at += BOX)
      if (y0 < boxes[at + 3]! && boxes[at + 1]! < y1 && x0 < boxes[at + 2]! && boxes[at]! < x1) return false
    const pieces = this.#pieces
    for (let at = 0; at < pieces.length; at += CELL_SIZE) {
      if (pieces[at + 1]! >= y1 || pieces[at + 3]! <= y0 || pieces[at + 4] === owner) continue
      if (crosses(pieces[at]!, pieces[at + 1]!, pieces[at + 2]!, pieces[at + 3]!, box)) return false
    }
    return true
  }
}

/** Whether a piece that is not above or below a box passes through it. */
function crosses(ax: number, ay: number, bx: number, by: number, { x0, y0, x1, y1 }: Box): boolean {
  if ((ax < bx ? ax : bx) >= x1 || (ax < bx ? bx : ax) <= x0) return false
  // All corners on one side of the line: it passes by.
  const dx = bx - ax
  const dy = by - ay
  const a = dx * (y0 - ay)
  const b = dx * (y1 - ay)
  const c = dy * (x0 - ax)
  const d = dy * (x1 - ax)
  const isAbove = a > c && a > d && b > c && b > d
  const isBelow = a < c && a < d && b < c && b < d
  return !isAbove && !isBelow
}
