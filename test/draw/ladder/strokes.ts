import { pictureOf } from '../geometry.ts'
import { parseXml } from '../xml.ts'

/** An arrow as it is drawn: from where to where. */
export interface DrawnArrow {
  x0: number
  y0: number
  x1: number
  y1: number
}

/** Classes of arrows' lines; `faint` leads to words beside a lifeline, too. */
const LINES = /^(l1|ack|arrow|again|thin|faint)$/

/** The arrows of a ladder, by its own paths: what begins at a lifeline and leads to another, or some way there. */
export function arrowsIn(svg: string): { lifelines: number[]; arrows: DrawnArrow[] } {
  const root = parseXml(svg)
  const { strokes } = pictureOf(root)
  const lifelines = [...new Set(strokes.filter(({ style }) => style === 'life').map(({ from }) => from[0]))].sort(
    (a, b) => a - b,
  )
  const isOn = (x: number): boolean => lifelines.some((at) => Math.abs(at - x) < 0.2)
  const faint = [...svg.matchAll(/class="faint" d="([^"]*)"/g)].flatMap((match) =>
    [...match[1]!.matchAll(/M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)/g)].map((one) => one.slice(1, 5).map(Number)),
  )
  const pieces = [
    ...strokes.filter(({ style }) => LINES.test(style) && style !== 'faint').map(({ from, to }) => [...from, ...to]),
    ...faint,
  ]
  const arrows = pieces.flatMap(([x0 = 0, y0 = 0, x1 = 0, y1 = 0]) =>
    isOn(x0) && Math.abs(x1 - x0) > 9 ? [{ x0, y0, x1, y1 }] : [],
  )
  return { lifelines, arrows }
}
