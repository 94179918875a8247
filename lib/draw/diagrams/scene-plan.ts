import type { Scene, SceneBox, SceneLink } from './scene-types.ts'

/** A box of a scene and where it stands: planned first, then measured, then placed. */
export interface PlanNode {
  box: SceneBox
  parent: PlanNode | undefined
  /** Whether it is only a place for others: the whole, or a column of boxes. */
  unseen: boolean
  /** Its place among those that are inside the same box. */
  index: number
  inside: PlanNode[]
  /** Outer measures, in pixels. */
  x: number
  y: number
  width: number
  height: number
  /** Lines of text at the top, from top to bottom. */
  text: { text: string; classes: string; size: number; below: number }[]
  /** Where the row of places is, below the box's upper edge. */
  cells: { below: number; size: number; height: number; row: number; count: number } | undefined
  /** What keeps the inside from the edges. */
  left: number
  right: number
  /** Lines that enter at each side. */
  ports: { left: LinkWay[]; right: LinkWay[] }
  /** Ways between two that are inside, one right above the other. */
  straight: Map<number, LinkWay[]>
  /** Ways that pass by those that are inside, and what is written in the gap before each. */
  lanes: LinkWay[]
  written: Map<number, LinkWay[]>
}

/**
 * How a link goes: straight down between neighbours, by a lane beside what is between, from one column to the next, or below the
 * columns between.
 */
export interface LinkWay {
  link: SceneLink
  kind: 'straight' | 'lane' | 'across' | 'below'
  /** The upper one, or the one to the left. */
  from: PlanNode
  to: PlanNode
  /** Whether the link goes from `to` to `from`. */
  reversed: boolean
  /** What both are inside of. */
  around: PlanNode
  side: 'left' | 'right'
}

export interface ScenePlan {
  /** Around all. */
  root: PlanNode
  nodes: Map<string, PlanNode>
  ways: LinkWay[]
}

/**
 * Boxes as a tree, and for each link how it goes.
 *
 * @param columns whether the outermost boxes stand side by side; those with one neighbour in common share a column
 * @throws RangeError when a link names no box, or two boxes have one id
 */
export function plan(scene: Scene, columns: boolean): ScenePlan {
  const nodes = new Map<string, PlanNode>()
  const root = nodeOf(groupOf(scene.boxes), undefined, 0)
  const grown = columns ? columnsOfScene(scene) : scene.boxes.map((box) => [box])
  root.inside = grown.map((boxes, index) => {
    if (boxes.length === 1) return nodeOf(boxes[0]!, root, index)
    return nodeOf(groupOf(boxes), root, index)
  })
  const ways = scene.links.flatMap((link) => wayOf(link) ?? [])
  for (const way of ways) {
    const { kind, around } = way
    if (kind === 'straight') addNode(around.straight, way.to.index, way)
    else {
      if (kind === 'lane') {
        around.lanes.push(way)
        if (way.link.label !== undefined)
          addNode(around.written, way.from === around ? 0 : childOf(around, way.to).index, way)
      }
      way.from.ports[kind === 'lane' ? way.side : 'right'].push(way)
      way.to.ports[kind === 'lane' ? way.side : 'left'].push(way)
    }
  }
  return { root, nodes, ways }

  function nodeOf(box: SceneBox, parent: PlanNode | undefined, index: number): PlanNode {
    const unseen = box.id === ''
    const node: PlanNode = {
      ...{ box, parent, unseen, index, inside: [], x: 0, y: 0, width: 0, height: 0, text: [], cells: undefined },
      ...{ left: 0, right: 0, ports: { left: [], right: [] }, straight: new Map(), lanes: [], written: new Map() },
    }
    if (nodes.has(box.id)) throw new RangeError(`two boxes of the scene have the id “${box.id}”: links need one each`)
    if (!unseen) nodes.set(box.id, node)
    if (parent) node.inside = (box.inside ?? []).map((inner, place) => nodeOf(inner, node, place))
    return node
  }

  function wayOf(link: SceneLink): LinkWay | undefined {
    let [a, b] = [find(link.from), find(link.to)]
    if (a === b) return undefined
    // Packets come to a host from above, whatever in it takes them.
    if (!columns && link.kind === 'wire' && childOf(root, a) !== childOf(root, b))
      [a, b] = [childOf(root, a), childOf(root, b)]
    const around = commonBox(a, b)
    const reversed = a === around ? false : b === around || childOf(around, a).index > childOf(around, b).index
    const [from, to] = reversed ? [b, a] : [a, b]
    const way = { link, from, to, reversed, around }
    if (around === root && columns) {
      const next = childOf(root, to).index - childOf(root, from).index === 1
      return { ...way, kind: next ? 'across' : 'below', side: 'right' }
    }
    if (from.parent === around && to.parent === around && to.index === from.index + 1)
      return { ...way, kind: 'straight', side: 'left' }
    // What leaves a queue leaves it at its right end.
    return { ...way, kind: 'lane', side: around === root || a.box.kind === 'queue' ? 'right' : 'left' }
  }

  function find(id: string): PlanNode {
    const node = nodes.get(id)
    if (node === undefined)
      throw new RangeError(`a link of the scene names “${id}”, and no box has that id: ${[...nodes.keys()].join(', ')}`)
    return node
  }
}

/** Several boxes as one, with nothing around them. */
function groupOf(inside: readonly SceneBox[]): SceneBox {
  return { id: '', name: '', kind: 'host', inside }
}

/** Boxes beside one another that are not joined, but each to the same third, stand in one column. */
function columnsOfScene({ boxes, links }: Scene): SceneBox[][] {
  const outermost = new Map<string, SceneBox>()
  for (const box of boxes) for (const id of idsIn(box)) outermost.set(id, box)
  const joined = new Map<SceneBox, Set<SceneBox>>(boxes.map((box) => [box, new Set()]))
  for (const { from, to } of links) {
    const [a, b] = [outermost.get(from), outermost.get(to)]
    if (a === undefined || b === undefined || a === b) continue
    joined.get(a)!.add(b)
    joined.get(b)!.add(a)
  }
  const columns: SceneBox[][] = []
  for (const box of boxes) {
    const column = columns.at(-1)
    const mine = joined.get(box)!
    const fits = column?.every((other) => !mine.has(other) && [...joined.get(other)!].some((third) => mine.has(third)))
    // Three in a row, both ends joined to the middle one, are a row.
    const between = column?.some((other) =>
      boxes.slice(boxes.indexOf(other), boxes.indexOf(box)).some((one) => mine.has(one)),
    )
    if (column && fits && !between) column.push(box)
    else columns.push([box])
  }
  return columns
}

function idsIn(box: SceneBox): string[] {
  return [box.id, ...(box.inside ?? []).flatMap(idsIn)]
}

/** The one of those inside that is, or that holds, this one. */
export function childOf(around: PlanNode, node: PlanNode): PlanNode {
  let child = node
  while (child.parent !== around && child.parent !== undefined) child = child.parent
  return child
}

function commonBox(a: PlanNode, b: PlanNode): PlanNode {
  const above = new Set<PlanNode>()
  for (let node: PlanNode | undefined = a; node !== undefined; node = node.parent) above.add(node)
  let common: PlanNode = b
  while (!above.has(common) && common.parent !== undefined) common = common.parent
  return common
}

function addNode<Key>(lists: Map<Key, LinkWay[]>, key: Key, way: LinkWay): void {
  lists.set(key, [...(lists.get(key) ?? []), way])
}
