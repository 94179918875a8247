import { thousands } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { figure } from '../frame.ts'
import { arrowhead, type Child, element, path, short } from '../svg.ts'
import { label, textTable } from '../text.ts'
import { type RingPlan, type RingSpot, ringPlan } from './tank-plan.ts'

/** A store of bytes on the way round. */
export interface Tank {
  name: string
  /** bytes */
  level: number
  capacity: number
}

/** Who stands between two tanks. */
interface RingEnd {
  name: string
  /** What it has done and does, a line each. */
  notes: readonly string[]
  /** How far it is from waiting for the other, from 0 to 1, which is that it waits. */
  wait: number
  /** For what; where there is room, beside the arrow of one that waits. */
  waitsFor: string
}

/** Two ends, and four tanks in the order of the way: two from the first to the second, two back. */
export interface TankRing {
  ends: readonly [RingEnd, RingEnd]
  tanks: readonly [Tank, Tank, Tank, Tank]
}

export interface TankRingOptions {
  /** A sentence that says what is to be seen. */
  title: string
  /** What the reader hears in place of the numbers in words. */
  description: string
  /** What tanks and bytes in them are called in the table. */
  columns: readonly [tank: string, level: string, capacity: string]
}

/** Two programs and the four buffers between them as a ring; from each end an arrow grows towards the other as it comes to wait for it. */
export function tankRingFigure(ring: TankRing, options: TankRingOptions): ShownFigure<TankRing> {
  return figureOf({
    data: ring,
    draw: (width) => drawRing(ring, options, width),
    table: () =>
      textTable(
        options.columns,
        ring.tanks.map(({ name, level, capacity }) => [name, level, capacity]),
      ),
    sentence: () => options.description,
  })
}

function drawRing(ring: TankRing, { title, description }: TankRingOptions, width: number): string {
  const plan = ringPlan(width, Math.max(...ring.ends.map(({ notes }) => notes.length)), ring.tanks)
  return figure(
    {},
    { title, description, width, height: plan.height },
    path(
      'l1',
      plan.ways
        .map(({ from: [x0, y0], to: [x1, y1] }) => `M${short(x0)} ${short(y0)}L${short(x1)} ${short(y1)}`)
        .join(''),
    ),
    path('head1', plan.ways.map(({ from, to }) => arrowhead(...to, to[0] - from[0], to[1] - from[1], 8)).join('')),
    ...ring.tanks.flatMap((tank, index) => drawTank(tank, plan.tanks[index]!)),
    ...ring.ends.flatMap((end, index) => drawEnd(end, plan, index)),
  )
}

function drawTank({ name, level, capacity }: Tank, { box, words }: RingSpot): Child[] {
  const { x, y, width, height } = box
  const share = Math.min(1, level / capacity)
  const high = share * height
  const lines = [name, `${thousands(level)} /`, thousands(capacity)]
  const told = words.lines === 3 ? lines : [name, `${lines[1]} ${lines[2]}`]
  return [
    element('rect', { class: 'cell', x, y, width, height }),
    path(
      'taken',
      high > 0 ? `M${short(x)} ${short(y + height - high)}h${short(width)}v${short(high)}h${short(-width)}z` : '',
    ),
    ...told.map((text, index) => label(words.x, words.y[index]!, text, index === 0 ? 's b' : 's', words.anchor)),
  ]
}

function drawEnd({ name, notes, wait, waitsFor }: RingEnd, plan: RingPlan, index: number): Child[] {
  const { x, y, width, height } = plan.ends[index]!
  const top = y + (height - 16 * (notes.length + 1)) / 2 + 12
  const { from, to } = plan.waits[index]!
  const share = Math.max(0, Math.min(1, wait))
  const tip: [number, number] = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
  const line = `M${short(from[0])} ${short(from[1])}L${short(tip[0])} ${short(tip[1])}`
  return [
    element('rect', { class: 'prog', x, y, width, height, rx: 4 }),
    label(x + width / 2, top, name, 'b', 'middle'),
    ...notes.map((note, row) => label(x + width / 2, top + 16 * (row + 1), note, 's m', 'middle')),
    // What waits has a whole line and a head, what may come to it a dashed one: two shapes, whatever their colour.
    share === 1
      ? [
          path('gone', line),
          path('t5', arrowhead(tip[0], tip[1], to[0] - from[0], to[1] - from[1], 11)),
          from[1] === to[1] &&
            label((from[0] + to[0]) / 2, from[1] + (index === 0 ? -8 : 18), waitsFor, 's t5', 'middle'),
        ]
      : path('not', share > 0.01 ? line : ''),
  ]
}
