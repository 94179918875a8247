import type { Scene, SceneBox, SceneLink } from './scene-types.ts'

/** A box of a scene and where it stands: planned first, then measured, then placed. */
export interface Node {
  box: SceneBox
  parent: Node | undefined
  /** Whether it is only a place for others: the whole, or a column of boxes. */
  unseen: boolean
  /** Its place among those that are inside the same box. */
  index: number
  inside: Node[]
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
  ports: { left: Way[]; right: Way[] }
  /** Ways between two that are inside, one right above the other. */
  straight: Map<number, Way[]>
  /** Ways that pass by those that are inside, and what is written in the gap before each. */
  lanes: Way[]
  written: Map<number, Way[]>
}

/**
 * How a link goes: straight down between neighbours, by a lane beside what is between, from one column to the next, or below the
 * columns between.
 */
export interface Way {
  link: SceneLink
  kind: 'straight' | 'lane' | 'across' | 'below'
  /** The upper one, or the one to the left. */
  from: Node
  to: Node
  /** Whether the link goes from `to` to `from`. */
  reversed: boolean
  /** What both are inside of. */
  around: Node
  side: 'left' | 'right'
}

export interface Plan {
  /** Around all. */
  root: Node
  nodes: Map<string, Node>
  ways: Way[]
}

/**
 * Boxes as a tree, and for each link how it goes.
 *
 * @param columns whether the outermost boxes stand side by side; those with one neighbour in common share a column
 * @throws RangeError when a link names no box, or two boxes have one id
 */
export function plan(scene: Scene, columns: boolean): Plan {
  const nodes = new Map<string, Node>()
  const root = nodeOf(groupOf(scene.boxes), undefined, 0)
  const grown = columns ? columnsOf(scene) : scene.boxes.map((box) => [box])
  root.inside = grown.map((boxes, index) => {
    if (boxes.length === 1) return nodeOf(boxes[0]!, root, index)
    return nodeOf(groupOf(boxes), root, index)
  })
  const ways = scene.links.flatMap((link) => wayOf(link) ?? [])
  for (const way of ways) {
    const { kind, around } = way
    if (kind === 'straight') add(around.straight, way.to.index, way)
    else {
      if (kind === 'lane') {
        around.lanes.push(way)
        if (way.link.label !== undefined)
          add(around.written, way.from === around ? 0 : childOf(around, way.to).index, way)
      }
      way.from.ports[kind === 'lane' ? way.side : 'right'].push(way)
      way.to.ports[kind === 'lane' ? way.side : 'left'].push(way)
    }
  }
  return { root, nodes, ways }

  function nodeOf(box: SceneBox, parent: Node | undefined, index: number): Node {
    const unseen = box.id === ''
    const node: Node = {
      ...{ box, parent, unseen, index, inside: [], x: 0, y: 0, width: 0, height: 0, text: [], cells: undefined },
      ...{ left: 0, right: 0, ports: { left: [], right: [] }, straight: new Map(), lanes: [], written: new Map() },
    }
    if (nodes.has(box.id)) throw new RangeError(`two boxes of the scene have the id “${box.id}”: links need one each`)
    if (!unseen) nodes.set(box.id, node)
    if (parent) node.inside = (box.inside ?? []).map((inner, place) => nodeOf(inner, node, place))
    return node
  }

  function wayOf(link: SceneLink): Way | undefined {
    let [a, b] = [find(link.from), find(link.to)]
    if (a === b) return undefined
    // Packets come to a host from above, whatever in it takes them.
    if (!columns && link.kind === 'wire' && childOf(root, a) !== childOf(root, b))
      [a, b] = [childOf(root, a), childOf(root, b)]
    const around = commonOf(a, b)
    const reversed = a === around ? false : b === around || childOf(around, a).index > childOf(around, b).index
    const [from, to] = reversed ? [b, a] : [a, b]
    const way = { link, from, to, reversed, around }
    if (around === root && columns) {
      const next = childOf(root, to).index - childOf(root, from).index === 1
      return { ...way, kind: next ? 'across' : 'below', side: 'right' }
    }
    if (from.parent === around && to.parent === around && to.index === from.index + 1)
      return { ...way, kind: 'straight', side: 'left' }
    return { ...way, kind: 'lane', side: around === root ? 'right' : 'left' }
  }

  function find(id: string): Node {
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
function columnsOf({ boxes, links }: Scene): SceneBox[][] {
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
export function childOf(around: Node, node: Node): Node {
  let child = node
  while (child.parent !== around && child.parent !== undefined) child = child.parent
  return child
}

function commonOf(a: Node, b: Node): Node {
  const above = new Set<Node>()
  for (let node: Node | undefined = a; node !== undefined; node = node.parent) above.add(node)
  let common: Node = b
  while (!above.has(common) && common.parent !== undefined) common = common.parent
  return common
}

function add<Key>(lists: Map<Key, Way[]>, key: Key, way: Way): void {
  lists.set(key, [...(lists.get(key) ?? []), way])
}
