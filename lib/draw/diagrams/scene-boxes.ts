import { max, sum } from 'd3-array'
import { SMALL, textWidth, wrap } from '../text.ts'
import { FONT } from '../theme.ts'
import type { LinkWay, PlanNode } from './scene-plan.ts'

/** Between an edge and what is inside. */
const PAD = 12
/** Between two lines that run beside one another. */
export const LANE = 12
/** Between two lines that enter a box at one side: a label of one has room above it. */
export const LINK_END = 18
const PLACE_PORT = 9
/** However little room there is, words are not cut to less. */
const LEAST = 40
/** Between two boxes that stand below one another. */
const BETWEEN_BOXES = 12
/** What an arrow from one to the next needs. */
const STRAIGHT = 34
/** A line of small letters in a gap. */
export const WRITTEN = 18

/** Measures a box and all that is inside: its width is the least that it needs, at most `room` unless one place needs more. */
export function boxSize(node: PlanNode, room: number): void {
  const { box, inside } = node
  const lanes = (side: 'left' | 'right'): number => {
    const count = node.lanes.filter((way) => way.side === side).length
    return count === 0 ? 0 : count * LANE + 4
  }
  const bare = isBare(node)
  const { unseen } = node
  const pad = unseen ? 0 : bare ? 2 : box.kind === 'file' ? PAD + 6 : PAD
  node.left = pad + lanes('left')
  node.right = pad + lanes('right')
  const inner = room - node.left - node.right
  let below = unseen || bare ? 0 : 7
  node.text = []
  const write = (text: string | undefined, classes: string, size: number, bold: boolean): void => {
    if (text === undefined || text === '') return
    for (const line of wrap(text.split(' '), Math.max(LEAST, bold ? inner / 1.1 : inner), 3, size)) {
      below += size + 3
      node.text.push({ text: line, classes, size, below: below - 2 })
    }
  }
  const plain = bare ? 's' : 'b'
  write(box.name, plain, bare ? SMALL : FONT, !bare)
  write(box.note, 's m', SMALL, false)
  const least = node.text.map(({ text, size, classes }) => textWidth(text, size, classes === 'b'))
  node.cells = placesDrawn(node, inner, below + 4)
  if (node.cells) {
    least.push(Math.min(node.cells.row, node.cells.count) * node.cells.size)
    below = node.cells.below + Math.ceil(node.cells.count / node.cells.row) * node.cells.height
  }
  for (const child of inside) boxSize(child, inner)
  least.push(...inside.map(({ width }) => width), ...gapWidths(node))
  if (!unseen && !bare) least.push(inside.length > 0 ? 96 : 72)
  const most = Math.max(inner, LEAST, ...inside.map(({ width }) => width))
  node.width = Math.min(Math.max(...least, 0), most) + node.left + node.right
  if (inside.length > 0) below += unseen ? 0 : 6
  below += sum(inside, (child) => gapBefore(node, child.index) + child.height)
  const strip = stripOf(node)
  const tall = unseen || bare ? 0 : inside.length > 0 ? PAD : 9
  const sides =
    inside.length > 0 || bare ? 0 : Math.max(node.ports.left.length, node.ports.right.length) * LINK_END + 10
  node.height = Math.max(below + strip + tall, sides)
}

/** A buffer or a queue is its row of places: it has no frame. */
export function isBare({ box, inside }: PlanNode): boolean {
  return (box.kind === 'buffer' || box.kind === 'queue') && inside.length === 0
}

/** How much is kept free at the bottom of a box: lines end there if others pass through its sides to what is inside. */
export function stripOf({ inside, ports }: PlanNode): number {
  return inside.some(busy) ? Math.max(ports.left.length, ports.right.length) * LINK_END : 0
}

function busy({ ports, inside }: PlanNode): boolean {
  return ports.left.length + ports.right.length > 0 || inside.some(busy)
}

/** What keeps one that is inside from the one before it. */
export function gapBefore(node: PlanNode, index: number): number {
  const written = (node.written.get(index)?.length ?? 0) * WRITTEN
  const straight = node.straight.has(index) ? STRAIGHT : 0
  const outer = node.unseen && index > 0 ? 6 : 0
  return written + Math.max(straight, index === 0 ? 0 : BETWEEN_BOXES) + outer
}

/** How wide the labels beside arrows, and those of lanes, are. */
function gapWidths(node: PlanNode): number[] {
  const straight = [...node.straight.values()].map((ways) => sum(ways, ({ link }) => straightWidth(link.label)))
  const written = [...node.written.values()].flat().map(({ link }) => textWidth(link.label!, SMALL) + 12)
  return [...straight, ...written]
}

/** An arrow down, and its label beside it. */
export function straightWidth(label: string | undefined): number {
  return label === undefined ? 20 : textWidth(label, SMALL) + 22
}

function placesDrawn(node: PlanNode, room: number, below: number): PlanNode['cells'] {
  const { box, ports } = node
  if (!isBare(node)) return undefined
  const letters = typeof box.taken === 'string'
  const places = Math.max(1, Math.round(box.places ?? (letters ? [...(box.taken as string)].length : 1)))
  const most = box.places === undefined && !letters ? 72 : 18
  const size = Math.max(letters ? 16 : 5, Math.min(most, Math.floor(room / places)))
  const row = Math.max(1, Math.min(places, Math.floor(room / size)))
  const sides = max([ports.left, ports.right], (ways) => ways.length * pitch(node, ways))!
  const rows = Math.ceil(places / row)
  return { below, size, row, count: places, height: Math.max(18, Math.ceil(sides / rows)) }
}

/** From one line to the next at one side of a box: at a row of places they are closer, unless both come from another column. */
export function pitch(node: PlanNode, ways: readonly LinkWay[]): number {
  return isBare(node) && ways.filter(({ kind }) => kind !== 'lane').length < 2 ? PLACE_PORT : LINK_END
}

/** Places a measured box and all that is inside. */
export function placeBoxes(node: PlanNode, x: number, y: number, width: number): void {
  node.x = x
  node.y = y
  node.width = width
  const inner = width - node.left - node.right
  const { cells } = node
  if (cells && cells.row === cells.count)
    cells.size = Math.max(cells.size, Math.min(24, Math.floor(inner / cells.count)))
  const head = node.cells ? node.cells.below + node.cells.height : (node.text.at(-1)?.below ?? -2) + 2
  let top = y + (node.unseen ? 0 : Math.max(head, 0) + 6)
  for (const child of node.inside) {
    top += gapBefore(node, child.index)
    placeBoxes(child, x + node.left, top, inner)
    top += child.height
  }
}

/** Where lines end at a box: at its frame, or at its row of places. */
export function edges(node: PlanNode): { x0: number; x1: number; y0: number; y1: number } {
  const { x, y, width, height, cells, left } = node
  if (!cells || !isBare(node)) return { x0: x, x1: x + width, y0: y, y1: y + height }
  const rows = Math.ceil(cells.count / cells.row)
  const x0 = x + left
  return {
    x0,
    x1: x0 + Math.min(cells.row, cells.count) * cells.size,
    y0: y + cells.below,
    y1: y + cells.below + rows * cells.height,
  }
}
