import type { Finding } from '../notebook/index.ts'
import { type Entry, ordinalOf } from './entry.ts'

/** What is left of the message of a cell that failed when the error stands below it. */
export const failed = 'the cell failed'

/**
 * A finding about an error of which is known where it was thrown: the place comes first, as one can click it
 * (`notebooks/02-chart.ipynb:4:2:15`, with the number of the cell), with the error and the lines around it.
 */
export function formatThrown(finding: Finding, entry: Entry): Finding {
  const { at, error, message, detail = '' } = finding
  if (!at || error === undefined) return finding
  const { path, cells } = entry.run
  const placed = detail.replace(/\bIn\[(\d+)\](?=:\d+:\d+)/g, (name, count) => {
    const cell = cells.find(({ executionCount }) => executionCount === Number(count))
    return cell ? `${path}:${ordinalOf(cell.index, entry.notebook)}` : name
  })
  const place = `${path}:${ordinalOf(at.cell, entry.notebook)}:${at.line}:${at.column}`
  const below = placed.startsWith(place)
    ? placed
    : `${place}  ${withoutOnlyFrame(withoutHeading(placed, error), error)}`
  const end = `: ${error}`
  return { ...finding, message: message.endsWith(end) ? message.slice(0, -end.length) : message, detail: below }
}

/** The error as it is told anyway. */
function withoutHeading(detail: string, error: string): string {
  return detail.startsWith(error) ? detail : `${error}\n${detail}`
}

/** A stack of one frame tells no more than the place does. */
function withoutOnlyFrame(detail: string, error: string): string {
  const lines = detail.slice(error.length).split('\n')
  const frames = lines.filter((line) => /^\s+at /.test(line))
  return error + (frames.length === 1 ? lines.filter((line) => line !== frames[0]) : lines).join('\n')
}
