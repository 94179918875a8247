import { visible } from '../verify/text.ts'
import { count } from '../words.ts'
import { formatChecked, formatCheckSum } from './checked.ts'
import type { Colours } from './colours.ts'
import type { CellReport, NotebookReport, Report } from './data/shape.ts'
import { type Told, toldOf } from './data/told.ts'
import { colouredDiff, formatOutcomes } from './format.ts'
import { elapsed, indent } from './words.ts'

/** What is wrong in a report that was read, notebook by notebook, and its sum: as a run prints them. Ends in a newline. */
export function formatMerged(report: Report, parts: number, colours: Colours): string {
  if (report.command === 'check') {
    const all = report.notebooks.map((notebook) => formatChecked(notebook, colours))
    return all.join('') + formatCheckSum(report.notebooks, report.milliseconds, colours)
  }
  const wrong = report.notebooks.map((notebook) => formatWrong(notebook, colours))
  return `${wrong.join('')}\n ${formatMergedSum(report, parts, colours)}\n`
}

function formatWrong(notebook: NotebookReport, colours: Colours): string {
  const [first, ...rest] = toldOf(notebook).map((told) => formatMergedFinding(told, colours))
  if (first === undefined) return ''
  const head = ` ${colours.red('✗')} ${colours.bold(visible(notebook.name))}`
  return [`${head}   ${first}`, ...rest.map((each) => `   ${each}`)].join('')
}

function formatMergedFinding({ title, text, remedy, kind }: Told, colours: Colours): string {
  const isLast = remedy !== undefined && text.endsWith(remedy)
  const detail = isLast ? text.slice(0, -remedy.length).trimEnd() : text
  const shown = kind === 'output-differs' ? colouredDiff(detail, colours) : detail
  const below = [shown, isLast ? colours.dim(remedy) : ''].filter((part) => part !== '')
  return `${title}\n${below.map((part) => `${indent(part, '     ')}\n`).join('')}`
}

/** `12 verified · 1 differs · 187 cells · 21.4 s (5 reports)` */
function formatMergedSum({ notebooks, problems, milliseconds }: Report, parts: number, colours: Colours): string {
  const outcomes = formatOutcomes(notebooks, colours)
  const stopped = notebooks.filter(({ outcome }) => outcome === 'not-run').length
  if (problems.length > 0) outcomes.push(colours.red(count(problems.length, 'problem')))
  if (stopped > 0) outcomes.push(colours.yellow(`${stopped} not run`))
  const cells = notebooks.filter(({ outcome }) => outcome !== 'unchanged').flatMap((notebook) => notebook.cells)
  const number = (is: (cell: CellReport) => boolean) => cells.filter(is).length
  const ran = number(({ status }) => status === 'passed' || status === 'differs' || status === 'updated')
  const skipped = number(({ status }) => status === 'skipped')
  const ignored = number((cell) => cell.ignored === true)
  const counts = [
    ...(outcomes.length === 0 ? ['no notebooks'] : [count(ran, 'cell')]),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
  ]
  return [...outcomes, ...counts, `${elapsed(milliseconds)} (${count(parts, 'report')})`].join(' · ')
}
