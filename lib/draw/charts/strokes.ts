import { type Child, lengthOf, near, type Point, path, polyline } from '../svg.ts'
import type { Plot } from './plot.ts'

/** A coordinate in halves of a pixel: finer, a step of a line is not to be seen. */
const halves = (value: number): number => Math.round(value * 2)
const written = (half: number): string => String(half / 2)
/** As wide as the lines of a chart, in pixels: steps that are nearer to one another run together. */
const STROKE = 2

/**
 * A staircase through points in pixels: each value holds until the next. Its corners lie on halves of a pixel, a quarter away at most. Of the
 * points in one column as wide as its stroke only the first, the lowest, the highest and the last are kept, so that a long recording stays a short path.
 */
export function staircase(points: readonly Point[], until?: number): string {
  const kept = thin(points, STROKE)
  const [first] = kept
  if (!first) return ''
  let [atX, atY] = [halves(first[0]), halves(first[1])]
  let d = `M${written(atX)} ${written(atY)}`
  for (let start = 1; start < kept.length; ) {
    const x = halves(kept[start]![0])
    let [low, high, last] = [Infinity, -Infinity, atY]
    for (; start < kept.length && halves(kept[start]![0]) === x; start++) {
      last = halves(kept[start]![1])
      low = Math.min(low, last)
      high = Math.max(high, last)
    }
    // What no step leads to needs no corner.
    if (low === atY && high === atY) continue
    if (x !== atX) d += `h${written(x - atX)}`
    const nearer = Math.abs(low - atY) + Math.abs(high - last) < Math.abs(high - atY) + Math.abs(low - last)
    const bends = (nearer ? [low, high] : [high, low]).filter((y) => y < Math.min(atY, last) || y > Math.max(atY, last))
    for (const y of [...bends, last]) {
      if (y !== atY) d += `v${written(y - atY)}`
      atY = y
    }
    atX = x
  }
  return until !== undefined && halves(until) > atX ? `${d}h${written(halves(until) - atX)}` : d
}

/** A staircase through points of the data, the last one's value held to the right edge. */
export function stairs(style: string, points: readonly Point[], area: Plot): Child {
  return path(style, staircase(points.map(area.place), area.right))
}

/** A line through points of the data, as much of it as is within the plot; a gap where there is no number. */
export function through(points: readonly Point[], area: Plot): string {
  return runsWithin(points.map(area.place), area)
    .map((run) => polyline(straightened(thin(run)), near))
    .join('')
}

/** Farther than this from a straight line, in pixels, a point bends it. */
const BEND = 0.25

/** Without the points that lie on the straight line between others, as far as an eye can tell (Douglas and Peucker). */
function straightened(points: readonly Point[]): Point[] {
  if (points.length < 3) return [...points]
  const kept = new Set([0, points.length - 1])
  const spans: [from: number, to: number][] = [[0, points.length - 1]]
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span
    const [[x0, y0], [x1, y1]] = [points[from]!, points[to]!]
    const length = lengthOf(x1 - x0, y1 - y0)
    let [farthest, most] = [from, BEND]
    for (let index = from + 1; index < to; index++) {
      const [x, y] = points[index]!
      const off =
        length === 0 ? lengthOf(x - x0, y - y0) : Math.abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length
      if (off > most) [farthest, most] = [index, off]
    }
    if (farthest === from) continue
    kept.add(farthest)
    spans.push([from, farthest], [farthest, to])
  }
  return points.filter((_, index) => kept.has(index))
}

/** The pieces of a line in pixels that lie within the plot. */
export function runsWithin(points: readonly Point[], area: Plot): Point[][] {
  if (points.every((point) => isInPlot(point, area))) return [[...points]]
  const runs: Point[][] = []
  points.forEach((to, index) => {
    const from = points[index - 1]
    if (!from) {
      if (isInPlot(to, area)) runs.push([to])
      return
    }
    const piece = clipped(from, to, area)
    if (!piece) return
    const last = runs.at(-1)?.at(-1)
    if (last?.[0] === piece[0][0] && last[1] === piece[0][1]) runs.at(-1)!.push(piece[1])
    else runs.push([...piece])
  })
  return runs
}

/** With a tenth of a pixel to spare: numbers are written so. */
export function isInPlot([x, y]: Point, { left, right, top, bottom }: Plot): boolean {
  return x >= left - 0.1 && x <= right + 0.1 && y >= top - 0.1 && y <= bottom + 0.1
}

/** The part of a straight line that lies within the plot (Liang and Barsky). */
function clipped(from: Point, to: Point, { left, right, top, bottom }: Plot): [Point, Point] | undefined {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  if (!Number.isFinite(dx) || !Number.isFinite(dy)) return undefined
  let [enter, leave] = [0, 1]
  for (const [step, room] of [
    [-dx, from[0] - left],
    [dx, right - from[0]],
    [-dy, from[1] - top],
    [dy, bottom - from[1]],
  ] as const) {
    if (step === 0) {
      if (room < 0) return undefined
    } else if (step < 0) enter = Math.max(enter, room / step)
    else leave = Math.min(leave, room / step)
  }
  if (enter > leave) return undefined
  const at = (share: number): Point =>
    share === 0 ? from : share === 1 ? to : [from[0] + dx * share, from[1] + dy * share]
  return [at(enter), at(leave)]
}

/** At most four points for every column of so many pixels: first, lowest, highest, last. */
export function thin(points: readonly Point[], wide = 1): Point[] {
  const result: Point[] = []
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(points[start]![0] / wide)
    let end = start
    let low = start
    let high = start
    while (end < points.length && Math.floor(points[end]![0] / wide) === column) {
      if (points[end]![1] < points[low]![1]) low = end
      if (points[end]![1] > points[high]![1]) high = end
      end++
    }
    result.push(points[start]!)
    const [earlier, later] = low < high ? [low, high] : [high, low]
    if (earlier > start) result.push(points[earlier]!)
    if (later > earlier && later > start) result.push(points[later]!)
    if (end - 1 > later) result.push(points[end - 1]!)
    start = end
  }
  return result
}

/** In so many pixels a line may turn once; more often, its strokes would run together. */
const TURN = 5

/** Whether a line in pixels turns up and down so often that its strokes would run together. */
export function isRestless(points: readonly Point[]): boolean {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return false
  let turns = 0
  let [edge, up] = [first[1], false]
  for (const [, y] of points) {
    // Steps of a few pixels are a line's own roughness.
    if (up ? y > edge + 6 : y < edge - 6) {
      turns++
      up = !up
      edge = y
    } else edge = up ? Math.min(edge, y) : Math.max(edge, y)
  }
  return turns > 8 && turns * TURN > last[0] - first[0]
}

/** The upper and the lower edge of a line in pixels, a point every few of them. */
export function envelope(points: readonly Point[]): [upper: Point[], lower: Point[]] {
  const columns = new Map<number, [high: number, low: number]>()
  for (const [x, y] of points) {
    const column = Math.floor(x / (2 * TURN))
    const span = columns.get(column)
    columns.set(column, span ? [Math.min(span[0], y), Math.max(span[1], y)] : [y, y])
  }
  const [begin, end] = [points[0]![0], points.at(-1)![0]]
  const upper: Point[] = []
  const lower: Point[] = []
  for (const [column, [high, low]] of columns) {
    const x = Math.min(end, Math.max(begin, (column + 0.5) * 2 * TURN))
    upper.push([x, high])
    lower.push([x, low])
  }
  return [upper, lower]
}
