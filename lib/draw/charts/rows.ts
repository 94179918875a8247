import { max, range } from 'd3-array'
import { plain } from '../numbers.ts'
import { textTable } from '../text.ts'

/** So many rows are all shown; of more, fewer: they are a sample then. */
const ALL_ROWS = 24
const SAMPLE_ROWS = 16

export type TableCell = string | number | undefined

/** The rows if they are few, or else some, in their order: those that matter, as far as there is room, and of the others some, evenly. */
export function chosen<Row>(rows: readonly Row[], matters: (row: Row, index: number) => boolean): Row[] {
  if (rows.length <= ALL_ROWS) return [...rows]
  const most = SAMPLE_ROWS
  const all = range(rows.length)
  const first = evenly(
    all.filter((index) => matters(rows[index]!, index)),
    // The first and the last row have their place.
    most - 2,
  )
  const taken = new Set(first)
  const rest = evenly(
    all.filter((index) => !taken.has(index)),
    most - first.length,
  )
  return [...first, ...rest].sort((a, b) => a - b).map((index) => rows[index]!)
}

function evenly<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items]
  if (most < 2) return items.slice(0, most)
  return Array.from({ length: most }, (_, at) => items[Math.round((at * (items.length - 1)) / (most - 1))]!)
}

/**
 * Rows under a heading, numbers as people read them and to the right; what is missing stays empty.
 *
 * @param total rows that there are; more than are shown is said, with `of` for what they are
 */
export function rowsTable(
  heading: readonly string[],
  rows: readonly (readonly TableCell[])[],
  { total = rows.length, of = 'rows' }: { total?: number; of?: string } = {},
): string {
  if (rows.length === 0) return ''
  const numeric = heading.map((_, column) => rows.every((row) => typeof row[column] !== 'string'))
  const texts = rows.map((row) =>
    heading.map((_, column) => {
      const cell = row[column]
      return cell === undefined ? '' : typeof cell === 'number' ? plain(cell) : cell
    }),
  )
  const widths = heading.map(
    (name, column) => max([name, ...texts.map((row) => row[column]!)], ({ length }) => length)!,
  )
  const aligned = (row: readonly string[]): string[] =>
    row.map((text, column) => (numeric[column] ? text.padStart(widths[column]!) : text))
  const table = textTable(aligned(heading), texts.map(aligned))
  return total > rows.length ? `${table}\n(${rows.length} of ${total} ${of})` : table
}
