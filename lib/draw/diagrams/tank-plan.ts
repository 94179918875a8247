/** Where the parts of a ring of tanks stand: lying on a wide screen, upright on a narrow one. */
import type { Point } from '../svg.ts'
import type { Anchor } from '../text.ts'

interface Rect {
  x: number
  y: number
  width: number
  height: number
}

export interface RingSpot {
  box: Rect
  /** Its name and its amount: in two lines, or three beside it. */
  words: { x: number; y: readonly number[]; anchor: Anchor; lines: 2 | 3 }
}

interface RingWay {
  from: Point
  to: Point
}

export interface RingPlan {
  height: number
  ends: readonly [Rect, Rect]
  tanks: readonly [RingSpot, RingSpot, RingSpot, RingSpot]
  /** Of bytes, all the way round. */
  ways: readonly RingWay[]
  /** From each end to the other. */
  waits: readonly [RingWay, RingWay]
}

/** Where a screen is too narrow to have both ends beside one another. */
const UPRIGHT = 520
const TANK_HEIGHT = 74
const BETWEEN = 5

/** @param notes lines that an end has below its name */
export function ringPlan(width: number, notes: number, tanks: readonly { capacity: number }[]): RingPlan {
  const widths = [0, 1, 2, 3].map((index) => 34 + 66 * Math.min(1, (tanks[index]?.capacity ?? 0) / 65_536))
  return width >= UPRIGHT ? lyingRing(width, widths) : uprightRing(width, notes)
}

function lyingRing(width: number, widths: readonly number[]): RingPlan {
  const program = 132
  const [near, far] = [2 + program, width - 2 - program]
  const [left, right] = [near + (far - near) * 0.27, near + (far - near) * 0.73]
  const [above, below] = [36, 214]
  const middles: Point[] = [
    [left, above],
    [right, above],
    [right, below],
    [left, below],
  ]
  const spots = middles.map(([x, y], index): RingSpot => {
    const words = {
      x,
      y: y === above ? [12, 28] : [y + TANK_HEIGHT + 17, y + TANK_HEIGHT + 33],
      anchor: 'middle' as const,
      lines: 2 as const,
    }
    return { box: { x: x - widths[index]! / 2, y, width: widths[index]!, height: TANK_HEIGHT }, words }
  })
  const [up, down] = [above + TANK_HEIGHT / 2, below + TANK_HEIGHT / 2]
  const edge = (index: number, side: 1 | -1): number =>
    middles[index]![0] + (side * widths[index]!) / 2 + side * BETWEEN
  const level = (y: number, from: number, to: number): RingWay => ({ from: [from, y], to: [to, y] })
  return {
    height: below + TANK_HEIGHT + 40,
    ends: [
      { x: 2, y: above, width: program, height: below + TANK_HEIGHT - above },
      { x: far, y: above, width: program, height: below + TANK_HEIGHT - above },
    ],
    tanks: spots as unknown as RingPlan['tanks'],
    ways: [
      level(up, near + BETWEEN, edge(0, -1)),
      level(up, edge(0, 1), edge(1, -1)),
      level(up, edge(1, 1), far - BETWEEN),
      level(down, far - BETWEEN, edge(2, 1)),
      level(down, edge(2, -1), edge(3, 1)),
      level(down, edge(3, -1), near + BETWEEN),
    ],
    waits: [level(146, near + 2, far - 2), level(178, far - 2, near + 2)],
  }
}

function uprightRing(width: number, notes: number): RingPlan {
  const program = 28 + 16 * notes
  const tank = 40
  const [left, right] = [width / 2 - 48, width / 2 + 48]
  const first = 2 + program + 26
  const second = first + TANK_HEIGHT + 26
  const bottom = second + TANK_HEIGHT + 26
  const spot = (x: number, y: number): RingSpot => {
    const isLeft = x === left
    const words = {
      x: x + (isLeft ? -1 : 1) * (tank / 2 + 8),
      y: [y + 25, y + 42, y + 58],
      anchor: isLeft ? ('end' as const) : ('start' as const),
      lines: 3 as const,
    }
    return { box: { x: x - tank / 2, y, width: tank, height: TANK_HEIGHT }, words }
  }
  const down = (x: number, from: number, to: number): RingWay => ({ from: [x, from], to: [x, to] })
  const ends = (x: number): [RingWay, RingWay, RingWay] => [
    down(x, 2 + program + BETWEEN, first - BETWEEN),
    down(x, first + TANK_HEIGHT + BETWEEN, second - BETWEEN),
    down(x, second + TANK_HEIGHT + BETWEEN, bottom - BETWEEN),
  ]
  return {
    height: bottom + program + 2,
    ends: [
      { x: 2, y: 2, width: width - 4, height: program },
      { x: 2, y: bottom, width: width - 4, height: program },
    ],
    tanks: [spot(left, first), spot(left, second), spot(right, second), spot(right, first)],
    ways: [...ends(left), ...ends(right).map(({ from, to }) => ({ from: to, to: from }))],
    waits: [down(width / 2 - 12, 4 + program, bottom - 2), down(width / 2 + 12, bottom - 2, 4 + program)],
  }
}
