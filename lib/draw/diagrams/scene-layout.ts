import { max, median, sum } from 'd3-array'
import { boxSize, edges, placeBoxes } from './scene-boxes.ts'
import { childOf, type LinkWay, type PlanNode, plan, type ScenePlan } from './scene-plan.ts'
import type { Scene } from './scene-types.ts'
import { across, columnGaps, inner, portsOf, type WayOfLink } from './scene-ways.ts'

export interface SceneLayout {
  boxes: PlanNode[]
  routes: WayOfLink[]
  width: number
  height: number
}

const MARGIN = 2

/** The outermost boxes side by side where they fit into the width, else below one another. */
export function layout(scene: Scene, width: number): SceneLayout {
  return (
    (width > 480 && scene.boxes.length > 1 && columnsLaid(plan(scene, true), width)) || stack(plan(scene, false), width)
  )
}

function columnsLaid(plan: ScenePlan, width: number): SceneLayout | undefined {
  for (let most = 320; most >= 140; most -= 20) {
    const drawn = columnWidths(plan, width, most)
    if (drawn) return drawn
  }
  return undefined
}

/** @param most that a column may take; what is written in it is set in more lines */
function columnWidths({ root, ways }: ScenePlan, width: number, most: number): SceneLayout | undefined {
  for (const box of root.inside) boxSize(box, most)
  const tallest = root.inside.reduce((best, box) => (box.height > best.height ? box : best), root.inside[0]!)
  for (const box of root.inside) placeBoxes(box, 0, Math.round(MARGIN + (tallest.height - box.height) / 2), box.width)
  align(root, ways, tallest)
  const ports = portsOf(ways)
  const gaps = columnGaps(root, ways, ports)
  const spare = width - 2 * MARGIN - sum(root.inside, (box) => box.width) - sum(gaps, (gap) => gap.width)
  if (spare < 0) return undefined
  // A third of what is left over goes to the boxes, the rest between them.
  const wider = Math.min(60, spare / 3 / root.inside.length)
  const apart = Math.min(110, (spare - wider * root.inside.length) / Math.max(1, gaps.length))
  let x = MARGIN + (spare - wider * root.inside.length - apart * gaps.length) / 2
  root.inside.forEach((box, index) => {
    const grown = Math.round(box.width + wider)
    placeBoxes(box, Math.round(x), box.y, grown)
    x += grown + (gaps[index]?.width ?? 0) + apart
  })
  const bottom = max(root.inside, (box) => box.y + box.height)!
  const below = ways.filter(({ kind }) => kind === 'below').length
  const routes = [...root.inside.flatMap((box) => inner(box, ports)), ...across(root, ways, ports, gaps, bottom)]
  return { boxes: root.inside, routes, width, height: bottom + below * 24 + (below > 0 ? 8 : 0) + MARGIN }
}

/** Moves each column so that most lines to the columns before it run level, within the height of the tallest. */
function align(root: PlanNode, ways: readonly LinkWay[], tallest: PlanNode): void {
  const middle = (node: PlanNode): number => (edges(node).y0 + edges(node).y1) / 2
  const settled = new Set([tallest])
  const order = [...root.inside.slice(tallest.index + 1), ...root.inside.slice(0, tallest.index).toReversed()]
  for (const box of order) {
    const offsets = ways.flatMap(({ kind, from, to }) => {
      if (kind !== 'across') return []
      const [here, there] = childOf(root, from) === box ? [from, to] : childOf(root, to) === box ? [to, from] : []
      if (here === undefined || there === undefined || !settled.has(childOf(root, there))) return []
      return [middle(there) - middle(here)]
    })
    const offset = median(offsets) ?? 0
    const y = Math.max(MARGIN, Math.min(MARGIN + tallest.height - box.height, box.y + offset))
    placeBoxes(box, 0, Math.round(y), box.width)
    settled.add(box)
  }
}

function stack({ root, ways }: ScenePlan, width: number): SceneLayout {
  const room = Math.min(width, 460) - 2 * MARGIN
  boxSize(root, room)
  const taken = width > 480 ? Math.min(room, Math.max(root.width, 260)) : room
  placeBoxes(root, width > 480 ? (width - taken) / 2 : MARGIN, MARGIN, taken)
  const bottom = max(root.inside, (box) => box.y + box.height) ?? 0
  return {
    boxes: root.inside,
    routes: inner(root, portsOf(ways)),
    width: width > 480 ? width : taken + 2 * MARGIN,
    height: bottom + MARGIN,
  }
}
