import { figureOf, type ShownFigure } from '../figure.ts'
import { figure } from '../frame.ts'
import { crossed, type KeySample, key } from '../key.ts'
import { type Child, cross, element, path, short } from '../svg.ts'
import { fit, label, SMALL, textTable, textWidth, wrap } from '../text.ts'

/** What it says, by key. */
const SAYS = {
  part: 'message',
  piece: 'piece',
  fate: 'what became of it',
  fates: {
    away: 'on its way',
    arrived: 'arrived',
    lost: 'lost',
    again: 'lost, sent again, arrived',
    thrown: 'arrived, thrown away',
  },
} as const

export type PieceFate = keyof typeof SAYS.fates

/** A message in pieces, and what became of them. */
export interface Pieces {
  name: string
  /** Beside the name. */
  note: string
  pieces: readonly { fate: PieceFate /** Of a full one, 0 to 1. */; share: number }[]
  /** They are of use together alone: a box is around them. */
  isBoxed: boolean
  /** What came of it: a sentence. */
  result: string
}

export interface PiecesOptions {
  title: string
  description: string
}

/** Messages in pieces as a figure, which says where those are. */
export interface PiecesFigure extends ShownFigure<readonly Pieces[]> {
  /** The outline of each piece of each message in the picture of this width, as path data. */
  outlines(width: number): readonly (readonly string[])[]
}

const PIECE_FATES = Object.keys(SAYS.fates) as PieceFate[]
const FATE_CLASS = { away: 'not', arrived: 'on', lost: 'not', again: 'n2', thrown: 'faint' } as const
/** So wide that a number of two digits fits, or of three. */
const LEAST_CELL = { two: 26, three: 30 } as const
const PIECE_HIGH = 28
const PIECE_ROW = PIECE_HIGH + 5
const PADDING = 7
const PIECES_HEAD = 22
const RESULT_LINE = 17
const RESULT_LINES = 4

/** Messages below each other, each a row of pieces or several: those that are of use together alone, in a box. */
export function piecesFigure(parts: readonly Pieces[], options: PiecesOptions): PiecesFigure {
  const figure = figureOf({
    data: parts,
    draw: (width) => drawPieces(parts, options, width),
    table: () =>
      textTable(
        [SAYS.part, SAYS.piece, SAYS.fate],
        parts.flatMap(({ name, pieces }) => pieces.map(({ fate }, index) => [name, index + 1, SAYS.fates[fate]])),
      ),
    sentence: () => options.description,
  })
  const outlines = (width: number): string[][] =>
    placedParts(parts, width).parts.map(({ cells }) => cells.map((cell) => pieceOutline(cell)))
  return Object.assign(figure, { outlines })
}

interface PieceCell {
  x: number
  y: number
  width: number
}

interface PlacedPart {
  top: number
  box: { y: number; height: number }
  cells: PieceCell[]
  result: string[]
}

function placedParts(parts: readonly Pieces[], width: number): { parts: PlacedPart[]; bottom: number } {
  const room = width - 4 - 2 * PADDING
  let y = 2
  const placed = parts.map(({ pieces, result }): PlacedPart => {
    const columns = Math.max(
      1,
      Math.min(pieces.length, Math.floor(room / LEAST_CELL[pieces.length > 99 ? 'three' : 'two'])),
    )
    const rows = Math.ceil(pieces.length / columns)
    const cell = room / columns
    const top = y
    const box = { y: top + PIECES_HEAD, height: rows * PIECE_ROW - 5 + 2 * PADDING }
    const lines = wrap(result.split(' '), width - 6, RESULT_LINES, SMALL)
    y = box.y + box.height + 8 + lines.length * RESULT_LINE + 14
    return {
      top,
      box,
      cells: pieces.map(({ share }, index) => ({
        x: 2 + PADDING + (index % columns) * cell,
        y: box.y + PADDING + Math.floor(index / columns) * PIECE_ROW,
        width: Math.max(8, (cell - 4) * share),
      })),
      result: lines,
    }
  })
  return { parts: placed, bottom: y }
}

function pieceOutline({ x, y, width }: PieceCell): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${PIECE_HIGH}h${short(-width)}z`
}

/** Of what had arrived for nothing: struckOut from corner to corner. */
function struckOut({ x, y, width }: PieceCell): string {
  return `M${short(x + 2)} ${PIECE_HIGH + y - 2}L${short(x + width - 2)} ${short(y + 2)}`
}

/** The upper left corner, turned down: of what was sent a second time. */
function turned({ x, y }: PieceCell): string {
  return `M${short(x)} ${short(y)}h8l-8 8z`
}

function drawPieces(parts: readonly Pieces[], { title, description }: PiecesOptions, width: number): string {
  const placed = placedParts(parts, width)
  const used = PIECE_FATES.filter((fate) => parts.some(({ pieces }) => pieces.some((piece) => piece.fate === fate)))
  const legend = key(
    used.map((fate) => [SAYS.fates[fate], fateSample(fate)]),
    width,
  )
  const body = parts.flatMap(({ name, note, pieces, isBoxed }, at): Child[] => {
    const { top, box, cells, result } = placed.parts[at]!
    const having = (fate: PieceFate): PieceCell[] => cells.filter((_, index) => pieces[index]!.fate === fate)
    const isLost = pieces.some(({ fate }) => fate === 'thrown')
    const beside = textWidth(name, undefined, true) + 12
    return [
      label(2, top + 14, name, 'b'),
      label(2 + beside, top + 14, fit(note, width - 4 - beside, SMALL), 's m'),
      isBoxed &&
        element('rect', {
          class: isLost ? 'not' : 'host',
          x: 2,
          y: box.y,
          width: width - 4,
          height: box.height,
          rx: 4,
        }),
      ...PIECE_FATES.map((fate) => path(FATE_CLASS[fate], having(fate).map(pieceOutline).join(''))),
      path('edge', having('thrown').map(struckOut).join('')),
      path('head2', having('again').map(turned).join('')),
      path(
        'gone',
        having('lost')
          .map(({ x, y, width: wide }) => cross(x + wide / 2, y + PIECE_HIGH / 2, Math.min(6, wide / 2 - 1)))
          .join(''),
      ),
      ...cells.flatMap(({ x, y, width: wide }, index) => {
        const { fate } = pieces[index]!
        if (fate === 'lost' || fate === 'thrown' || textWidth(String(index + 1), SMALL) > wide - 1) return []
        return [label(x + wide / 2, y + 18.5, index + 1, fate === 'away' ? 's m' : 's', 'middle')]
      }),
      ...result.map((line, row) => label(2, box.y + box.height + 20 + row * RESULT_LINE, line, 's')),
    ]
  })
  return figure(
    {},
    { title, description, width, height: placed.bottom + legend.height + 4 },
    ...body,
    ...legend.at(placed.bottom + 10),
  )
}

function fateSample(fate: PieceFate): KeySample {
  return (x, y) => [
    element('rect', { class: FATE_CLASS[fate], x: x - 7, y: y - 5, width: 14, height: 11 }),
    fate === 'lost' && crossed(x, y + 0.5),
    fate === 'thrown' && path('edge', `M${short(x - 6)} ${short(y + 5)}l12 -9`),
    fate === 'again' && path('head2', `M${short(x - 7)} ${short(y - 5)}h6l-6 6z`),
  ]
}
