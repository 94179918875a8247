import { max } from 'd3-array'
import type { Point } from '../svg.ts'
import { fit, SMALL, textWidth } from '../text.ts'
import { edges, gapBefore, isBare, LANE, LINK_END, pitch, straightWidth, stripOf, WRITTEN } from './scene-boxes.ts'
import { childOf, type LinkWay, type PlanNode } from './scene-plan.ts'

/** A way with its corners, from the upper or left end, and its label. */
export interface WayOfLink {
  way: LinkWay
  points: Point[]
  label?: { x: number; y: number; text: string; anchor: 'start' | 'middle' | 'end' }
}

/** Routes of the links inside a box, and of all in the boxes in it. */
export function inner(node: PlanNode, ports: LinkEnds): WayOfLink[] {
  return [...straight(node), ...lanes(node, ports), ...node.inside.flatMap((child) => inner(child, ports))]
}

/** Where each way ends, by its side of a box. */
export type LinkEnds = (node: PlanNode, way: LinkWay) => number

/**
 * The heights at which lines enter boxes: evenly around the middle, in an order in which they cross as little as may be; the same at both
 * ends where they are nearly so.
 */
export function portsOf(ways: readonly LinkWay[]): LinkEnds {
  const heights = new Map<PlanNode, Map<LinkWay, number>>()
  const at = (node: PlanNode): Map<LinkWay, number> => {
    let known = heights.get(node)
    if (known === undefined) {
      known = new Map([...side(node, node.ports.left), ...side(node, node.ports.right)])
      heights.set(node, known)
    }
    return known
  }
  for (const way of ways) {
    if (way.kind !== 'across') continue
    const [from, to] = [at(way.from).get(way)!, at(way.to).get(way)!]
    if (from === to || Math.abs(from - to) > LINK_END * 0.7) continue
    if (free(way.to, way.to.ports.left, way, from)) at(way.to).set(way, from)
    else if (free(way.from, way.from.ports.right, way, to)) at(way.from).set(way, to)
  }
  return (node, way) => at(node).get(way)!

  function free(node: PlanNode, ways: readonly LinkWay[], way: LinkWay, y: number): boolean {
    const { y0, y1 } = edges(node)
    const margin = isBare(node) ? 4 : 6
    const apart = ways.every((other) => other === way || Math.abs(at(node).get(other)! - y) >= pitch(node, ways) - 1)
    return apart && y0 + margin <= y && y <= y1 - margin
  }
}

function side(node: PlanNode, ways: readonly LinkWay[]): [LinkWay, number][] {
  const { y0, y1 } = edges(node)
  const middle = (other: PlanNode): number => (edges(other).y0 + edges(other).y1) / 2
  const here = (y0 + y1) / 2
  const keyed = ways.map((way) => {
    const there = middle(way.from === node ? way.to : way.from)
    // A lane that goes up leaves above one that goes down; the farther one passes outside of the nearer.
    return way.kind === 'lane' ? { way, order: there < here ? -1e6 - there : 1e6 - there } : { way, order: there }
  })
  keyed.sort((a, b) => a.order - b.order)
  const strip = stripOf(node)
  const centre = strip > 0 ? y1 - 8 - strip / 2 : here
  return keyed.map(({ way }, index) => [way, centre + (index - (keyed.length - 1) / 2) * pitch(node, ways)])
}

/** Arrows between one and the next below it, each with its label beside it, around the middle. */
function straight(node: PlanNode): WayOfLink[] {
  return [...node.straight].flatMap(([index, ways]) => {
    const below = node.inside[index]!
    const above = node.inside[index - 1]!
    const room = { x0: Math.max(edges(above).x0, edges(below).x0), x1: Math.min(edges(above).x1, edges(below).x1) }
    const widths = ways.map(({ link }) => straightWidth(link.label))
    const total = widths.reduce((sum, width) => sum + width, 0)
    const whole = node.x + node.left + Math.max(total, node.width - node.left - node.right)
    let x = Math.max(room.x0 + 6, Math.min((room.x0 + room.x1) / 2 - 8, whole - total))
    const labelled = (node.written.get(index)?.length ?? 0) * WRITTEN
    const top = edges(above).y1
    const bottom = isBare(below) ? below.y : edges(below).y0
    const onto = ways.length === 1 ? beyondName(below, room, x + 6) : undefined
    if (onto !== undefined)
      return [downOnto(ways[0]!, node, onto, { top, labelled, name: below.y, end: edges(below).y0 })]
    return ways.map((way, place): WayOfLink => {
      const at = x + 6
      x += widths[place]!
      const text = way.link.label === undefined ? '' : fit(way.link.label, node.x + node.width - at - 10, SMALL)
      const y = top + labelled + (bottom - top - labelled) / 2 + 4
      const points: Point[] = [
        [at, top],
        [at, bottom],
      ]
      return { way, points, ...(text !== '' && { label: { x: at + 8, y, text, anchor: 'start' } }) }
    })
  })
}

/** Where an arrow reaches a row of places without passing through its name; nowhere where the name is as long as the row. */
function beyondName(node: PlanNode, { x0, x1 }: { x0: number; x1: number }, wanted: number): number | undefined {
  if (!isBare(node) || !node.cells) return undefined
  const name = node.x + node.left + Math.max(0, ...node.text.map(({ text }) => textWidth(text, SMALL)))
  const at = Math.max(x0 + 12, wanted, name + 12)
  return at <= x1 - 8 ? at : undefined
}

/** An arrow past a name to the row of places below it; its label beside it, to the left where there is no room to the right. */
function downOnto(
  way: LinkWay,
  node: PlanNode,
  at: number,
  { top, labelled, name, end }: { top: number; labelled: number; name: number; end: number },
): WayOfLink {
  const points: Point[] = [
    [at, top],
    [at, end],
  ]
  const { label } = way.link
  if (label === undefined) return { way, points }
  const y = top + labelled + (name - top - labelled) / 2 + 4
  const fitsRight = at + 8 + textWidth(label, SMALL) <= node.x + node.width - 10
  const text = fit(label, fitsRight ? Infinity : at - 8 - node.x - 10, SMALL)
  return { way, points, label: { x: at + (fitsRight ? 8 : -8), y, text, anchor: fitsRight ? 'start' : 'end' } }
}

/** Lines beside what is inside, the shorter the nearer; their labels stand in the gap before the lower end. */
function lanes(node: PlanNode, ports: LinkEnds): WayOfLink[] {
  const taken: { side: string; lane: number; y0: number; y1: number }[] = []
  const spans = node.lanes.map((way) => ({ way, y0: ports(way.from, way), y1: ports(way.to, way) }))
  spans.sort((a, b) => Math.abs(a.y1 - a.y0) - Math.abs(b.y1 - b.y0))
  const rows = new Map<number, number>()
  return spans.map(({ way, y0, y1 }): WayOfLink => {
    const [low, high] = [Math.min(y0, y1), Math.max(y0, y1)]
    let lane = 0
    const meets = (other: (typeof taken)[number]): boolean =>
      other.side === way.side && other.lane === lane && other.y0 < high + 4 && low - 4 < other.y1
    while (taken.some(meets)) lane++
    taken.push({ side: way.side, lane, y0: low, y1: high })
    const left = way.side === 'left'
    const x = left
      ? node.x + node.left - 4 - (lane + 1) * LANE + 6
      : node.x + node.width - node.right + 4 + (lane + 1) * LANE - 6
    const end = (at: PlanNode): number => (left ? edges(at).x0 : edges(at).x1)
    const points: Point[] =
      way.from === node
        ? [
            [left ? node.x : node.x + node.width, y1],
            [end(way.to), y1],
          ]
        : [
            [end(way.from), y0],
            [x, y0],
            [x, y1],
            [end(way.to), y1],
          ]
    if (way.link.label === undefined) return { way, points }
    const child = way.from === node ? node.inside[0]! : childOf(node, way.to)
    const row = rows.get(child.index) ?? 0
    rows.set(child.index, row + 1)
    const gap = gapBefore(node, child.index)
    const text = fit(way.link.label, node.width - node.left - node.right - 4, SMALL)
    const edge = left ? node.x + node.left + 4 : node.x + node.width - node.right - 4
    const y = child.y - gap + WRITTEN * (row + 1) - 4 + (node.straight.has(child.index) ? 0 : 3)
    return { way, points, label: { x: edge, y, text, anchor: left ? 'start' : 'end' } }
  })
}

/** What stands between two columns: room for lines that turn, a lane each, then for labels. */
interface ColumnGap {
  width: number
  label: number
  turns: LinkWay[]
}

/** @param ports of boxes whose heights are final; where they stand across does not matter yet */
export function columnGaps(root: PlanNode, ways: readonly LinkWay[], ports: LinkEnds): ColumnGap[] {
  return root.inside.slice(1).map((_, gap) => {
    const crossing = ways.filter(
      ({ kind, from, to }) =>
        (kind === 'across' && childOf(root, from).index === gap) ||
        (kind === 'below' && (childOf(root, from).index === gap || childOf(root, to).index === gap + 1)),
    )
    const turns = crossing
      .filter((way) => way.kind === 'below' || ports(way.from, way) !== ports(way.to, way))
      .toSorted((a, b) => ports(b.from, b) - ports(a.from, a))
    const texts = crossing.filter(({ kind }) => kind === 'across').map(({ link }) => link.label ?? '')
    const label = max(texts, (text) => textWidth(text, SMALL)) ?? 0
    const lanes = turns.length * LANE
    const width = crossing.length === 0 ? 24 : Math.max(48, lanes + label + (label > 0 ? 24 : 12))
    return { label, turns, width }
  })
}

/** Lines from column to column; those that pass one by go below all. */
export function across(
  root: PlanNode,
  ways: readonly LinkWay[],
  ports: LinkEnds,
  gaps: readonly ColumnGap[],
  bottom: number,
): WayOfLink[] {
  const bus = ways.filter(({ kind }) => kind === 'below')
  return ways.flatMap((way): WayOfLink[] => {
    if (way.kind !== 'across' && way.kind !== 'below') return []
    const [start, end] = [edges(way.from), edges(way.to)]
    const [y0, y1] = [ports(way.from, way), ports(way.to, way)]
    const lane = (gap: number): number => {
      const column = root.inside[gap]!
      return column.x + column.width + 12 + gaps[gap]!.turns.indexOf(way) * LANE
    }
    const first = childOf(root, way.from).index
    const last = childOf(root, way.to).index
    const text = way.link.label
    if (way.kind === 'across') {
      const [left, right] = [root.inside[first]!.x + root.inside[first]!.width, root.inside[last]!.x]
      const x = lane(first)
      const { turns, label } = gaps[first]!
      const lanes = turns.length * LANE
      const centre = lanes > 0 ? Math.max((left + right) / 2, left + lanes + 12 + label / 2) : (left + right) / 2
      const points: Point[] =
        y0 === y1
          ? [
              [start.x1, y0],
              [end.x0, y1],
            ]
          : [
              [start.x1, y0],
              [x, y0],
              [x, y1],
              [end.x0, y1],
            ]
      return [{ way, points, ...(text !== undefined && { label: { x: centre, y: y1 - 5, text, anchor: 'middle' } }) }]
    }
    const y = bottom + 24 + bus.indexOf(way) * 24
    const [x0, x1] = [lane(first), lane(last - 1)]
    const points: Point[] = [
      [start.x1, y0],
      [x0, y0],
      [x0, y],
      [x1, y],
      [x1, y1],
      [end.x0, y1],
    ]
    const shown = text === undefined ? '' : fit(text, Math.abs(x1 - x0) - 16, SMALL)
    return [
      { way, points, ...(shown !== '' && { label: { x: (x0 + x1) / 2, y: y - 5, text: shown, anchor: 'middle' } }) },
    ]
  })
}
