import { type FigureOptions, figure } from '../frame.ts'
import { type Child, element, path, short } from '../svg.ts'
import { fit, label, SMALL, textWidth } from '../text.ts'
import { type Field, headerFields } from './header-fields.ts'

export interface HeaderLayoutOptions extends FigureOptions {
  /** The bytes are a whole IPv4 packet: skip its header. */
  ip?: boolean
}

const ROW = 42

/**
 * A segment's bytes as the rows of 32 bits of RFC 9293 §3.1: each field with its name and the value that it has here, every option, and how
 * much data follows. Bytes that break off are shown as far as they go.
 *
 * @returns SVG text
 */
export function headerLayout(bytes: Uint8Array, options: HeaderLayoutOptions = {}): string {
  const segment = options.ip ? bytes.subarray(((bytes[0] ?? 0) & 15) * 4) : bytes
  const fields = headerFields(segment)
  const width = options.width ?? 480
  const left = 36
  const bit = (width - left - 4) / 32
  const top = 40
  const rows = Math.max(0, ...fields.map(({ end }) => Math.ceil(end / 32)))
  const tick = (index: number): string => `M${short(left + index * bit)} ${top - (index % 8 === 0 ? 8 : 4)}V${top}`
  const body: Child[] = [
    label(left - 5, 30, 'byte', 's m', 'end'),
    path('axis', Array.from({ length: 33 }, (_, index) => tick(index)).join('')),
    ...[0, 8, 16, 24, 31].map((index) => label(left + (index + 0.5) * bit, top - 11, index, 's m', 'middle')),
    ...Array.from({ length: rows }, (_, row) => label(left - 5, top + row * ROW + 26, row * 4, 's m', 'end')),
  ]
  for (const field of fields) body.push(...drawField(field, left, top, bit))
  return figure(
    options,
    {
      title: 'A TCP header, byte for byte',
      description: describeHeader(segment),
      width,
      height: top + rows * ROW + 8,
    },
    ...body,
  )
}

/** Every field and its value, in words. */
export function describeHeader(segment: Uint8Array): string {
  if (segment.length === 0) return 'No bytes.'
  const fields = headerFields(segment)
  const set = fields.filter(({ flag, value }) => flag && value === '1').map(({ name }) => name)
  const plainFields = fields.filter(
    ({ flag, padding, group, name }) => !flag && !padding && !group && name !== 'Reserved',
  )
  const items = plainFields.map(({ name, value }) => `${name.toLowerCase()} ${value}`)
  const groups = [...new Set(fields.flatMap(({ group }) => group ?? []))].map((group) => {
    const values = fields.filter((field) => field.group === group && field.name !== 'kind' && field.name !== 'length')
    return [group, ...values.map(({ name, value }) => `${name} ${value}`)].join(' ')
  })
  if (segment.length < 20) return `${items.join('; ')}.`
  const fixed = items.slice(0, 8)
  fixed.splice(5, 0, `flags ${set.join(' ') || 'none'}`)
  return `${[...fixed, ...(groups.length > 0 ? [`options: ${groups.join(', ')}`] : []), ...items.slice(8)].join('; ')}.`
}

/** A field is one box, or several where it goes on in the next row; the widest carries its name and value. */
function drawField(field: Field, left: number, top: number, bit: number): Child[] {
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
  return pieces.map((piece) => {
    const x = left + piece.from * bit
    const y = top + piece.row * ROW
    const width = (piece.to - piece.from) * bit
    const named = piece === widest
    const style = field.flag && field.value === '1' ? 'on' : field.padding ? 'not' : 'box'
    return element(
      'g',
      {},
      element(
        'title',
        {},
        `${field.group ? `${field.group} ` : ''}${field.name}: ${field.value}${field.note ? ` (${field.note})` : ''}`,
      ),
      element('rect', { class: style, x, y, width, height: ROW }),
      named ? fieldWords(field, x, y, width) : label(x + width / 2, y + 25, '…', 's m', 'middle'),
    )
  })
}

function fieldWords(field: Field, x: number, y: number, width: number): Child[] {
  const middle = x + width / 2
  // One bit is too narrow for a word: its letters stand one below the other, as in the RFC.
  if (field.flag)
    return [...field.name].map((letter, index) =>
      label(middle, y + 13 + index * 12.5, letter, field.value === '1' ? 's b' : 's m', 'middle'),
    )
  const title = [
    `${field.group ?? ''} ${field.name}`.trim(),
    `${field.brand ?? ''} ${field.name}`.trim(),
    field.short ?? field.name,
  ].find((text) => textWidth(text, SMALL) <= width - 4)
  const value = [field.value, field.brief ?? field.value].find((text) => textWidth(text, SMALL, true) <= width - 4)
  return [
    title !== undefined && label(middle, y + 17, title, 's m', 'middle'),
    label(middle, y + 34, value ?? fit(field.value, width - 4, SMALL, true), 's b', 'middle'),
  ]
}
