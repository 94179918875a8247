import { sum } from 'd3-array'
import { type Child, path, short } from '../svg.ts'
import { label, SMALL, spread, textWidth } from '../text.ts'
import type { WindowMoment } from './window-moments.ts'

interface Ribbon {
  from: number
  to: number
  left: number
  right: number
  x: (value: number) => number
  top: number
  high: number
}

/** From one text to the next. */
const APART = 10
const WINDOW_LINE = 17

/** SND.UNA, SND.NXT, the window's end and what is written: a line through the ribbon each, and its name and number below. */
export function windowMarks(moment: WindowMoment, ribbon: Ribbon): { body: Child[]; height: number } {
  const { left, right, x, top, high } = ribbon
  const marks = zoneMarks(moment, ribbon)
  const room = right - left
  const needs = (texts: readonly string[]): number => sum(texts, (text) => textWidth(text, SMALL) + APART) - APART
  const full = marks.map(({ names, value }) => `${names.join(' = ')} ${value}`)
  const brief = full.map((text) => text.replaceAll('SND.', '').replace('UNA+WND', 'end'))
  const texts = needs(full) <= room ? full : brief
  // Where there is no room for all in one line, every second one stands in a line below, its line drawn past the first.
  const rows = needs(texts) <= room ? 1 : 2
  const below = top + high
  const placed = Array.from({ length: rows }, (_, row) => {
    const own = marks.map((_, index) => index).filter((index) => index % rows === row)
    const widths = own.map((index) => textWidth(texts[index]!, SMALL))
    const centres = spread(
      own.map((index) => x(marks[index]!.value)),
      APART,
      left,
      right,
      widths,
    )
    return own.map((index, at) => ({ index, row, centre: centres[at]!, width: widths[at]! }))
  }).flat()
  const lines = placed.map(({ index, row, centre }) => {
    const at = x(marks[index]!.value)
    const leader = Math.abs(centre - at) > 1 ? `L${short(centre)} ${below + 14}` : ''
    // Beside the words of the line above, not through them.
    const above = placed.filter((other) => other.row < row)
    const blocked = above.some((other) => Math.abs(other.centre - centre) < other.width / 2 + 2)
    return `M${short(at)} ${top - 4}V${below + 6}${blocked ? '' : leader}${row > 0 && !blocked ? `V${below + 14 + WINDOW_LINE}` : ''}`
  })
  return {
    body: [
      path('arrow', lines.join('')),
      ...placed.map(({ index, row, centre }) =>
        label(centre, below + 26 + row * WINDOW_LINE, texts[index], 's', 'middle'),
      ),
    ],
    height: 26 + (rows - 1) * WINDOW_LINE + 18,
  }
}

/** Those in sight, from left to right; what is at one place has one mark. */
function zoneMarks(
  { una, nxt, wnd, written }: WindowMoment,
  { from, to }: Ribbon,
): { value: number; names: string[] }[] {
  const named = new Map<number, string[]>()
  const mark = (name: string, value: number): void => {
    if (value >= from && value <= to) named.set(value, [...(named.get(value) ?? []), name])
  }
  mark('SND.UNA', una)
  mark('SND.NXT', nxt)
  mark('UNA+WND', una + wnd)
  if (written !== undefined) mark('written', written)
  return [...named].sort(([a], [b]) => a - b).map(([value, names]) => ({ value, names }))
}
