import { type ReportFacts, wholeReport } from './gather.ts'
import type { NotebookReport, ProblemReport, Report } from './shape.ts'

/** A report, and the file that it was read from. */
export interface ReadReport {
  /** As it is printed. */
  file: string
  report: Report
}

/** One report made of several. */
export interface Merged {
  report: Report
  /** The parts (`--shard`) that left no report, from 1. */
  missing: number[]
  /** How many notebooks stand in two reports, of which the later counts. */
  superseded: { before: string; by: string; notebooks: number }[]
}

/** How the whole is told. */
export interface MergeOptions {
  /** Of this package. */
  ackbook: string
  /** The order of the notebooks, by their paths. */
  order: (one: string, other: string) => number
  /** What the report calls them: short, and unlike all others. */
  namesOf: (paths: readonly string[]) => string[]
  /** Parts may be missing. */
  allowMissing?: boolean
}

/**
 * What one run of all notebooks would have reported, of the reports of its parts. Where a notebook stands in two, as after a job was
 * done again, the report that began later counts, unless the notebook's turn never came in it.
 *
 * @param reports at least one, all of one command
 */
export function mergeReports(reports: readonly ReadReport[], options: MergeOptions): Merged {
  const inTime = [...reports].sort((a, b) => Date.parse(a.report.started) - Date.parse(b.report.started))
  const chosen = new Map<string, { from: ReadReport; notebook: NotebookReport }>()
  const supersessions = new Map<string, Merged['superseded'][number]>()
  for (const from of inTime) {
    for (const notebook of from.report.notebooks) {
      const before = chosen.get(notebook.path)
      if (before && notebook.outcome === 'not-run') continue
      if (before && before.notebook.outcome !== 'not-run') note(before.from.file, from.file)
      chosen.set(notebook.path, { from, notebook })
    }
  }
  const counting = inTime.filter((each) => !isSuperseded(each, inTime, chosen))
  const missing = missingIn(reports)
  const problems = [...problemsOf(counting, chosen)]
  if (!options.allowMissing) {
    const count = reports.find(({ report }) => report.shard)?.report.shard?.count
    problems.push(...missing.map((index) => ({ message: `shard ${index} of ${count} left no report` })))
  }
  const paths = [...chosen.keys()].sort(options.order)
  const names = options.namesOf(paths)
  const notebooks = paths.map((path, at) => ({ ...chosen.get(path)!.notebook, name: names[at]! }))
  const facts = {
    ackbook: options.ackbook,
    ...fromFirstToLast(counting),
    ...kindOfMerged(counting),
    notebooks,
    problems,
  }
  const exitCode = Math.max(codeByContent(facts), ...counting.map(({ report }) => unexplained(report)))
  return { report: wholeReport({ ...facts, exitCode }), missing, superseded: [...supersessions.values()] }

  function note(before: string, by: string): void {
    const key = JSON.stringify([before, by])
    const known = supersessions.get(key) ?? { before, by, notebooks: 0 }
    supersessions.set(key, { ...known, notebooks: known.notebooks + 1 })
  }
}

/** Whether all that it tells is told again by what came later. */
function isSuperseded(
  { report }: ReadReport,
  inTime: readonly ReadReport[],
  chosen: ReadonlyMap<string, { from: ReadReport }>,
): boolean {
  const { shard, notebooks } = report
  const later = inTime.slice(inTime.findIndex((each) => each.report === report) + 1)
  const again = later.some((each) => shard && each.report.shard?.index === shard.index && !each.report.interrupted)
  const isEmpty = notebooks.length === 0
  return (
    again || (!isEmpty && later.length > 0 && notebooks.every(({ path }) => later.includes(chosen.get(path)!.from)))
  )
}

/** Each once; none of a notebook that could be used later. */
function problemsOf(
  counting: readonly ReadReport[],
  chosen: ReadonlyMap<string, { from: ReadReport }>,
): ProblemReport[] {
  const seen = new Map<string, ProblemReport>()
  for (const [at, { report }] of counting.entries()) {
    for (const problem of report.problems) {
      const used = problem.path === undefined ? undefined : chosen.get(problem.path)?.from
      if (used === undefined || counting.indexOf(used) <= at)
        seen.set(JSON.stringify([problem.path, problem.message]), problem)
    }
  }
  return [...seen.values()]
}

/** From the first that began to the last that ended: parts run beside each other. */
function fromFirstToLast(counting: readonly ReadReport[]): Pick<Report, 'started' | 'milliseconds'> {
  const [first] = counting
  const ends = counting.map(({ report }) => Date.parse(report.started) + report.milliseconds)
  return {
    started: first!.report.started,
    milliseconds: Math.max(0, Math.max(...ends) - Date.parse(first!.report.started)),
  }
}

function kindOfMerged(counting: readonly ReadReport[]): Pick<Report, 'command' | 'interrupted'> {
  const [first] = counting
  return { command: first!.report.command, interrupted: counting.some(({ report }) => report.interrupted) }
}

/** The exit code that the content of a report gives. */
function codeByContent({
  command,
  interrupted,
  notebooks,
  problems,
}: Pick<ReportFacts, 'command' | 'interrupted' | 'notebooks' | 'problems'>): number {
  if (interrupted) return 130
  const isVain = notebooks.length > 0 && notebooks.every(({ outcome }) => outcome === 'nothing')
  const isWrong = notebooks.some(({ outcome }) => outcome === 'failed' || outcome === 'differs')
  if (problems.length > 0) return 2
  return isWrong || (isVain && command === 'verify') ? 1 : 0
}

/** A code that stands in a report and that nothing in it tells the reason of. */
function unexplained(report: Report): number {
  return report.exitCode > codeByContent(report) ? report.exitCode : 0
}

/** The parts of one run that none of the reports is of. */
function missingIn(reports: readonly ReadReport[]): number[] {
  const shards = reports.flatMap(({ report }) => report.shard ?? [])
  const count = shards[0]?.count ?? 0
  const there = new Set(shards.map(({ index }) => index))
  return Array.from({ length: count }, (_, at) => at + 1).filter((index) => !there.has(index))
}
