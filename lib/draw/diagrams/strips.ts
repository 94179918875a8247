import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { key } from '../key.ts'
import { type Child, element, path, short } from '../svg.ts'
import { fit, label, SMALL, textTable } from '../text.ts'
import { WIDE } from '../theme.ts'

/** What it says, by key. */
const SAYS = {
  title: 'What has come, piece by piece',
  strip: 'strip',
  pieces: 'pieces',
  told: (name: string, note: string, cells: string) => `${name} (${note}): ${cells}.`,
  kinds: { right: 'in its place', twice: 'a second time', late: 'out of order', hole: 'a hole' },
} as const

/** What a piece is beside those before it. */
export type StripKind = 'right' | 'twice' | 'late' | 'hole'

/** Pieces in the order in which they came, and what is said of them. */
export interface Strip {
  name: string
  note: string
  cells: readonly { text: string; kind: StripKind }[]
}

/** Strips as a figure, which says where their cells are. */
export interface StripsFigure extends ShownFigure<readonly Strip[]> {
  /** The outline of each cell of each strip in the picture of this width, as path data. */
  outlines(width: number): readonly (readonly string[])[]
}

const CELL_CLASS = { right: 'box', twice: 'on', late: 'not', hole: 'faint' } as const
const CELL_HIGH = 22
const STRIP_HEAD = 20
const BETWEEN_STRIPS = 10

/** Strips below each other: each a name, a note, and a cell a piece. */
export function stripsFigure(strips: readonly Strip[], options: FigureOptions = {}): StripsFigure {
  const sentence = strips
    .map(({ name, note, cells }) => SAYS.told(name, note, cells.map(({ text }) => text).join(' ')))
    .join(' ')
  const figure = figureOf({
    data: strips,
    draw: (width) => drawStrips(strips, { ...options, width }, sentence),
    table: () =>
      textTable(
        [SAYS.strip, SAYS.pieces],
        strips.map(({ name, cells }) => [name, cells.map(({ text }) => text).join(' ')]),
      ),
    sentence: () => sentence,
  })
  const outlines = (width: number): string[][] =>
    placedStrips(strips, width).strips.map(({ cells }) => cells.map((cell) => cellPath(cell)))
  return Object.assign(figure, { outlines })
}

interface CellPlace {
  x: number
  y: number
  width: number
}

function placedStrips(
  strips: readonly Strip[],
  width: number,
): { strips: { top: number; cells: CellPlace[] }[]; bottom: number } {
  const cell = width < 500 ? 16 : 25
  const columns = Math.floor((width - 4) / cell)
  let y = 2
  const placed = strips.map(({ cells }) => {
    const top = y
    const places = cells.map((_, index) => ({
      x: 2 + (index % columns) * cell,
      y: top + STRIP_HEAD + Math.floor(index / columns) * (CELL_HIGH + 2),
      width: cell,
    }))
    y = top + STRIP_HEAD + Math.max(1, Math.ceil(cells.length / columns)) * (CELL_HIGH + 2) + BETWEEN_STRIPS
    return { top, cells: places }
  })
  return { strips: placed, bottom: y }
}

function cellPath({ x, y, width }: CellPlace): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${CELL_HIGH}h${short(-width)}z`
}

function drawStrips(strips: readonly Strip[], options: FigureOptions, description: string): string {
  const width = options.width ?? WIDE
  const placed = placedStrips(strips, width)
  const kinds = (['right', 'twice', 'late', 'hole'] as const).filter((kind) =>
    strips.some(({ cells }) => cells.some((cell) => cell.kind === kind)),
  )
  const legend = key(
    kinds.map((kind) => [
      SAYS.kinds[kind],
      (x, y) => element('rect', { class: CELL_CLASS[kind], x: x - 7, y: y - 5, width: 14, height: 10 }),
    ]),
    width,
  )
  const body = strips.flatMap(({ name, note, cells }, at): Child[] => {
    const { top, cells: places } = placed.strips[at]!
    return [
      label(2, top + 14, [element('tspan', { class: 'b' }, name), fit(`  ${note}`, width - 120, SMALL)], 's'),
      ...kinds.map((kind) =>
        path(
          CELL_CLASS[kind],
          places.flatMap((place, index) => (cells[index]!.kind === kind ? [cellPath(place)] : [])).join(''),
        ),
      ),
      ...places.map(({ x, y, width: wide }, index) =>
        label(x + wide / 2, y + 15.5, cells[index]!.text, cells[index]!.kind === 'right' ? 's' : 's b', 'middle'),
      ),
    ]
  })
  return figure(
    options,
    { title: SAYS.title, description, width, height: placed.bottom + legend.height + 6 },
    ...body,
    ...legend.at(placed.bottom + 10),
  )
}
