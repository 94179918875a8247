import { max, sum } from 'd3-array'
import { type FigureOptions, figure } from '../frame.ts'
import { type Child, element } from '../svg.ts'
import { label } from '../text.ts'

/** A figure on a sheet, and what is written above it. */
export interface SheetPart {
  caption: string
  /** SVG text of a figure of this room. */
  svg: string
}

/** Figures below one another, all as wide as the column. */
export interface SheetColumn {
  width: number
  parts: readonly SheetPart[]
}

export interface SheetOptions extends Omit<FigureOptions, 'width'> {
  /** The sheet has a name and a text alternative of its own: those of its figures are not on it. */
  title: string
  description: string
}

const GAP = 16
const CAPTION = 22

/**
 * Several figures on one sheet, for printing: in columns, each figure drawn to its column's width.
 *
 * @throws RangeError when a part is no figure of this room
 */
export function sheet(columns: readonly SheetColumn[], options: SheetOptions): string {
  const { title, description } = options
  const body: Child[] = []
  let x = GAP
  const heights = columns.map(({ width, parts }) => {
    let y = GAP
    for (const { caption, svg } of parts) {
      const part = partOf(svg, caption)
      const scale = width / part.width
      body.push(label(x, y + 14, caption, 'b'))
      y += CAPTION
      body.push(
        element('g', { transform: `translate(${x} ${y}) scale(${Math.round(scale * 1e4) / 1e4})` }, part.content),
      )
      y += part.height * scale + GAP
    }
    x += width + GAP
    return y
  })
  return figure(
    options,
    { title, description, width: sum(columns, ({ width }) => width + GAP) + GAP, height: max(heights) ?? 0 },
    ...body,
  )
}

/** What a figure draws, without its name, its text alternative and its style sheet: the sheet has one for all. */
function partOf(svg: string, caption: string): { width: number; height: number; content: { markup: string } } {
  const [, width, height] = /^<svg [^>]*viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []
  const start = svg.indexOf('</style>')
  const end = svg.lastIndexOf('</svg>')
  if (width === undefined || height === undefined || start < 0 || end < start) {
    throw new RangeError(
      `"${caption}" is no figure: a sheet takes the SVG text that ladder, timeSequence and the like return`,
    )
  }
  return { width: Number(width), height: Number(height), content: { markup: svg.slice(start + 8, end) } }
}
