import type { State } from '../../tcp/connection/index.ts'
import type { Point } from '../svg.ts'
import { type Edge, halfOf, type StateLayout, spotOf } from './state-layout.ts'

/** What keeps a line from the box beside it, where there is room. */
const DETOUR = 10

export interface Detour extends Pick<Edge, 'points' | 'badge'> {
  /** Where else on its lane the badge may stand, by how far from its place. */
  along: readonly Point[]
}

/** A way that the layout does not show: by a lane between the columns, clear of all boxes. */
export function detour(from: State, to: State, layout: StateLayout): Detour {
  const { box, spots, width } = layout
  const [start, end] = [spotOf(from), spotOf(to, from)]
  const [x0, y0] = spots[start]
  const [x1, y1] = spots[end]
  const columns = [...new Set(Object.values(spots).map(([x]) => x))].sort((a, b) => a - b)
  const gap = columns[1]! - columns[0]! - box.width
  // From the middle column to the right, unless to the left one.
  const side = x1 > x0 || (x1 === x0 && x0 < width * 0.7) ? 1 : -1
  const lane = x0 + side * (box.width / 2 + Math.min(DETOUR, gap / 2))
  const leave: readonly Point[] = [
    [x0 + side * halfOf(layout, start)[0], y0 + 5],
    [lane, y0 + 5],
  ]
  const [right, down] = halfOf(layout, end)
  if (Math.abs(x1 - lane) < box.width / 2 + gap) {
    const enter = x1 > lane ? x1 - right : x1 + right
    return way([...leave, [lane, y1 + 5], [enter, y1 + 5]])
  }
  // Past a column: along the row above the end's.
  const above = y1 - down - 16
  return way([...leave, [lane, above], [x1, above], [x1, y1 - down]])
}

function way(points: readonly Point[]): Detour {
  const [[lane, high], [, low]] = [points[1]!, points[2]!]
  const reach = Math.abs(low - high) / 2 - 12
  const along = Array.from({ length: Math.max(0, Math.floor(reach / 6)) * 2 }, (_, at): Point => {
    const far = Math.ceil((at + 1) / 2) * 6
    return [0, at % 2 === 0 ? -far : far]
  })
  return { points, badge: [lane, (high + low) / 2], along: [[0, 0], ...along] }
}
