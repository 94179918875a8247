import { figureOf, type ShownFigure } from '../figure.ts'
import { figure } from '../frame.ts'
import type { Point } from '../svg.ts'
import { arrowhead, type Child, element, lengthOf, path, short } from '../svg.ts'
import { label, SMALL, textWidth } from '../text.ts'
import { isBare } from './scene-boxes.ts'
import { layout } from './scene-layout.ts'
import type { PlanNode } from './scene-plan.ts'
import type { Scene, SceneLink } from './scene-types.ts'
import type { WayOfLink } from './scene-ways.ts'
import { describeScene, sceneTable } from './scene-words.ts'

export interface SceneOptions {
  /** A sentence that says what is to be seen. */
  title: string
  /** What the reader hears in place of the boxes and links in words. */
  description?: string
}

/** Things at rest: boxes in boxes, and what joins them; from left to right, on a narrow screen from top to bottom. */
export function sceneFigure(scene: Scene, options: SceneOptions): ShownFigure<Scene> {
  return figureOf({
    data: scene,
    draw: (width) => drawScene(scene, options, width),
    table: () => sceneTable(scene),
    sentence: () => options.description ?? describeScene(scene),
  })
}

const LINES: Readonly<Record<SceneLink['kind'], readonly [line: string, head: string]>> = {
  wire: ['wire', 'headm'],
  call: ['call', 'head'],
  connection: ['conn', 'head1'],
}

/** Labels have the colour of their lines: in a gap several may stand below one another. */
const TEXTS: Readonly<Record<SceneLink['kind'], string>> = { wire: 's m', call: 's', connection: 's t1' }

function drawScene(scene: Scene, options: SceneOptions, room: number): string {
  const { boxes, routes, width, height } = layout(scene, room)
  const body: Child[] = boxes.flatMap(drawBox)
  for (const kind of ['wire', 'call', 'connection'] as const) {
    const ways = routes.filter(({ way }) => way.link.kind === kind)
    const [line, head] = LINES[kind]
    body.push(path(line, ways.map(roundedPath).join('')), path(head, ways.flatMap(linkHeads).join('')))
  }
  for (const { label: words, way } of routes) {
    if (words === undefined) continue
    const { x, y, text, anchor } = words
    const wide = textWidth(text, SMALL) + 6
    const x0 = anchor === 'start' ? x - 3 : anchor === 'end' ? x - wide + 3 : x - wide / 2
    if (struck(x0, y - 12, wide, routes))
      body.push(element('rect', { class: 'plate', x: x0, y: y - 12, width: wide, height: 16 }))
    body.push(label(x, y, text, TEXTS[way.link.kind], anchor))
  }
  return figure(options, { title: options.title, description: describeScene(scene), width, height }, ...body)
}

function drawBox(node: PlanNode): Child[] {
  const { box, x, y, width, height, inside } = node
  const body: Child[] = []
  if (!isBare(node) && !node.unseen) body.push(frame(node))
  const middle = inside.length === 0 && !node.cells && !isBare(node)
  const text = node.text.at(-1)?.below ?? 0
  const down = middle ? (height - text - 9) / 2 : 0
  for (const line of node.text) {
    const at = middle ? x + width / 2 : x + (isBare(node) ? node.left : 12)
    body.push(label(at, y + line.below + down, line.text, line.classes, middle ? 'middle' : 'start'))
  }
  if (node.cells) body.push(...places(node))
  return [...body, ...inside.flatMap(drawBox)]

  function frame({ box: { kind } }: PlanNode): Child {
    if (kind === 'file') {
      const fold = 12
      const d = `M${short(x)} ${short(y)}h${short(width - fold)}l${fold} ${fold}v${short(height - fold)}h${short(-width)}zm${short(width - fold)} 0v${fold}h${fold}`
      return path('prog', d)
    }
    const [style, rx] =
      kind === 'host' ? ['host', 10] : kind === 'router' ? ['host', 18] : kind === 'socket' ? ['sock', 8] : ['prog', 4]
    return element('rect', { class: style, x, y, width, height, rx })
  }

  function places({ cells }: PlanNode): Child[] {
    const { below, size, row, count, height: high } = cells!
    const letters = typeof box.taken === 'string' ? [...box.taken] : undefined
    const taken = Math.min(count, letters?.length ?? (box.taken as number | undefined) ?? 0)
    const x0 = x + node.left
    // What leaves a queue first stands at its right end, where it goes out.
    const spot = (index: number): Point => {
      const at = box.kind === 'queue' ? count - 1 - index : index
      return [x0 + (at % row) * size, y + below + Math.floor(at / row) * high]
    }
    const all = Array.from({ length: count }, (_, index) => spot(index))
    const cell = ([cx, cy]: Point, by = 0): string =>
      `M${short(cx + by)} ${short(cy + by)}h${short(size - 2 * by)}v${short(high - 2 * by)}h${short(2 * by - size)}z`
    const filled = all
      .slice(0, taken)
      .map((at) => cell(at, letters ? 0 : size < 9 ? 0.5 : 2.5))
      .join('')
    const rows = Math.ceil(count / row)
    const [long, tall] = [Math.min(row, count) * size, rows * high]
    const open = box.kind === 'queue'
    const border = open
      ? `M${short(x0)} ${short(y + below)}h${short(long)}v${short(tall)}h${short(-long)}`
      : `M${short(x0)} ${short(y + below)}h${short(long)}v${short(tall)}h${short(-long)}z`
    const dividers = Array.from(
      { length: Math.min(row, count) - 1 },
      (_, index) => `M${short(x0 + (index + 1) * size)} ${short(y + below)}v${short(tall)}`,
    )
    return [
      path('cell', border),
      path('faint', size < 9 ? '' : dividers.join('')),
      path(letters ? 'soft' : 'taken', filled),
      ...(letters ?? []).slice(0, taken).map((letter, index) => {
        const [cx, cy] = spot(index)
        return label(cx + size / 2, cy + high / 2 + 4.5, letter, 's', 'middle')
      }),
    ]
  }
}

/** The line with its corners rounded; it ends where its arrowheads begin. */
function roundedPath({ way, points }: WayOfLink): string {
  const ends = headed(way)
  const line = points.map((point): [number, number] => [...point])
  if (ends.end) shorten(line.at(-1)!, line.at(-2)!)
  if (ends.start) shorten(line[0]!, line[1]!)
  let d = `M${short(line[0]![0])} ${short(line[0]![1])}`
  for (let index = 1; index < line.length; index++) {
    const [x, y] = line[index]!
    const [px, py] = line[index - 1]!
    const next = line[index + 1]
    const reach =
      next === undefined ? 0 : Math.min(6, lengthOf(x - px, y - py) / 2, lengthOf(next[0] - x, next[1] - y) / 2)
    const [bx, by] = toward([x, y], [px, py], reach)
    d += bx === px ? `V${short(by)}` : `H${short(bx)}`
    if (next !== undefined && reach > 0) {
      const [cx, cy] = toward([x, y], next, reach)
      d += `Q${short(x)} ${short(y)} ${short(cx)} ${short(cy)}`
    }
  }
  return d
}

function headed({ link, reversed }: WayOfLink['way']): { start: boolean; end: boolean } {
  return { start: link.both === true || reversed, end: link.both === true || !reversed }
}

function shorten(end: [number, number], before: readonly [number, number]): void {
  const [x, y] = toward(end, before, 5)
  end[0] = x
  end[1] = y
}

function toward([x, y]: Point, [tx, ty]: Point, by: number): [number, number] {
  const length = lengthOf(tx - x, ty - y) || 1
  return [x + ((tx - x) / length) * by, y + ((ty - y) / length) * by]
}

function linkHeads({ way, points }: WayOfLink): string[] {
  const ends = headed(way)
  const head = ([x, y]: Point, [px, py]: Point): string => arrowhead(x, y, x - px, y - py, 9)
  return [ends.start ? head(points[0]!, points[1]!) : '', ends.end ? head(points.at(-1)!, points.at(-2)!) : '']
}

/** Whether a line passes where a label stands. */
function struck(x: number, y: number, width: number, routes: readonly WayOfLink[]): boolean {
  return routes.some(({ points }) =>
    points.slice(1).some(([bx, by], index) => {
      const [ax, ay] = points[index]!
      return Math.min(ax, bx) < x + width && Math.max(ax, bx) > x && Math.min(ay, by) < y + 16 && Math.max(ay, by) > y
    }),
  )
}
