import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { type KeyEntry, key } from '../key.ts'
import { type Child, element, path, short } from '../svg.ts'
import { fit, label, SMALL, textTable, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'

/** What it says, by key. */
const SAYS = {
  title: 'The same bytes, cut in several ways',
  row: 'cut by',
  pieces: 'pieces',
  none: '–',
  whole: 'as it was sent',
  other: 'not as it was sent',
} as const

/** From one place to another, the second not counted. */
interface RulerPiece {
  from: number
  to: number
  /** Of a row that judges: whether it is what it should be. */
  isWhole?: boolean
}

/** A way to cut the letters. */
export interface RulerRow {
  name: string
  note: string
  /** A letter a place. */
  letters: readonly string[]
  pieces: readonly RulerPiece[]
  /** Whether more room is left above it. */
  isApart?: boolean
}

/** What all rows are made of: letters that belong together have one ground. */
export interface RulerGround {
  letters: readonly string[]
  groups: readonly { name: string; from: number; to: number }[]
}

interface RulersOptions extends FigureOptions {
  description: string
  /** What the key says of pieces that are what they should be, and of others. */
  judged?: readonly [whole: string, other: string]
}

/** Rulers as a figure, which says where their places are. */
export interface RulersFigure extends ShownFigure<readonly RulerRow[]> {
  /** The line before a place of a row in the picture of this width, as path data. */
  border(row: number, place: number, width: number): string
}

const RULER_HIGH = 24
const RULER_HEAD = 19
const RULERS_BETWEEN = 11
const RULER_APART = 12
const SIDE = 2
const GROUND_TOP = 18

const rulerCell = (places: number, width: number): number => (width - 2 * SIDE) / places

/** Letters in a row, and below it rulers that cut the same places. */
export function rulersFigure(ground: RulerGround, rows: readonly RulerRow[], options: RulersOptions): RulersFigure {
  const tops = rowTops(rows)
  const figure = figureOf({
    data: rows,
    draw: (width) => drawRulers(ground, rows, tops, { ...options, width }),
    table: () =>
      textTable(
        [SAYS.row, SAYS.pieces],
        rows.map(({ name, letters, pieces }) => [
          name,
          pieces.map(({ from, to }) => letters.slice(from, to).join('')).join(' | ') || SAYS.none,
        ]),
      ),
    sentence: () => options.description,
  })
  const border = (row: number, place: number, width: number): string => {
    const x = SIDE + place * rulerCell(ground.letters.length, width)
    return `M${short(x)} ${short(tops[row]! + RULER_HEAD - 3)}v${RULER_HIGH + 6}`
  }
  return Object.assign(figure, { border })
}

function rowTops(rows: readonly RulerRow[]): number[] {
  let y = GROUND_TOP + RULER_HIGH + RULERS_BETWEEN
  return rows.map(({ isApart }) => {
    if (isApart) y += RULER_APART
    const top = y
    y += RULER_HEAD + RULER_HIGH + RULERS_BETWEEN
    return top
  })
}

function drawRulers(
  { letters, groups }: RulerGround,
  rows: readonly RulerRow[],
  tops: readonly number[],
  options: RulersOptions,
): string {
  const width = options.width ?? WIDE
  const cell = rulerCell(letters.length, width)
  const x = (place: number): number => SIDE + place * cell
  const shades = (top: number, { from, to }: RulerPiece): Child[] =>
    groups.map((group, index) => {
      const [start, end] = [Math.max(from, group.from), Math.min(to, group.to)]
      if (index % 2 === 1 || end <= start) return false
      return element('rect', { class: 'soft', x: x(start), y: top, width: (end - start) * cell, height: RULER_HIGH })
    })
  const lettersAt = (row: readonly string[], top: number, from: number, until: number): Child[] =>
    row.slice(from, until).map((letter, index) => label(x(from + index) + cell / 2, top + 16.5, letter, '', 'middle'))
  const outline = ({ from, to }: RulerPiece, top: number): string =>
    `M${short(x(from) + 1.5)} ${short(top)}h${short((to - from) * cell - 3)}v${RULER_HIGH}h${short(3 - (to - from) * cell)}z`
  const [whole, other] = options.judged ?? [SAYS.whole, SAYS.other]
  const pieces = rows.flatMap((row) => row.pieces)
  const entries: (KeyEntry | false)[] = [
    pieces.some(({ isWhole }) => isWhole === true) && [whole, boxSample('l1')],
    pieces.some(({ isWhole }) => isWhole === false) && [other, boxSample('l3')],
  ]
  const legend = key(entries, width)
  const bottom = (tops.at(-1) ?? 0) + RULER_HEAD + RULER_HIGH
  const body = rows.flatMap(({ name, note, letters: own, pieces: cut, isApart }, index): Child[] => {
    const top = tops[index]! + RULER_HEAD
    const until = cut.at(-1)?.to ?? 0
    const drawn = (style: string, whole: boolean | undefined): Child =>
      path(style, cut.flatMap((piece) => (piece.isWhole === whole ? [outline(piece, top)] : [])).join(''))
    const line = (from: number, to: number): string =>
      to > from ? `M${short(x(from) + 2)} ${short(top + RULER_HIGH)}H${short(x(to) - 2)}` : ''
    const room = width - 2 * SIDE - textWidth(name, SMALL, true) - 12
    return [
      isApart && path('grid', `M${SIDE} ${short(top - RULER_HEAD - RULER_APART / 2 - 2)}H${short(width - SIDE)}`),
      label(SIDE, top - 6, [element('tspan', { class: 'b' }, name), `  ${fit(note, room, SMALL)}`], 's'),
      ...cut.flatMap((piece) => shades(top, piece)),
      path('faint', [line(0, cut[0]?.from ?? 0), line(until, own.length)].join('')),
      drawn('call', undefined),
      drawn('l1', true),
      drawn('l3', false),
      ...cut.flatMap(({ from, to }) => lettersAt(own, top, from, to)),
    ]
  })
  return figure(
    options,
    { title: SAYS.title, description: options.description, width, height: bottom + legend.height + 12 },
    ...groups.map(({ name, from, to }) =>
      label(x((from + to) / 2), 12, fit(name, (to - from) * cell, 11), 'xs m', 'middle'),
    ),
    ...shades(GROUND_TOP, { from: 0, to: letters.length }),
    ...lettersAt(letters, GROUND_TOP, 0, letters.length),
    ...body,
    ...legend.at(bottom + 18),
  )
}

function boxSample(style: string): KeyEntry[1] {
  return (x, y) => path(style, `M${short(x - 7)} ${short(y - 5)}h14v10h-14z`)
}
