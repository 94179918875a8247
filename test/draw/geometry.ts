import { textWidth } from '../../lib/draw/text.ts'
import { type Element, parseXml } from './xml.ts'

/** Where something stands in the picture, in its pixels. */
interface Box {
  x0: number
  y0: number
  x1: number
  y1: number
}

interface Label extends Box {
  text: string
  /** height of its letters, in pixels */
  size: number
  /** place in the order of painting */
  order: number
}

interface Stroke {
  from: readonly [x: number, y: number]
  to: readonly [x: number, y: number]
  style: string
  order: number
}

interface Picture {
  width: number
  height: number
  labels: Label[]
  strokes: Stroke[]
  /** Opaque grounds of labels. */
  plates: (Box & { order: number })[]
}

/** Fills alone, and what may run behind letters. */
const NO_STROKE = /^(head\w*|soft|grid|faint|plate|t\d|shade\w*)$/

/**
 * What an eye would stumble on: letters below 11 pixels at the width that the figure is shown at, labels on one another, beyond the edge, or
 * struck through by a line that no plate covers.
 *
 * @param shown pixels that a page has for it
 */
export function flawsOf(svg: string, shown: number): string[] {
  const { width, height, labels, strokes, plates } = pictureOf(parseXml(svg))
  const scale = Math.min(1, shown / width)
  const flaws: string[] = []
  for (const label of labels) {
    const { text, x0, y0, x1, y1, size } = label
    if (size * scale < 11 - 1e-6) flaws.push(`“${text}” is ${(size * scale).toFixed(1)} pixels high`)
    if (x0 < -1 || x1 > width + 1 || y0 < -1 || y1 > height + 1) flaws.push(`“${text}” leaves the picture`)
    const struck = strokes.find(
      (stroke) =>
        crosses(stroke, inset(label)) &&
        !plates.some((plate) => plate.order > stroke.order && plate.order < label.order && covers(plate, label)),
    )
    if (struck) flaws.push(`“${text}” is struck through by a line (${struck.style})`)
  }
  labels.forEach((a, index) => {
    for (const b of labels.slice(index + 1)) {
      const across = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)
      const down = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0)
      if (across > 1 && down > 1) flaws.push(`“${a.text}” and “${b.text}” stand on one another`)
    }
  })
  return flaws
}

/** The picture as lines and boxes, transforms applied. */
export function pictureOf(svg: Element): Picture {
  const [, , width = 0, height = 0] = svg.attributes.viewBox!.split(' ').map(Number)
  const picture: Picture = { width, height, labels: [], strokes: [], plates: [] }
  let order = 0
  const walk = (element: Element, x: number, y: number, scale: number): void => {
    const { name, attributes, children } = element
    const place = /^translate\(([-\d.]+) ([-\d.]+)\)(?: scale\(([\d.]+)\))?$/.exec(attributes.transform ?? '')
    if (attributes.transform !== undefined && !place) throw new Error(`transform ${attributes.transform}`)
    const at = place
      ? { x: x + scale * Number(place[1]), y: y + scale * Number(place[2]), scale: scale * Number(place[3] ?? 1) }
      : { x, y, scale }
    order++
    const number = (key: string): number => Number(attributes[key] ?? 0)
    const classes = (attributes.class ?? '').split(' ')
    if (name === 'text') picture.labels.push({ ...labelOf(element, classes, at), order })
    else if (name === 'circle' && classes.includes('n1')) {
      // The square within it.
      const [cx, cy, half] = [
        at.x + at.scale * number('cx'),
        at.y + at.scale * number('cy'),
        at.scale * number('r') * 0.7,
      ]
      picture.plates.push({ x0: cx - half, y0: cy - half, x1: cx + half, y1: cy + half, order })
    } else if (name === 'rect' && (classes.includes('plate') || classes.includes('n2'))) {
      const [x0, y0] = [at.x + at.scale * number('x'), at.y + at.scale * number('y')]
      const [x1, y1] = [x0 + at.scale * number('width'), y0 + at.scale * number('height')]
      picture.plates.push({ x0, y0, x1, y1, order })
    } else if (name === 'path' && classes.includes('plate')) {
      for (const [, x0, y0, width, height] of attributes.d!.matchAll(
        /M([-\d.]+) ([-\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z/g,
      )) {
        const [left, top] = moved([Number(x0), Number(y0)], at)
        const [right, bottom] = moved([Number(x0) + Number(width), Number(y0) + Number(height)], at)
        picture.plates.push({ x0: left, y0: top, x1: right, y1: bottom, order })
      }
    } else if (name === 'path' && !classes.every((style) => NO_STROKE.test(style))) {
      for (const [from, to] of segmentsOfPath(attributes.d ?? ''))
        picture.strokes.push({ from: moved(from, at), to: moved(to, at), style: attributes.class ?? '', order })
    }
    if (name !== 'text') for (const child of children) walk(child, at.x, at.y, at.scale)
  }
  walk(svg, 0, 0, 1)
  return picture
}

interface Place {
  x: number
  y: number
  scale: number
}

function moved([x, y]: readonly [number, number], at: Place): [number, number] {
  return [at.x + at.scale * x, at.y + at.scale * y]
}

function labelOf({ attributes, text, children }: Element, classes: string[], at: Place): Omit<Label, 'order'> {
  const size = classes.includes('s') ? 12 : classes.includes('xs') ? 11 : 13
  const bold = classes.includes('b') || children.some((child) => (child.attributes.class ?? '').includes('b'))
  const width = textWidth(text, size, bold) * 0.97
  const [x, y] = [Number(attributes.x), Number(attributes.y)]
  const x0 = classes.includes('e') ? x - width : classes.includes('c') ? x - width / 2 : x
  const [left, top] = moved([x0, y - size * 0.75], at)
  const [right, bottom] = moved([x0 + width, y + size * 0.2], at)
  return { text, size: size * at.scale, x0: left, x1: right, y0: top, y1: bottom }
}

/** The letters themselves: the widths are upper estimates. */
function inset({ x0, y0, x1, y1 }: Box): Box {
  const by = Math.min(4, (x1 - x0) * 0.08)
  return { x0: x0 + by, x1: x1 - by, y0: y0 + 1.5, y1: y1 - 1.5 }
}

function covers(plate: Box, label: Box): boolean {
  const { x0, y0, x1, y1 } = inset(label)
  return plate.x0 <= x0 && plate.x1 >= x1 && plate.y0 <= y0 && plate.y1 >= y1
}

/** Whether a line passes through a box (Liang and Barsky). */
function crosses({ from: [ax, ay], to: [bx, by] }: Stroke, { x0, y0, x1, y1 }: Box): boolean {
  const [dx, dy] = [bx - ax, by - ay]
  let [enter, leave] = [0, 1]
  for (const [p, q] of [
    [-dx, ax - x0],
    [dx, x1 - ax],
    [-dy, ay - y0],
    [dy, y1 - ay],
  ] as const) {
    if (p === 0) {
      if (q <= 0) return false
    } else if (p < 0) enter = Math.max(enter, q / p)
    else leave = Math.min(leave, q / p)
  }
  return enter < leave
}

type Point = readonly [number, number]

/** The straight pieces of path data; curves in eight pieces each. */
export function segmentsOfPath(d: string): [Point, Point][] {
  const pieces: [Point, Point][] = []
  let [x, y] = [0, 0]
  let start: Point = [0, 0]
  const line = (to: Point): void => {
    pieces.push([[x, y], to])
    ;[x, y] = to
  }
  for (const [, letter, rest] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = [...rest!.matchAll(/-?(?:\d+\.?\d*|\.\d+)/g)].map(Number)
    const relative = letter === letter!.toLowerCase()
    const at = (index: number): Point => [
      numbers[index]! + (relative ? x : 0),
      numbers[index + 1]! + (relative ? y : 0),
    ]
    const kind = letter!.toUpperCase()
    if (kind === 'Z') line(start)
    else if (kind === 'H') for (const value of numbers) line([value + (relative ? x : 0), y])
    else if (kind === 'V') for (const value of numbers) line([x, value + (relative ? y : 0)])
    else if (kind === 'M') {
      for (let index = 0; index < numbers.length; index += 2) {
        if (index > 0) line(at(index))
        else {
          ;[x, y] = at(index)
          start = [x, y]
        }
      }
    } else if (kind === 'L') for (let index = 0; index < numbers.length; index += 2) line(at(index))
    else if (kind === 'A') for (let index = 5; index < numbers.length; index += 7) line(at(index))
    else if (kind === 'Q' || kind === 'C') {
      const count = kind === 'Q' ? 2 : 3
      for (let index = 0; index < numbers.length; index += 2 * count) {
        const points: Point[] = [[x, y], ...Array.from({ length: count }, (_, step) => at(index + 2 * step))]
        for (let step = 1; step <= 8; step++) line(onCurve(points, step / 8))
      }
    } else throw new Error(`path data ${letter}`)
  }
  return pieces
}

/** De Casteljau. */
function onCurve(points: readonly Point[], share: number): Point {
  if (points.length === 1) return points[0]!
  const next = points.slice(1).map(([x, y], index): Point => {
    const [px, py] = points[index]!
    return [px + (x - px) * share, py + (y - py) * share]
  })
  return onCurve(next, share)
}
