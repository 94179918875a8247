import { hex } from '../../bytes.ts'
import { list, type Put } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { key } from '../key.ts'
import { type Child, element, path, short } from '../svg.ts'
import { fit, label, textTable, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'
import { FLAG_IDS, type PacketField, packetFields } from './packet-fields.ts'

/** What it says, by key. */
const SAYS = {
  title: (bytes: Put) => `A packet of ${bytes} bytes, byte by byte`,
  sentence: (parts: Put) => `The packet has ${parts}`,
  ofIp: (bytes: Put) => `${bytes} bytes of IP header`,
  ofTcp: (bytes: Put) => `${bytes} of TCP header`,
  ofOptions: (bytes: Put) => `${bytes} of options`,
  ofData: (bytes: Put) => `${bytes} of data`,
  ip: 'IP',
  tcp: 'TCP',
  options: 'options',
  data: 'data',
  changed: 'other than before',
  field: 'field',
  bytes: 'bytes',
  value: 'value',
} as const

export interface ByteGridOptions extends FigureOptions {
  /** The field that is marked, as `PacketField.id`. */
  chosen?: string | undefined
  /** The fields that are other than in the segment before. */
  changed?: readonly string[]
}

/** The bytes of a packet in a grid, as a figure, which says where its fields are. */
export interface ByteGridFigure extends ShownFigure<Uint8Array> {
  readonly fields: readonly PacketField[]
  /** The outline of a field in the picture of this width, as path data. */
  outline(field: PacketField, width: number): string
}

const CELL_HEIGHT = 42
const LEFT_EDGE = 24
const HALVES_APART = 6
const CELL_CLASSES = { ip: 'done', tcp: 'box', option: 'may', data: 'cell' } as const

/** Every byte of a packet with a TCP segment, two digits each, under its field's name. */
export function byteGridFigure(bytes: Uint8Array, options: ByteGridOptions = {}): ByteGridFigure {
  const fields = packetFields(bytes)
  const shown = fields.filter(({ id }) => !FLAG_IDS.includes(id))
  const figure = figureOf({
    data: bytes,
    draw: (width) => drawGrid(bytes, shown, { ...options, width }),
    table: () => gridTable(fields),
    sentence: () => options.description ?? gridInWords(fields),
  })
  return Object.assign(figure, {
    fields: shown,
    outline: (field: PacketField, width: number) => gridPieces(field, gridOf(width)).map(outlineOf).join(''),
  }) as ByteGridFigure
}

/** How many bytes stand in a row, and how wide each is. */
interface Grid {
  columns: number
  cell: number
}

function gridOf(width: number): Grid {
  const columns = width < 500 ? 8 : 16
  return { columns, cell: (width - LEFT_EDGE - 2 - (columns === 16 ? HALVES_APART : 0)) / columns }
}

/** A stretch of one row. */
interface GridPiece {
  x: number
  y: number
  width: number
  first: boolean
}

function xOf(column: number, { columns, cell }: Grid): number {
  return LEFT_EDGE + column * cell + (columns === 16 && column >= 8 ? HALVES_APART : 0)
}

function gridPieces({ start, end }: Pick<PacketField, 'start' | 'end'>, grid: Grid): GridPiece[] {
  const bits = grid.columns * 8
  const pieces: GridPiece[] = []
  for (let at = start; at < end; ) {
    const row = Math.floor(at / bits)
    const half = row * bits + (at % bits < bits / 2 ? bits / 2 : bits)
    // Where a gap parts a row, what goes on behind it is another piece.
    const to = Math.min(end, grid.columns === 16 ? half : (row + 1) * bits)
    const column = (at % bits) / 8
    const x = xOf(column, grid)
    const width = ((to - at) / 8) * grid.cell
    pieces.push({ x, y: 2 + row * (CELL_HEIGHT + 4), width, first: at === start })
    at = to
  }
  return pieces
}

function outlineOf({ x, y, width }: GridPiece): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${CELL_HEIGHT}h${short(-width)}z`
}

function drawGrid(bytes: Uint8Array, fields: readonly PacketField[], options: ByteGridOptions): string {
  const { width = WIDE, chosen, changed = [] } = options
  const grid = gridOf(width)
  const rows = Math.ceil(bytes.length / grid.columns)
  const has = new Set(fields.map(({ layer }) => layer))
  const isChanged = ({ id }: PacketField): boolean => changed.includes(id)
  const legend = key(
    [
      [SAYS.ip, legendBox('done')],
      [SAYS.tcp, legendBox('box')],
      has.has('option') && [SAYS.options, legendBox('may')],
      has.has('data') && [SAYS.data, legendBox('cell')],
      fields.some(isChanged) && [SAYS.changed, (x, y) => path('head2', corner(x + 4, y - 4))],
    ],
    width,
  )
  const below = 2 + rows * (CELL_HEIGHT + 4)
  const placed = fields.map((field) => ({ field, pieces: gridPieces(field, grid) }))
  const marked = placed.filter(
    ({ field }) => chosen === field.id || (field.id === 'flags' && FLAG_IDS.includes(chosen ?? '')),
  )
  return figure(
    options,
    { title: SAYS.title(bytes.length), description: gridInWords(fields), width, height: below + legend.height + 8 },
    ...Array.from({ length: rows }, (_, row) =>
      label(LEFT_EDGE - 6, 2 + row * (CELL_HEIGHT + 4) + 18, row * grid.columns, 'xs m', 'end'),
    ),
    ...(['ip', 'tcp', 'option', 'data'] as const).map((layer) =>
      path(
        CELL_CLASSES[layer],
        placed.flatMap(({ field, pieces }) => (field.layer === layer ? pieces.map(outlineOf) : [])).join(''),
      ),
    ),
    path('differs', marked.flatMap(({ pieces }) => pieces.map(outlineOf)).join('')),
    path(
      'head2',
      placed
        .flatMap(({ field, pieces }) =>
          isChanged(field) ? [corner(pieces[0]!.x + pieces[0]!.width - 1, pieces[0]!.y + 1)] : [],
        )
        .join(''),
    ),
    ...placed.flatMap(({ field, pieces }) =>
      digitLabels(bytes, field, grid, isChanged(field)).concat(nameLabels(bytes, field, pieces, grid)),
    ),
    ...legend.at(below + 14),
  )
}

function legendBox(style: string): (x: number, y: number) => Child {
  return (x, y) => element('rect', { class: style, x: x - 7, y: y - 5, width: 14, height: 10 })
}

/** What a field has that is other than before: its upper right corner, turned down. */
function corner(x: number, y: number): string {
  return `M${short(x)} ${short(y)}v8l-8 -8z`
}

/** Two digits a byte; one where a field is half of one, or begins within one. */
function digitLabels(bytes: Uint8Array, { start, end }: PacketField, grid: Grid, isBold: boolean): Child[] {
  const labels: Child[] = []
  const [style, bits] = [isBold ? 'b' : '', grid.columns * 8]
  const half = end - start < 8 || start % 8 !== 0
  for (let at = start; at < end; at += half ? 4 : 8) {
    const byte = bytes[Math.floor(at / 8)]!
    const text = hex(Uint8Array.of(byte), '')
    const x = xOf((at % bits) / 8, grid) + grid.cell / (half ? 4 : 2)
    const y = 2 + Math.floor(at / bits) * (CELL_HEIGHT + 4) + 17
    labels.push(label(x, y, half ? text[at % 8 === 0 ? 0 : 1]! : text, style, 'middle'))
  }
  return labels
}

/** The name below its bytes; of data, each letter. */
function nameLabels(bytes: Uint8Array, field: PacketField, pieces: readonly GridPiece[], grid: Grid): Child[] {
  const bits = grid.columns * 8
  if (field.layer === 'data') {
    const letters: Child[] = []
    for (let at = field.start; at < field.end; at += 8) {
      const code = bytes[at / 8]!
      const letter = code > 0x20 && code < 0x7f ? String.fromCharCode(code) : '·'
      const y = 2 + Math.floor(at / bits) * (CELL_HEIGHT + 4) + 34
      letters.push(label(xOf((at % bits) / 8, grid) + grid.cell / 2, y, letter, 's t1', 'middle'))
    }
    return letters
  }
  const widest = pieces.reduce((best, piece) => (piece.width > best.width ? piece : best), pieces[0]!)
  const { x, y, width } = widest
  const room = width - 3
  const text = [field.name, field.brief].find((one) => textWidth(one, 11) <= room) ?? fit(field.brief, room, 11)
  return [label(x + width / 2, y + 34, text, 'xs m', 'middle')]
}

function gridInWords(fields: readonly PacketField[]): string {
  const bytesIn = (layer: PacketField['layer']): number =>
    fields.reduce(
      (sum, one) => sum + (one.layer === layer && !FLAG_IDS.includes(one.id) ? one.end - one.start : 0),
      0,
    ) / 8
  const parts = [
    SAYS.ofIp(bytesIn('ip')),
    SAYS.ofTcp(bytesIn('tcp')),
    ...(bytesIn('option') > 0 ? [SAYS.ofOptions(bytesIn('option'))] : []),
    ...(bytesIn('data') > 0 ? [SAYS.ofData(bytesIn('data'))] : []),
  ]
  return `${SAYS.sentence(list(parts))}.`
}

function gridTable(fields: readonly PacketField[]): string {
  const rows = fields.map(({ name, start, end, value }) => [
    name,
    end - start <= 8 ? `${Math.floor(start / 8)}` : `${Math.floor(start / 8)} to ${Math.ceil(end / 8) - 1}`,
    value,
  ])
  return textTable([SAYS.field, SAYS.bytes, SAYS.value], rows)
}
