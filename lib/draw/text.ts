import { max } from 'd3-array'
import { type Child, element, type Markup } from './svg.ts'
import { FONT, SMALL } from './theme.ts'

/** A box in viewBox units. */
export interface Box {
  x0: number
  y0: number
  x1: number
  y1: number
}

const THIN_LETTER = /[ijlt.,:;|!'()[\]\- fr]/
const WIDE_LETTER = /[mwMW@%—→←⋯]/
const DIGIT = /[0-9]/
const UPPER = /[A-Z+=<>&×≤≥±_?]/
const FULL = /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]|[\ud800-\udfff]/

/** How wide a line of text may become, in units: an upper estimate that holds for the widest usual sans-serif. */
export function textWidth(text: string, size: number = FONT, bold = false): number {
  let em = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < LATIN.length) em += LATIN[code]!
    else {
      const character = String.fromCodePoint(text.codePointAt(at)!)
      at += character.length - 1
      em += emOf(character)
    }
  }
  return em * size * (bold ? 1.1 : 1)
}

function emOf(character: string): number {
  if (THIN_LETTER.test(character)) return 0.42
  if (FULL.test(character)) return 1.05
  if (WIDE_LETTER.test(character)) return 0.97
  if (DIGIT.test(character)) return 0.64
  return UPPER.test(character) ? 0.68 : 0.61
}

const LATIN = Array.from({ length: 256 }, (_, code) => emOf(String.fromCharCode(code)))

/** The text, or as much of it as is sure to fit with an ellipsis. */
export function fit(text: string, width: number, size: number = FONT, bold = false): string {
  if (textWidth(text, size, bold) <= width) return text
  const characters = [...text]
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, size, bold) > width) characters.pop()
  return characters.length > 0 ? `${characters.join('').trimEnd()}…` : ''
}

/** Words set in lines of at most `width`; the last line that is allowed ends in an ellipsis when there is more. */
export function wrap(words: readonly string[], width: number, lines: number, size: number = FONT): string[] {
  const rows: string[] = []
  words.forEach((word, index) => {
    const last = rows.at(-1)
    if (last !== undefined && textWidth(`${last} ${word}`, size) <= width) rows[rows.length - 1] = `${last} ${word}`
    else if (rows.length < lines) rows.push(word)
    else if (index > 0 && rows.length === lines && !rows.at(-1)!.endsWith('…')) rows[lines - 1] += ' …'
  })
  return rows.map((row) => fit(row, width, size))
}

export type Anchor = 'start' | 'middle' | 'end'

/** A line of text; classes as in the theme (`s` small, `b` bold, `m` muted). (x, y) is on the baseline. */
export function label(x: number, y: number, content: Child, classes = '', anchor: Anchor = 'start'): Markup {
  const all = [classes, anchor === 'end' ? 'e' : anchor === 'middle' ? 'c' : ''].filter((name) => name !== '').join(' ')
  // Letters need no finer place: a page has thousands of them.
  return element('text', { x: Math.round(x), y: Math.round(y), class: all === '' ? undefined : all }, content)
}

/** The box that `label` fills with this text. */
export function labelBox(x: number, y: number, text: string, anchor: Anchor = 'start', size: number = FONT): Box {
  const width = textWidth(text, size)
  const x0 = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { x0, y0: y - size * 0.85, x1: x0 + width, y1: y + size * 0.25 }
}

/** Where labels stand already. */
export class Occupied {
  readonly #boxes: Box[] = []

  /** Takes the place if nothing stands there; says whether it did. */
  claim(box: Box): boolean {
    if (this.#boxes.some((other) => boxesOverlap(box, other))) return false
    this.#boxes.push(box)
    return true
  }
}

export function boxesOverlap(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

/**
 * Moves positions apart until each is at least `gap` from the next, keeping their order and staying near where they were.
 *
 * @param sizes of what stands there, each with its middle at its position; between them is the gap
 * @returns the new positions, in the order given; they leave [low, high] only if there is no room for all
 */
export function spread(
  positions: readonly number[],
  gap: number,
  low: number,
  high: number,
  sizes: readonly number[] = [],
): number[] {
  const half = (index: number): number => (sizes[index] ?? 0) / 2
  const order = positions.map((_, index) => index).sort((a, b) => positions[a]! - positions[b]! || a - b)
  const result = positions.slice()
  let floor = low
  for (const index of order) {
    result[index] = Math.max(positions[index]!, floor + half(index))
    floor = result[index]! + half(index) + gap
  }
  let ceiling = high
  for (const index of order.toReversed()) {
    result[index] = Math.min(result[index]!, ceiling - half(index))
    ceiling = result[index]! - half(index) - gap
  }
  return result
}

/** Rows under a heading, in columns of equal width: a figure's data for a terminal or a `<pre>`. */
export function textTable(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [heading, ...rows].map((row) => row.map(String))
  const widths = heading.map((_, column) => max(lines, (line) => [...(line[column] ?? '')].length)!)
  const numeric = heading.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'))
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const padding = ' '.repeat(widths[column]! - [...cell].length)
          return numeric[column] ? padding + cell : cell + padding
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export { FONT, SMALL }
