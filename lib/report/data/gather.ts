import { type FilePlaces, type Finding, ignoresOutput, isCode, isEmpty } from '../../notebook/index.ts'
import { type Entry, findingsIn, isBad, ordinalOf } from '../entry.ts'
import { formatThrown } from '../thrown.ts'
import type { CellReport, FindingReport, NotebookReport, ProblemReport, Report, ReportTotals } from './shape.ts'

/**
 * What came of a notebook, as data.
 *
 * @param places in its file; absent when that is another by now
 */
export function notebookReport(entry: Entry, places?: FilePlaces): NotebookReport {
  const { name, run, outcome, verification, date, earlier = [] } = entry
  const findings = findingsIn(entry).map((finding) => findingReport(finding, entry, places))
  return {
    path: run.path,
    name,
    outcome,
    kernel: run.kernel,
    milliseconds: Math.round(run.milliseconds),
    ...(date !== undefined && { date }),
    cells: cellReports(entry, findings, places),
    findings,
    ...(earlier.length > 0 && {
      earlier: earlier.map((before) => ({
        findings: before.findings.map((finding) => findingReport(finding, entry, places)),
        milliseconds: Math.round(before.milliseconds),
      })),
    }),
    normalised: (verification?.normalised ?? []).map(({ cell, fired }) => ({ cell, by: fired })),
    notes: verification?.notes ?? [],
  }
}

/** One whose turn never came. */
export function unrunReport(path: string, name: string): NotebookReport {
  return { path, name, outcome: 'not-run', milliseconds: 0, cells: [], findings: [], normalised: [], notes: [] }
}

function findingReport(finding: Finding, entry: Entry, places: FilePlaces | undefined): FindingReport {
  const { kind, cell, id, message, detail, error, remedy } = formatThrown(finding, entry)
  const { at } = finding
  const place = at ? places?.source(at.cell, at) : cell === undefined ? undefined : places?.cell(cell)
  const about = cell === undefined ? undefined : entry.notebook.cells[cell]
  const name = id ?? about?.id
  return {
    kind,
    ...(cell !== undefined && { cell }),
    ...(cell !== undefined && about && isCode(about) && { ordinal: ordinalOf(cell, entry.notebook) }),
    ...(name !== undefined && { id: name }),
    message,
    ...(detail !== undefined && { detail: detail.trimEnd() }),
    ...(error !== undefined && { error }),
    ...(at && { at: { cell: at.cell, ordinal: ordinalOf(at.cell, entry.notebook), line: at.line, column: at.column } }),
    ...(place && { line: place.line, column: place.column }),
    ...(remedy !== undefined && { remedy }),
  }
}

function cellReports(entry: Entry, findings: readonly FindingReport[], places: FilePlaces | undefined): CellReport[] {
  const { notebook, run, verification, outcome, chosen } = entry
  return run.cells.map(({ index, status, milliseconds }): CellReport => {
    const cell = notebook.cells[index]!
    const own = findings.filter((finding) => finding.cell === index)
    const line = places?.cell(index)?.line
    return {
      cell: index,
      ordinal: ordinalOf(index, notebook),
      ...(cell.id !== undefined && { id: cell.id }),
      status: isEmpty(cell)
        ? 'empty'
        : chosen?.has(index) === false && status !== 'failed'
          ? 'not-selected'
          : status === 'ok' || status === 'failed'
            ? statusBy(own, status, outcome)
            : status,
      ...(verification && status === 'ok' && ignoresOutput(cell) && { ignored: true as const }),
      milliseconds: Math.round(milliseconds),
      ...(line !== undefined && { line }),
    }
  })
}

function statusBy(findings: readonly FindingReport[], status: 'ok' | 'failed', outcome: Entry['outcome']) {
  const isOfOutputs = ({ kind }: FindingReport) => kind === 'output-differs' || kind === 'never-executed'
  if (status === 'failed' || !findings.every(isOfOutputs)) return 'failed'
  if (findings.length === 0) return 'passed'
  return outcome === 'updated' ? 'updated' : 'differs'
}

export type ReportFacts = Omit<Report, 'version' | 'ok' | 'totals'>

export function wholeReport(facts: ReportFacts): Report {
  const { ackbook, command, exitCode, ...rest } = facts
  const totals = totalsOf(facts.notebooks, facts.problems)
  const { interrupted, started, milliseconds, shard, notebooks, problems } = rest
  const ok = exitCode === 0
  return {
    ...{ version: 1, ackbook, command, ok, exitCode, interrupted, started },
    ...{ milliseconds: Math.round(milliseconds), ...(shard && { shard }), totals, notebooks, problems },
  }
}

function totalsOf(notebooks: readonly NotebookReport[], problems: readonly ProblemReport[]): ReportTotals {
  const totals: ReportTotals = {
    notebooks: {
      ...{ verified: 0, unchanged: 0, differs: 0, failed: 0, updated: 0, ran: 0, nothing: 0, flaky: 0 },
      ...{ 'not-run': 0, checked: 0 },
    },
    cells: { passed: 0, differs: 0, failed: 0, updated: 0, skipped: 0, empty: 0, 'not-selected': 0, 'not-run': 0 },
    problems: problems.length,
  }
  for (const { outcome, cells } of notebooks) {
    totals.notebooks[outcome] += 1
    for (const { status } of cells) totals.cells[status] += 1
  }
  return totals
}

/** Whether it is wrong with a notebook that a report shall say so: what was updated is right by now. */
export function isWrong({ outcome }: Pick<NotebookReport, 'outcome'>): boolean {
  return outcome !== 'checked' && isBad(outcome)
}
