import { max, sum } from 'd3-array'
import { type Figure, figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { type Child, element } from '../svg.ts'
import { label } from '../text.ts'

/** A figure on a sheet, and what is written above it. */
export interface SheetPart {
  caption: string
  /** SVG text of a figure of this room. */
  svg: string
  /** `false` leaves it as large as it is; else it is drawn as wide as its column. */
  scaled?: boolean
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
/** Less than this, and columns do not stand side by side. */
const ROOM = 480

/**
 * Several figures on one sheet, for printing: in columns, each figure drawn to its column's width.
 *
 * @throws RangeError when a part is no figure of this room
 */
export function sheet(columns: readonly SheetColumn[], options: SheetOptions): string {
  const { title, description } = options
  const body: Child[] = []
  // A column alone has its page's margins.
  const margin = columns.length > 1 ? GAP : 0
  let x = margin
  const heights = columns.map(({ width, parts }) => {
    let y = GAP
    for (const { caption, svg, scaled = true } of parts) {
      const part = partOf(svg, caption)
      const scale = scaled ? width / part.width : 1
      body.push(label(x, y + 14, caption, 'b'))
      y += CAPTION
      const by = scale === 1 ? '' : ` scale(${Math.round(scale * 1e4) / 1e4})`
      body.push(element('g', { transform: `translate(${x} ${y})${by}` }, part.content))
      y += part.height * scale + GAP
    }
    x += width + GAP
    return y
  })
  return figure(
    options,
    {
      title,
      description,
      width: sum(columns, ({ width }) => width + GAP) - GAP + 2 * margin,
      height: max(heights) ?? 0,
    },
    ...body,
  )
}

/** Figures below one another, by their captions. */
interface FigureColumn {
  width: number
  parts: readonly { caption: string; figure: Figure }[]
}

/**
 * Figures as one: side by side in their columns, wider than a page's own column, or on a narrow screen all below one another.
 *
 * @param options with `table` where the tables of all parts would be too much
 */
export function sheetFigure<Data>(
  data: Data,
  columns: readonly FigureColumn[],
  options: SheetOptions & { table?: () => string },
): ShownFigure<Data> {
  const parts = columns.flatMap((column) => column.parts)
  const drawn = ({ width, parts }: FigureColumn): SheetColumn => ({
    width,
    parts: parts.map(({ caption, figure }) => ({ caption, svg: figure.svg(width), scaled: false })),
  })
  return figureOf({
    data,
    draw: (width) => sheet(width < ROOM ? [drawn({ width, parts })] : columns.map(drawn), options),
    table: options.table ?? (() => parts.map(({ caption, figure }) => `${caption}\n${figure.table}`).join('\n\n')),
    sentence: () => options.description,
  })
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
