import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { key } from '../key.ts'
import { type Child, cross, element, path, short } from '../svg.ts'
import { fit, label, SMALL, textTable, textWidth, wrap } from '../text.ts'
import { WIDE } from '../theme.ts'

/** A cell: what is in it, and whether it fits. */
interface GridCell {
  text: string
  /** A hook or a cross; none where there is nothing to compare. */
  mark?: 'yes' | 'no'
  isChosen?: boolean
}

export interface GridRow {
  name: string
  /** What comes of it, beside the cells; on a narrow screen above them, at the right. */
  note?: string
  cells: readonly GridCell[]
  /** The row that it comes to. */
  isLit?: boolean
}

export interface MarkGrid {
  columns: readonly string[]
  rows: readonly GridRow[]
}

export interface MarkGridOptions extends FigureOptions {
  title: string
  description: string
  /** How wide the columns are, each beside the others. */
  widths?: readonly number[]
  /** What a hook and a cross mean. */
  marks?: readonly [yes: string, no: string]
  /** Pixels that notes take on a wide screen; none unless told. */
  notesWide?: number
}

/** A grid as a figure, which says where its cells are. */
export interface MarkGridFigure extends ShownFigure<MarkGrid> {
  /** The outline of a cell in the picture of this width, as path data. */
  outline(row: number, column: number, width: number): string
}

/** Below this, names stand above their rows. */
const NAMES_ABOVE = 520
const ROW_NAMES_WIDE = 166
const GRID_CELL_HIGH = 28
const ROWS_APART = 8
const CELLS_APART = 6
const NAME_HIGH = 19

/** Rows of cells under headings, each with a mark that says whether it fits. */
export function markGridFigure(grid: MarkGrid, options: MarkGridOptions): MarkGridFigure {
  const result = figureOf({
    data: grid,
    draw: (width) => drawMarkGrid(grid, { ...options, width }),
    table: () =>
      textTable(
        ['', ...grid.columns, ''],
        grid.rows.map(({ name, note = '', cells }) => [name, ...cells.map(({ text }) => text), note]),
      ),
    sentence: () => options.description,
  })
  return Object.assign(result, {
    outline: (row: number, column: number, width: number) => {
      const { xs, wides, ys } = gridPlan(grid, options, width)
      return rectangle(xs[column]!, ys[row]!, wides[column]!, GRID_CELL_HIGH)
    },
  })
}

interface GridPlan {
  isNarrow: boolean
  /** Left edges and widths of the columns, upper edges of the rows' cells. */
  xs: readonly number[]
  wides: readonly number[]
  ys: readonly number[]
  headings: readonly (readonly string[])[]
  height: number
  notesAt: number
}

function gridPlan({ columns, rows }: MarkGrid, { widths, notesWide = 0 }: MarkGridOptions, width: number): GridPlan {
  const isNarrow = width < NAMES_ABOVE
  const left = isNarrow ? 4 : ROW_NAMES_WIDE
  const right = width - 4 - (isNarrow ? 0 : notesWide)
  const shares = columns.map((_, index) => widths?.[index] ?? 1)
  const room = right - left - CELLS_APART * (columns.length - 1)
  const all = shares.reduce((sum, share) => sum + share, 0)
  const wides = shares.map((share) => (room * share) / all)
  const xs = wides.map((_, index) => left + wides.slice(0, index).reduce((sum, wide) => sum + wide + CELLS_APART, 0))
  const headings = columns.map((name, index) => wrap(name.split(' '), wides[index]!, 2, SMALL))
  const lines = Math.max(...headings.map((heading) => heading.length))
  const first = (isNarrow ? 8 : 4) + 16 * lines
  const each = GRID_CELL_HIGH + ROWS_APART + (isNarrow ? NAME_HIGH : 0)
  const ys = rows.map((_, index) => first + each * index + (isNarrow ? NAME_HIGH : 4))
  // A name above no cells needs no room for them.
  const last = isNarrow && rows.at(-1)?.cells.length === 0 ? 0 : GRID_CELL_HIGH
  return { isNarrow, xs, wides, ys, headings, notesAt: right + 12, height: ys.at(-1)! + last + 6 }
}

function rectangle(x: number, y: number, wide: number, high: number): string {
  return `M${short(x)} ${short(y)}h${short(wide)}v${short(high)}h${short(-wide)}z`
}

function drawMarkGrid(grid: MarkGrid, options: MarkGridOptions): string {
  const { width = WIDE, marks } = options
  const plan = gridPlan(grid, options, width)
  const { isNarrow, xs, wides, ys, headings } = plan
  const used = new Set(grid.rows.flatMap(({ cells }) => cells.map(({ mark }) => mark)))
  const legend = key(
    marks
      ? [used.has('yes') && [marks[0], hook], used.has('no') && [marks[1], (x, y) => path('gone', cross(x, y, 4))]]
      : [],
    width,
  )
  return figure(
    options,
    { title: options.title, description: options.description, width, height: plan.height + legend.height + 8 },
    ...headings.flatMap((lines, column) =>
      lines.map((line, index) => label(xs[column]! + wides[column]! / 2, 14 + 16 * index, line, 's m', 'middle')),
    ),
    ...grid.rows.flatMap((row, index) => drawRow(row, ys[index]!, plan, isNarrow ? width - 4 : width)),
    ...legend.at(plan.height + 14),
  )
}

function drawRow({ name, note, cells, isLit }: GridRow, y: number, plan: GridPlan, right: number): Child[] {
  const { isNarrow, xs, wides, notesAt } = plan
  const weight = isLit ? 's b' : 's'
  const ground = isNarrow ? NAME_HIGH : 0
  const lit = {
    x: 1,
    y: y - ground - 3,
    width: right - (isNarrow ? -2 : 2),
    height: ground + 6 + (isNarrow && cells.length === 0 ? 0 : GRID_CELL_HIGH),
    rx: 6,
  }
  const noteWide = note === undefined ? 0 : textWidth(note, SMALL, isLit)
  return [
    isLit && element('rect', { class: 'on', ...lit }),
    isNarrow
      ? label(6, y - 6, fit(name, right - 16 - noteWide, SMALL, isLit), weight)
      : label(8, y + 18, fit(name, ROW_NAMES_WIDE - 14, SMALL, isLit), weight),
    note !== undefined &&
      (isNarrow ? label(right - 4, y - 6, note, weight, 'end') : label(notesAt, y + 18, note, weight)),
    ...cells.flatMap((cell, column) => drawCell(cell, xs[column]!, y, wides[column]!)),
  ]
}

function drawCell({ text, mark, isChosen }: GridCell, x: number, y: number, wide: number): Child[] {
  const middle = y + GRID_CELL_HIGH / 2
  const room = wide - (mark ? 24 : 6)
  const style = isChosen ? 'marked' : mark === 'yes' ? 'may' : mark === 'no' ? 'not' : 'cell'
  const box = { x, y, width: wide, height: GRID_CELL_HIGH, rx: 3 }
  return [
    element('rect', { class: 'plate', ...box }),
    element('rect', { class: style, ...box }),
    mark === 'yes' && hook(x + 12, middle),
    mark === 'no' && path('gone', cross(x + 12, middle, 4)),
    label(
      x + (mark ? 18 : 0) + (wide - (mark ? 18 : 0)) / 2,
      middle + 4,
      fit(text, room, SMALL, isChosen),
      isChosen ? 's b' : 's',
      'middle',
    ),
  ]
}

function hook(x: number, y: number): Child {
  return path('path1', `M${short(x - 5)} ${short(y)}l4 4l7 -9`)
}
