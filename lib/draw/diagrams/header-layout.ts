import { headerLength } from '../../tcp/wire/index.ts'
import { count } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { type FigureOptions, figure } from '../frame.ts'
import { type Child, element, path, short } from '../svg.ts'
import { fit, label, SMALL, textWidth } from '../text.ts'
import { WIDE } from '../theme.ts'
import { type Field, headerFields } from './header-fields.ts'
import { describeFields, headerTable, headerTitle } from './header-words.ts'
import { fieldIdAt, packetFields } from './packet-fields.ts'

/** What it says, by key. */
const SAYS = {
  flag: 'flag',
} as const

export interface HeaderLayoutOptions extends FigureOptions {
  /** The bytes are a whole packet: skip its IP header. */
  ip?: boolean
  /** The field that is marked, as `PacketField.id`; with `ip`. */
  chosen?: string | undefined
  /** The fields that are other than in the segment before. */
  changed?: readonly string[]
}

/** A header as a figure, which says where its fields are. */
export interface HeaderFigure extends ShownFigure<Uint8Array> {
  /** The outline of each in the picture of this width, as path data. */
  outlines(width: number): readonly { field: Field; shape: string }[]
}

const ROW = 42
/** Where the rows begin: above are the bits' numbers, their ruler, and over the rows' own numbers what these count. */
const TOP = 36
/** For the rows' numbers. */
const LEFT = 32

/**
 * A segment's bytes as the rows of 32 bits of RFC 9293 §3.1: each field with its name and the value that it has here, every option, and how
 * much data follows. Bytes that break off are shown as far as they go.
 *
 * @returns SVG text
 */
export function headerLayout(bytes: Uint8Array, options: HeaderLayoutOptions = {}): string {
  return draw(headerFields(segmentOf(bytes, options)), options)
}

/** The same as a figure, with a table of the fields. @param bytes of the TCP header, or with `ip` of the packet */
export function headerFigure(bytes: Uint8Array, options: HeaderLayoutOptions = {}): HeaderFigure {
  const fields = headerFields(segmentOf(bytes, options))
  const marks = options.ip ? fieldMarks(bytes, fields, options) : undefined
  const figure = figureOf({
    data: bytes,
    draw: (width) => draw(fields, { ...options, width }, marks),
    table: () => headerTable(fields),
    sentence: () => options.description ?? describeFields(fields),
  })
  const outlines = (width: number): { field: Field; shape: string }[] => {
    const bit = bitOf(width)
    return fields.map((field) => ({
      field,
      shape: boxesOf(field, bit)
        .map((box) => outlineIn(box, bit))
        .join(''),
    }))
  }
  return Object.assign(figure, { outlines })
}

/** Fields that bear a mark. */
interface FieldMarks {
  chosen: ReadonlySet<Field>
  changed: ReadonlySet<Field>
}

function fieldMarks(
  bytes: Uint8Array,
  fields: readonly Field[],
  { chosen, changed = [] }: HeaderLayoutOptions,
): FieldMarks {
  const all = packetFields(bytes)
  const ipBits = headerLength(bytes) * 8
  const idOf = (field: Field): string => fieldIdAt(all, field, ipBits) ?? ''
  return {
    chosen: new Set(fields.filter((field) => idOf(field) === chosen || (chosen === 'flags' && field.flag))),
    changed: new Set(fields.filter((field) => changed.includes(idOf(field)))),
  }
}

function bitOf(width: number): number {
  return (width - LEFT - 2) / 32
}

/** Letters below one another need a bit as wide as the widest of them; tooltips a pointer, which a narrow screen has not. */
function isRoomy(bit: number): boolean {
  return bit > SMALL
}

/** Flags are as high as their numbers where there is little room. */
function outlineIn({ field, x, y, width }: FieldBox, bit: number): string {
  const height = field.flag && !isRoomy(bit) ? ROW / 2 : ROW
  return `M${short(x)} ${y}h${short(width)}v${height}h${short(-width)}z`
}

function segmentOf(bytes: Uint8Array, { ip }: HeaderLayoutOptions): Uint8Array {
  return ip ? bytes.subarray(headerLength(bytes)) : bytes
}

function draw(fields: readonly Field[], options: HeaderLayoutOptions, marks?: FieldMarks): string {
  const width = options.width ?? WIDE
  const bit = bitOf(width)
  const rows = Math.max(0, ...fields.map(({ end }) => Math.ceil(end / 32)))
  const tick = (index: number): string => `M${short(LEFT + index * bit)} ${TOP}v${index % 8 === 0 ? -9 : -4}`
  const roomy = isRoomy(bit)
  const boxes = fields.flatMap((field) => boxesOf(field, bit))
  const flags = boxes.filter(({ field }) => field.flag)
  const listed = !roomy && flags.length > 0
  const end = TOP + rows * ROW
  return figure(
    options,
    { title: headerTitle(fields), description: describeFields(fields), width, height: end + (listed ? 22 : 2) },
    label(LEFT - 6, 14, 'bit', 's m', 'end'),
    label(LEFT - 6, TOP - 4, 'byte', 's m', 'end'),
    path('axis', Array.from({ length: 33 }, (_, index) => tick(index)).join('')),
    ...[0, 8, 16, 24, 31].map((index) => label(LEFT + (index + 0.5) * bit, 14, index, 's m', 'middle')),
    ...Array.from({ length: rows }, (_, row) => label(LEFT - 6, TOP + row * ROW + 26, row * 4, 's m', 'end')),
    ...(roomy
      ? boxes.map((box) => element('g', {}, fieldHint(box.field), headerFrame(box), fieldWords(box)))
      : [...lean(boxes, bit), ...(listed ? flagWords(flags, end + 16) : [])]),
    ...(marks ? markedFields(boxes, marks, bit) : []),
  )
}

/** The one that is looked at, and those that are other than before: their upper right corner, turned down. */
function markedFields(boxes: readonly FieldBox[], { chosen, changed }: FieldMarks, bit: number): Child[] {
  const turned = boxes.filter(({ field, named }) => named && changed.has(field))
  return [
    path(
      'differs',
      boxes
        .filter(({ field }) => chosen.has(field))
        .map((box) => outlineIn(box, bit))
        .join(''),
    ),
    path('head2', turned.map(({ x, y, width }) => `M${short(x + width - 1)} ${y + 1}v7l-7 -7z`).join('')),
  ]
}

interface FieldBox {
  field: Field
  x: number
  y: number
  width: number
  /** Of several boxes of one field the widest has its name. */
  named: boolean
}

/** A field is one box, or several where it goes on in the next row. */
function boxesOf(field: Field, bit: number): FieldBox[] {
  const pieces: { row: number; from: number; to: number }[] = []
  for (let at = field.start; at < field.end; ) {
    const to = Math.min(field.end, (Math.floor(at / 32) + 1) * 32)
    pieces.push({ row: Math.floor(at / 32), from: at % 32, to: ((to - 1) % 32) + 1 })
    at = to
  }
  const widest = pieces.reduce(
    (best, piece) => (piece.to - piece.from > best.to - best.from ? piece : best),
    pieces[0]!,
  )
  return pieces.map((piece) => ({
    field,
    x: LEFT + piece.from * bit,
    y: TOP + piece.row * ROW,
    width: (piece.to - piece.from) * bit,
    named: piece === widest,
  }))
}

function fieldHint({ group, name, value, note }: Field): Child {
  return element('title', {}, `${group ? `${group} ` : ''}${name}: ${value}${note ? ` (${note})` : ''}`)
}

function fieldStyle({ flag, value, padding }: Field): 'on' | 'not' | 'box' {
  return flag && value === '1' ? 'on' : padding ? 'not' : 'box'
}

function headerFrame({ field, x, y, width }: FieldBox): Child {
  return element('rect', { class: fieldStyle(field), x, y, width, height: ROW })
}

/** The frames of a kind in one path. */
function lean(boxes: readonly FieldBox[], bit: number): Child[] {
  const frames = (['box', 'not', 'on'] as const).map((style) => {
    const alike = boxes.filter(({ field }) => fieldStyle(field) === style)
    return path(style, alike.map((box) => outlineIn(box, bit)).join(''))
  })
  return [...frames, ...boxes.filter(({ field }) => !field.flag).map(fieldWords)]
}

/** Each flag as the number that it is; below them the names of those that are set, and under the picture all names in their order. */
function flagWords(flags: readonly FieldBox[], below: number): Child[] {
  const [first, last] = [flags[0]!, flags.at(-1)!]
  const width = last.x + last.width - first.x
  const set = flags.filter(({ field }) => field.value === '1').map(({ field }) => field.name)
  const text = [set.join(' '), count(set.length, SAYS.flag)].find((one) => textWidth(one, 11, true) <= width - 2)!
  const named = flags.map(({ field }, index) => [
    index > 0 && ' ',
    field.value === '1' ? element('tspan', { class: 'b' }, field.name) : field.name,
  ])
  return [
    path('box', `M${short(first.x)} ${first.y + ROW}h${short(width)}`),
    ...flags.map(({ field, x, y, width: bit }) =>
      label(x + bit / 2, y + 15, field.value, field.value === '1' ? 'xs b' : 'xs', 'middle'),
    ),
    label(first.x + width / 2, first.y + ROW / 2 + 15, text, 'xs b', 'middle'),
    label(LEFT, below, ['Flags: ', ...named], 'xs'),
  ]
}

function fieldWords({ field, x, y, width, named }: FieldBox): Child[] {
  const middle = x + width / 2
  if (!named) return [label(middle, y + 25, '…', 's m', 'middle')]
  // One bit is too narrow for a word: its letters stand one below the other, as in the RFC.
  if (field.flag)
    return [...field.name].map((letter, index) =>
      label(middle, y + 13 + index * 12.5, letter, field.value === '1' ? 's b' : 's m', 'middle'),
    )
  const title = titlesOf(field).find((text) => textWidth(text, 11) <= width - 3)
  const size = title !== undefined && textWidth(title, SMALL) <= width - 3 ? 's' : 'xs'
  const value = [field.value, field.brief ?? field.value].find((text) => textWidth(text, SMALL, true) <= width - 4)
  return [
    title !== undefined && label(middle, y + 17, title, `${size} m`, 'middle'),
    label(middle, y + 34, value ?? fit(field.value, width - 4, SMALL, true), 's b', 'middle'),
  ]
}

/** From the longest to the shortest. */
function titlesOf({ group, brand, name, short: brief = name }: Field): string[] {
  if (group === undefined) return [name, brief]
  return [`${group} ${name}`, `${brand ?? ''} ${name}`.trim(), ...(name === 'kind' && brand ? [brand] : []), brief]
}
