import { resolve } from 'node:path'
import { exitCodes, worse } from '../command/index.ts'
import { fingerprint, readTextFile } from '../files/index.ts'
import { checkRuleNames, checkRules, type LintFault, lintText } from '../lint/index.ts'
import {
  type CheckRule,
  filePlaces,
  formatNotebook,
  isCode,
  isEmpty,
  type Notebook,
  NotebookError,
  skipsExecution,
  withIds,
} from '../notebook/index.ts'
import { formatChecked, formatCheckSum } from '../report/checked.ts'
import { type FindingReport, formatAnnotations, type NotebookReport, wholeReport } from '../report/data/index.ts'
import { coloursFor } from '../report/index.ts'
import { BesideNotebook, importFaults, linkFaults } from './beside-notebook.ts'
import { summariseJob } from './github.ts'
import type { Io } from './io.ts'
import { describeProblem, type Problem, problemReport } from './problems.ts'
import { Project } from './project.ts'
import { checkTargets, writeTargets } from './report-files.ts'
import { pathFrom, type ReportArguments, reportContent, reportTargets } from './reports.ts'
import type { ConfigArguments } from './settings.ts'
import { shortNames } from './short-names.ts'
import { replaceNotebook } from './verify.ts'
import { version } from './version.ts'

export interface CheckArguments
  extends Pick<ConfigArguments, 'config'>,
    Pick<ReportArguments, 'json' | 'junit' | 'gitlab' | 'annotations'> {
  /** Warnings count as errors. */
  strict?: boolean
  /** These rules alone. */
  only?: readonly CheckRule[]
  ignore?: readonly CheckRule[]
  /** `false`: it is not looked whether kernels are installed. */
  kernels?: boolean
  /** Gives cells ids where they have none, or none of their own. */
  fix?: boolean
}

const unchecked = 'Nothing of it was checked.'

/** `ackbook check`: what is wrong with notebooks that can be seen without running them. */
export async function checkNotebooks(paths: readonly string[], options: CheckArguments, given: Io): Promise<number> {
  const started = given.clock.now()
  const targets = reportTargets(options)
  const io = targets.some(({ path }) => path === '-') ? { ...given, stdout: given.stderr } : given
  await checkTargets(targets, [], io.cwd)
  const project = await Project.open(options, io)
  const found = await project.find(paths, undefined, false)
  const problems: Problem[] = found.problems.map((error) => ({ path: error.path, error, consequence: unchecked }))
  const rules = new Set(
    checkRuleNames.filter((rule) => (options.only ?? checkRuleNames).includes(rule) && !options.ignore?.includes(rule)),
  )
  const beside = new BesideNotebook(io)
  const names = shortNames(found.notebooks.map(({ path }) => path))
  const colours = coloursFor(io.env, io.stdout.isTTY === true)
  const notebooks: NotebookReport[] = []
  const date = io.date().toISOString()
  for (const [at, { path }] of found.notebooks.entries()) {
    try {
      const report = await one(path, names[at]!)
      notebooks.push(report)
      io.stdout.write(formatChecked(report, colours))
    } catch (error) {
      problems.push({
        path: error instanceof Error && error.name === 'ConfigError' ? undefined : path,
        error,
        consequence: unchecked,
      })
    }
  }
  for (const problem of problems) io.stderr.write(describeProblem(problem, false))
  const milliseconds = io.clock.now() - started
  if (notebooks.length > 0) io.stdout.write(formatCheckSum(notebooks, milliseconds, colours))
  const isWrong = notebooks.some(({ outcome }) => outcome === 'failed')
  const code = worse(isWrong ? exitCodes.wrong : 0, problems.length > 0 ? exitCodes.couldNot : 0)
  const report = wholeReport({
    ...{ ackbook: version(), command: 'check', exitCode: code, interrupted: false, started: date, milliseconds },
    ...{ notebooks, problems: problems.map(problemReport) },
  })
  const unwritten = await writeTargets(targets, (format) => reportContent(format, report, undefined, io), given)
  if (io.env.GITHUB_ACTIONS === 'true' && options.annotations !== false) {
    io.stdout.write(formatAnnotations(report, (path) => pathFrom('GITHUB_WORKSPACE', path, io)))
    const unsaid = await summariseJob(report, io.env)
    if (unsaid) unwritten.push(unsaid)
  }
  for (const problem of unwritten) io.stderr.write(describeProblem(problem, false))
  return worse(code, unwritten.length > 0 ? exitCodes.couldNot : 0)

  async function one(path: string, name: string): Promise<NotebookReport> {
    const file = resolve(io.cwd, path)
    let text: string
    try {
      text = await readTextFile(path, io.cwd)
    } catch (error) {
      if (!(error instanceof NotebookError)) throw error
      return notebookReportOf(path, name, { faults: wanted([{ rule: 'format', message: error.message }]) })
    }
    if (options.fix) text = await fixed(path, text)
    const { notebook, faults } = lintText(text, path)
    if (!notebook) return notebookReportOf(path, name, { faults: wanted(faults) })
    const settings = await project.settingsFor(path, false)
    const all = [
      ...faults,
      ...(rules.has('kernel') && options.kernels !== false ? await beside.kernelFaults(notebook, file, settings) : []),
      ...(rules.has('stale') ? beside.staleFaults(notebook, file) : []),
      ...(rules.has('import') ? importFaults(notebook, file) : []),
      ...(rules.has('link') ? linkFaults(notebook, file) : []),
    ]
    const ignored = settings.config?.settings.check?.ignore ?? []
    const left = all.filter(({ rule }) => options.only?.includes(rule) || !ignored.includes(rule))
    return notebookReportOf(path, name, { notebook, faults: wanted(left), text })
  }

  function wanted(faults: readonly LintFault[]): LintFault[] {
    const counted = faults
      .filter(({ rule }) => rules.has(rule))
      .map((fault) => {
        const level = fault.level ?? checkRules[fault.rule].level
        return { ...fault, level: options.strict && level === 'warning' ? ('error' as const) : level }
      })
    return counted.sort((a, b) => (a.cell ?? -1) - (b.cell ?? -1))
  }

  /** The text with ids where they are missing, are none or stand twice; what else is in it stays as it is. */
  async function fixed(path: string, text: string): Promise<string> {
    const { notebook, faults } = lintText(text, path)
    const cells = new Set(faults.flatMap(({ rule, cell }) => (/-id$/.test(rule) && rules.has(rule) ? [cell] : [])))
    if (!notebook || cells.size === 0) return text
    const bare = notebook.cells.map((cell, at) => {
      if (!cells.has(at)) return cell
      const { id: _, ...rest } = cell
      return rest as typeof cell
    })
    const content = formatNotebook(withIds({ ...notebook, cells: bare }))
    await replaceNotebook({ path, fingerprint: fingerprint(text) }, content, io)
    return content
  }
}

interface CheckedFile {
  notebook?: Notebook
  /** With their levels, in the order of the cells. */
  faults: readonly LintFault[]
  text?: string
}

function notebookReportOf(path: string, name: string, { notebook, faults, text }: CheckedFile): NotebookReport {
  const cells = notebook?.cells ?? []
  const places = text === undefined || faults.length === 0 ? undefined : filePlaces(text)
  const ordinals = new Map(
    cells.flatMap((cell, at) => (isCode(cell) ? [at] : [])).map((at, ordinal) => [at, ordinal + 1]),
  )
  const findings = faults.map(({ rule, level, cell, message, remedy, at }): FindingReport => {
    const place = cell === undefined ? undefined : at ? places?.source(cell, at) : places?.cell(cell)
    const ordinal = cell === undefined ? undefined : ordinals.get(cell)
    const id = cell === undefined ? undefined : cells[cell]?.id
    return {
      kind: rule,
      ...(level !== undefined && level !== 'error' && { level }),
      ...(cell !== undefined && { cell }),
      ...(ordinal !== undefined && { ordinal }),
      ...(id !== undefined && { id }),
      message,
      ...(cell !== undefined && ordinal !== undefined && at && { at: { cell, ordinal, ...at } }),
      ...(place && { line: place.line, column: place.column }),
      ...(remedy !== undefined && { remedy }),
    }
  })
  const isWrong = (cell?: number) =>
    findings.some((each) => each.level === undefined && (cell === undefined || each.cell === cell))
  const statusOf = (at: number) => {
    const cell = cells[at]!
    if (isWrong(at)) return 'failed'
    return isEmpty(cell) ? 'empty' : skipsExecution(cell, notebook) ? 'skipped' : 'passed'
  }
  return {
    ...{ path, name, outcome: isWrong() ? 'failed' : 'checked', milliseconds: 0 },
    cells: [...ordinals].map(([at, ordinal]) => {
      const { id } = cells[at]!
      return { cell: at, ordinal, ...(id !== undefined && { id }), status: statusOf(at), milliseconds: 0 }
    }),
    ...{ findings, normalised: [], notes: [] },
  }
}
