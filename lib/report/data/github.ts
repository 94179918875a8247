import { count } from '../../words.ts'
import { elapsed } from '../words.ts'
import { isWrong } from './gather.ts'
import type { NotebookReport, Report } from './shape.ts'
import { type Told, toldInTurn, toldOf, toldOfFlaky } from './told.ts'

/** GitHub shows no more of a kind for one step. */
const mostAnnotations = 10
/** UTF-16 units; what is longer is not read there. */
const longestMessage = 4000

/**
 * Annotations for GitHub: commands of its workflows, a line each, which it shows at the lines of the files.
 *
 * @param pathOf a file's way from the root of the repository
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function formatAnnotations(report: Report, pathOf: (path: string) => string): string {
  const problems = report.problems.map(({ path, message }) =>
    annotation({ ...(path !== undefined && { file: pathOf(path) }), title: 'ackbook' }, message),
  )
  const errors = toldInTurn(report).map((told) => annotationOf(told, pathOf))
  const warnings = toldOfFlaky(report).map((told) => annotationOf(told, pathOf, 'warning'))
  const all = [...problems, ...errors, ...warnings]
  // The last one says that there are more.
  const shown = all.length > mostAnnotations ? all.slice(0, mostAnnotations - 1) : all
  const more = all.length - shown.length
  if (more > 0) shown.push(annotation({ title: 'ackbook' }, `${count(more, 'more finding')}: see the log of this step`))
  return shown.map((line) => `${line}\n`).join('')
}

function annotationOf(
  { path, title, text, line, column, level }: Told,
  pathOf: (path: string) => string,
  word: 'error' | 'warning' | 'notice' = level === undefined ? 'error' : level === 'warning' ? 'warning' : 'notice',
): string {
  const place = { file: pathOf(path), ...(line !== undefined && { line, col: column }) }
  return annotation({ ...place, title }, text === '' ? title : text, word)
}

function annotation(
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
  word: 'error' | 'warning' | 'notice' = 'error',
): string {
  const given = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  const cut = message.length > longestMessage ? `${message.slice(0, longestMessage)} …` : message
  return `::${word} ${given.join(',')}::${escapeData(cut)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Rows that a reader may go through; the rest is counted. */
const mostTableRows = 300
/** UTF-16 units of what is said of one cell. */
const longestDetail = 20_000

/**
 * A summary of the job in GitHub's Markdown: a table of the notebooks, those that are wrong first, and what is wrong with them.
 *
 * @param limit octets that it may take
 */
export function formatJobSummary(report: Report, limit: number): string {
  const { command, notebooks, problems, interrupted } = report
  const wrong = notebooks.filter(isWrong)
  const rows = [...wrong, ...notebooks.filter((notebook) => !isWrong(notebook))]
  const head = [
    `### ${report.ok ? '✅' : '❌'} ackbook ${command}${shardInWords(report)}: ${summaryOf(report)}`,
    ...(interrupted ? ['It was interrupted: this is what was done until then.'] : []),
    ...problems.map(({ path, message }) => `- ${path === undefined ? '' : `**${inert(path)}**: `}${inert(message)}`),
  ]
  const table = ['| | notebook | outcome | cells | time |', '|---|---|---|--:|--:|']
  const told = notebooks.filter((notebook) => isWrong(notebook) || notebook.outcome === 'checked')
  const details = [...told.flatMap(toldOf), ...toldOfFlaky(report)].map(detailsOf)
  const whole = new Bounded(limit)
  whole.add(`${head.join('\n\n')}\n\n`)
  if (rows.length > 0) {
    whole.add(`${table.join('\n')}\n`)
    const shown = rows.slice(0, mostTableRows)
    for (const row of shown) whole.add(rowOf(row))
    const more = rows.length - shown.length
    whole.add(`\n${more > 0 ? `… and ${count(more, 'more notebook')}.\n\n` : ''}`)
  }
  for (const each of details) whole.add(each)
  return whole.text()
}

function shardInWords({ shard }: Report): string {
  return shard ? ` (shard ${shard.index}/${shard.count})` : ''
}

/** `12 verified · 1 differs`: how many notebooks have which outcome. */
export function summaryOf({ totals }: Report): string {
  const all = Object.entries(totals.notebooks).filter(([, number]) => number > 0)
  const said = all.map(
    ([outcome, number]) => `${number} ${outcome === 'nothing' ? 'without anything to verify' : outcomeWords(outcome)}`,
  )
  if (totals.problems > 0) said.push(`${totals.problems} not usable`)
  return said.join(' · ') || 'no notebooks'
}

function outcomeWords(outcome: string): string {
  return outcome.replace('-', ' ')
}

function rowOf({ path, outcome, cells, milliseconds }: NotebookReport): string {
  const sign = isWrong({ outcome })
    ? '❌'
    : outcome === 'flaky'
      ? '⚠️'
      : outcome === 'not-run' || outcome === 'nothing'
        ? '⚪'
        : '✅'
  const time = outcome === 'unchanged' || outcome === 'not-run' ? '' : elapsed(milliseconds)
  return `| ${sign} | ${inert(path)} | ${outcomeWords(outcome)} | ${cells.filter(({ status }) => status === 'passed').length} of ${cells.length} | ${time} |\n`
}

function detailsOf({ path, title, text }: Told): string {
  const cut = text.length > longestDetail ? `${text.slice(0, longestDetail)}\n…` : text
  // A block of <pre> ends only at its end, whatever lines stand in it.
  const block = cut === '' ? '' : `<pre>\n${preText(cut)}\n</pre>\n\n`
  return `<details><summary>${inert(path)}: ${inert(title)}</summary>\n\n${block}</details>\n\n`
}

const preEntities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function preText(text: string): string {
  return text.replace(/[&<>]/g, (character) => preEntities[character]!)
}

/** A text that means nothing to Markdown, in one line: signs that might are written by their numbers. */
function inert(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^\p{L}\p{N} ./-]/gu, (character) => `&#${character.codePointAt(0)};`)
}

/** Pieces, as many as there is room for; the last one says how many are missing. */
class Bounded {
  readonly #pieces: string[] = []
  #room: number
  #left = 0

  constructor(limit: number) {
    this.#room = limit - 200
  }

  add(piece: string): void {
    const size = Buffer.byteLength(piece)
    if (this.#left > 0 || size > this.#room) this.#left += 1
    else {
      this.#room -= size
      this.#pieces.push(piece)
    }
  }

  text(): string {
    if (this.#left === 0) return this.#pieces.join('')
    return `${this.#pieces.join('')}\n… there is no room for more here: the log of this step has all.\n`
  }
}
