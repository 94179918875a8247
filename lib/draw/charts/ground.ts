import type { Point } from '../svg.ts'
import type { Box } from '../text.ts'
import type { Plot } from './plot.ts'

const CELL = 2
const FREE = 0
const CROSSED = 1
const TAKEN = 2

/**
 * Where a picture has room for letters: a grid of cells of two pixels, each free, crossed by a line, or taken by what must stay to be seen.
 */
export class Ground {
  readonly #columns: number
  readonly #rows: number
  readonly #cells: Uint8Array

  /** The ground of a plot in a picture so wide, with nothing on it but its axes. */
  constructor(width: number, { left, right, top, bottom }: Plot) {
    this.#columns = Math.ceil(width / CELL) + 1
    this.#rows = Math.ceil(bottom / CELL) + 3
    this.#cells = new Uint8Array(this.#columns * this.#rows)
    this.line([
      [left, top],
      [left, bottom],
      [right, bottom],
    ])
  }

  /** A line through points; letters may stand on it if a plate lies between. */
  line(points: readonly Point[]): void {
    let [fromX, fromY] = points[0] ?? [0, 0]
    for (const [x, y] of points) {
      const steps = Math.ceil(Math.max(Math.abs(x - fromX), Math.abs(y - fromY)) / CELL)
      for (let step = 0; step <= steps; step++) {
        const share = steps === 0 ? 0 : step / steps
        this.#raise(fromX + (x - fromX) * share, fromY + (y - fromY) * share)
      }
      ;[fromX, fromY] = [x, y]
    }
  }

  /** A staircase: each value holds until the next, the last one until the end. */
  stairs(points: readonly Point[], until: number): void {
    const corners: Point[] = []
    for (const point of points) {
      const last = corners.at(-1)
      if (last) corners.push([point[0], last[1]])
      corners.push(point)
    }
    const last = corners.at(-1)
    if (last) corners.push([until, last[1]])
    this.line(corners)
  }

  /** What no letter may cover. */
  take(box: Box): void {
    const { left, right, top, bottom } = this.#cellsOf(box)
    for (let row = top; row <= bottom; row++)
      this.#cells.fill(TAKEN, row * this.#columns + left, row * this.#columns + right + 1)
  }

  /** Whether nothing at all is there, or no more than lines. */
  kindOf(box: Box): 'free' | 'lines' | 'taken' {
    const { left, right, top, bottom } = this.#cellsOf(box)
    let isFree = true
    for (let row = top; row <= bottom; row++)
      for (let at = row * this.#columns + left; at <= row * this.#columns + right; at++) {
        const cell = this.#cells[at]
        if (cell === TAKEN) return 'taken'
        if (cell !== FREE) isFree = false
      }
    return isFree ? 'free' : 'lines'
  }

  #raise(x: number, y: number): void {
    const column = Math.floor(x / CELL)
    const row = Math.floor(y / CELL)
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return
    const at = row * this.#columns + column
    if (this.#cells[at] === FREE) this.#cells[at] = CROSSED
  }

  #cellsOf({ x0, y0, x1, y1 }: Box): { left: number; right: number; top: number; bottom: number } {
    return {
      left: Math.max(0, Math.floor(x0 / CELL)),
      right: Math.min(this.#columns - 1, Math.floor(x1 / CELL)),
      top: Math.max(0, Math.floor(y0 / CELL)),
      bottom: Math.min(this.#rows - 1, Math.floor(y1 / CELL)),
    }
  }
}
