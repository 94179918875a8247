import type { Box } from '../text.ts'
import type { Plot, Point } from './plot.ts'

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
    this.line(
      points.flatMap(([x, y], index): Point[] => [
        [x, y],
        [points[index + 1]?.[0] ?? until, y],
      ]),
    )
  }

  /** What no letter may cover. */
  take(box: Box): void {
    this.#within(box, (at) => {
      this.#cells[at] = TAKEN
    })
  }

  /** Whether nothing at all is there, or no more than lines. */
  kindOf(box: Box): 'free' | 'lines' | 'taken' {
    let most = FREE
    this.#within(box, (at) => {
      most = Math.max(most, this.#cells[at]!)
    })
    return most === FREE ? 'free' : most === CROSSED ? 'lines' : 'taken'
  }

  #raise(x: number, y: number): void {
    const column = Math.floor(x / CELL)
    const row = Math.floor(y / CELL)
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return
    const at = row * this.#columns + column
    this.#cells[at] = Math.max(this.#cells[at]!, CROSSED)
  }

  #within({ x0, y0, x1, y1 }: Box, visit: (at: number) => void): void {
    const [left, right] = [Math.max(0, Math.floor(x0 / CELL)), Math.min(this.#columns - 1, Math.floor(x1 / CELL))]
    const [top, bottom] = [Math.max(0, Math.floor(y0 / CELL)), Math.min(this.#rows - 1, Math.floor(y1 / CELL))]
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) visit(row * this.#columns + column)
  }
}
