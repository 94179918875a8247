import { visible } from '../../verify/text.ts'
import { failed } from '../thrown.ts'
import { indent } from '../words.ts'
import { isWrong } from './gather.ts'
import type { FindingReport, NotebookReport, Report } from './shape.ts'

/** Something that is wrong, as one report or another tells it. */
export interface Told {
  path: string
  /** `cell 7 of 14 (id send-partial) differs`; in one line. */
  title: string
  /** What was expected and what came, and the remedy; it may be empty. */
  text: string
  remedy: string | undefined
  /** 0-based place in the notebook's cells. */
  cell: number | undefined
  kind: string
  /** Of the cell, as long as it has one: it stays when cells are put before it. */
  key: string
  line: number | undefined
  column: number | undefined
  isFailure: boolean
  /** Of what is no error. */
  level: 'warning' | 'info' | undefined
}

/** All that is wrong with a notebook; what only follows from it (cells that were not run for it) is left out. */
export function toldOf(notebook: NotebookReport): Told[] {
  if (!isWrong(notebook) && notebook.outcome !== 'checked') return []
  const never = notebook.findings.filter(({ kind }) => kind === 'never-executed')
  const causes = notebook.findings.filter(({ kind }) => kind !== 'not-run')
  return (causes.length > 0 ? causes : notebook.findings)
    .filter((finding) => finding.kind !== 'never-executed' || finding === never[0])
    .map((finding) => tell(finding, notebook, finding === never[0] ? never.length : 1))
}

/** What went wrong in the first run of a notebook that was good when it was run again. */
export function firstFailuresIn({ outcome, earlier = [] }: NotebookReport): FindingReport[] {
  if (outcome !== 'flaky') return []
  const findings = earlier[0]?.findings ?? []
  const causes = findings.filter(({ kind }) => kind !== 'not-run')
  return causes.length > 0 ? causes : findings
}

/** The same as it is told: one failure of each such notebook, and that it is no failure any more. */
export function toldOfFlaky({ notebooks }: Report): Told[] {
  return notebooks.flatMap((notebook) => {
    const [first] = firstFailuresIn(notebook)
    if (!first) return []
    const told = tell(first, notebook, 1)
    const runs = notebook.earlier!.length + 1
    return [{ ...told, title: `flaky: ${told.title}`, text: `it was good in run ${runs}\n${told.text}`.trimEnd() }]
  })
}

/** All of a report: the first of each notebook before the second of any. */
export function toldInTurn({ notebooks }: Report): Told[] {
  const each = notebooks.map(toldOf)
  const longest = Math.max(0, ...each.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) => each.flatMap((told) => told[at] ?? [])).flat()
}

function tell(finding: FindingReport, notebook: NotebookReport, cells: number): Told {
  const { kind, level, id, cell, ordinal, message, detail, error, remedy, line, column } = finding
  const place = ordinal === undefined ? undefined : `cell ${ordinal} of ${notebook.cells.length}${idInBrackets(id)}`
  const more = cells > 1 ? ` (and ${cells - 1} more)` : ''
  const said = kind === 'output-differs' ? 'differs' : message === failed ? 'failed' : undefined
  const sentence =
    said !== undefined && place !== undefined ? `${place} ${said}` : `${place ? `${place}: ` : ''}${message}${more}`
  const below = [detail ?? error, remedy].filter((part) => part !== undefined && part !== '').join('\n')
  return {
    ...{ path: notebook.path, kind, level, key: id ?? String(cell ?? 'notebook'), line, column, remedy, cell },
    title: visible(sentence).replaceAll('\n', ' '),
    text: visible(below),
    isFailure: kind !== 'output-differs' && kind !== 'never-executed',
  }
}

function idInBrackets(id: string | undefined): string {
  return id === undefined ? '' : ` (id ${id})`
}

/**
 * What is wrong with a notebook, for whoever runs it as one of his tests: `cell 2 of 3 (id draw) differs`, and below it how.
 * Without colours and without a newline at its end.
 */
export function formatTold(notebook: NotebookReport): string {
  return toldOf(notebook)
    .map(({ title, text }) => (text === '' ? title : `${title}\n${indent(text, '  ')}`))
    .join('\n')
}
