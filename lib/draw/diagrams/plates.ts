import { type Child, element, type Point } from '../svg.ts'
import { type Anchor, type Box, label, labelBox, SMALL } from '../text.ts'

/** A small label; on a plate where one of the lines passes behind it. */
export function onPlate(
  x: number,
  y: number,
  text: string,
  classes: string,
  anchor: Anchor,
  lines: readonly (readonly Point[])[],
): Child {
  if (lines.length === 0) return label(x, y, text, classes, anchor)
  const box = labelBox(x, y, text, anchor, SMALL)
  const plate = { x0: box.x0 - 2, y0: y - 11, x1: box.x1 + 2, y1: y + 4 }
  const { x0, y0, x1, y1 } = plate
  const behind = lines.some((points) => points.some((point, at) => at > 0 && passes(points[at - 1]!, point, plate)))
  return [
    behind && element('rect', { class: 'plate', x: x0, y: y0, width: x1 - x0, height: y1 - y0 }),
    label(x, y, text, classes, anchor),
  ]
}

/** Whether a straight line passes through a box. @see Liang and Barsky 1984 */
export function passes([ax, ay]: Point, [bx, by]: Point, { x0, y0, x1, y1 }: Box): boolean {
  const [dx, dy] = [bx - ax, by - ay]
  let [enter, leave] = [0, 1]
  for (const [toward, room] of [
    [-dx, ax - x0],
    [dx, x1 - ax],
    [-dy, ay - y0],
    [dy, y1 - ay],
  ] as const) {
    if (toward === 0) {
      if (room <= 0) return false
    } else if (toward < 0) enter = Math.max(enter, room / toward)
    else leave = Math.min(leave, room / toward)
  }
  return enter < leave
}
