import { readFileSync, statSync } from 'node:fs'
import { readdir, readFile, realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { exitCodes, UsageError, worse } from '../command/index.ts'
import { comparePaths, FileError, reasonOf } from '../files/index.ts'
import { type Schema, schemaProblem } from '../notebook/index.ts'
import { JsonError, parseJson } from '../notebook/json.ts'
import { type Merged, mergeReports, type ReadReport, type Report } from '../report/data/index.ts'
import { coloursFor } from '../report/index.ts'
import { formatMerged } from '../report/merged.ts'
import { count, list } from '../words.ts'
import { summariseJob } from './github.ts'
import type { Io } from './io.ts'
import { guardedReplace } from './pattern-guard.ts'
import { describeProblem } from './problems.ts'
import { checkTargets, type ReportTarget, writeTargets } from './report-files.ts'
import { type ReportArguments, reportContent, reportTargets } from './reports.ts'
import { shortNames } from './short-names.ts'
import { version } from './version.ts'

export interface MergeArguments extends Pick<ReportArguments, 'json' | 'junit' | 'gitlab' | 'html'> {
  /** It is no fault that a shard has left no report. */
  allowMissing?: boolean
}

const unmerged = 'Nothing was merged or written.'

/** `ackbook merge-reports`: one report of those of several jobs. */
export async function mergeReportFiles(paths: readonly string[], options: MergeArguments, given: Io): Promise<number> {
  const targets = reportTargets(options)
  const io = targets.some(({ path }) => path === '-') ? { ...given, stdout: given.stderr } : given
  await checkTargets(targets, [], io.cwd)
  const reports = await readReports(paths, targets, io)
  const { allowMissing = false } = options
  const merged = mergeReports(reports, {
    ...{ ackbook: version(), order: comparePaths, namesOf: shortNames, allowMissing },
  })
  const { report } = merged
  const sections = options.html === undefined ? undefined : await textSections(report)
  const problems = await writeTargets(targets, (format) => reportContent(format, report, sections, io), given)
  const unsaid = io.env.GITHUB_ACTIONS === 'true' ? await summariseJob(report, io.env) : undefined
  if (unsaid) problems.push(unsaid)
  for (const { path, message } of report.problems)
    io.stderr.write(describeProblem({ path, error: new UsageError(message) }, false))
  for (const sentence of remarksOn(merged, reports, allowMissing))
    io.stderr.write(describeProblem({ error: new UsageError(sentence) }, false))
  for (const problem of problems) io.stderr.write(describeProblem(problem, false))
  io.stdout.write(formatMerged(report, reports.length, coloursFor(io.env, io.stdout.isTTY === true)))
  return worse(report.exitCode, problems.length > 0 ? exitCodes.couldNot : 0)
}

/** Outputs and pictures are in no report: a page of several has what differs as text. */
async function textSections(report: Report) {
  const { HtmlSections } = await import('../report/html/index.ts')
  const sections = new HtmlSections(guardedReplace(2000))
  for (const notebook of report.notebooks) sections.add(undefined, notebook)
  return sections
}

function remarksOn({ missing, superseded }: Merged, reports: readonly ReadReport[], allowMissing: boolean): string[] {
  const versions = [...new Set(reports.map(({ report }) => report.ackbook))]
  const parts = reports.find(({ report }) => report.shard)?.report.shard?.count
  return [
    ...superseded.map(({ before, by, notebooks }) => {
      const those = count(notebooks, 'notebook stands', 'notebooks stand')
      return `${those} in ${before} and in ${by}, which began later and counts`
    }),
    ...(versions.length > 1 ? [`the reports were written by several versions of ackbook: ${list(versions)}`] : []),
    ...(allowMissing && missing.length > 0
      ? [`of ${parts} shards, ${list(missing.map(String))} left no report, and nothing is known of their notebooks`]
      : []),
  ]
}

/** @throws FileError, UsageError for what is no report, or none of these together */
async function readReports(paths: readonly string[], targets: readonly ReportTarget[], io: Io): Promise<ReadReport[]> {
  const files = new Map<string, string>()
  for (const path of paths) {
    for (const file of await filesAt(path, io.cwd)) {
      const real = await realpath(resolve(io.cwd, file)).catch((cause: unknown) => {
        throw new FileError(file, `cannot be read: ${reasonOf(cause)}. ${unmerged}`, { cause })
      })
      if (!files.has(real)) files.set(real, file)
    }
  }
  for (const { format, path } of targets) {
    const file = files.get(await realpath(resolve(io.cwd, path)).catch(() => ''))
    if (path !== '-' && file !== undefined)
      throw new UsageError(`--${format} ${path} is one of the reports to be merged: name another file`, {
        consequence: unmerged,
      })
  }
  const reports: ReadReport[] = []
  for (const file of files.values()) reports.push({ file, report: await readReport(file, io.cwd) })
  checkTogether(reports)
  return reports
}

async function filesAt(path: string, cwd: string): Promise<string[]> {
  if (!statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isDirectory()) return [path]
  const entries = await readdir(resolve(cwd, path), { recursive: true })
  const files = entries.filter((name) => name.endsWith('.json')).sort(comparePaths)
  if (files.length > 0) return files.map((name) => join(path, name))
  throw new FileError(path, `no reports in this folder (*.json, as --json writes them). ${unmerged}`)
}

async function readReport(file: string, cwd: string): Promise<Report> {
  const refuse = (message: string, cause?: unknown): never => {
    throw new FileError(file, `${message}. ${unmerged}`, { cause })
  }
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause: unknown) =>
    refuse(`cannot be read: ${reasonOf(cause)}`, cause),
  )
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    refuse(`not a report: not JSON${whereJsonEnds(text)}`, cause)
  }
  const { version: form, ackbook } = Object(value) as { version?: unknown; ackbook?: unknown }
  if (typeof ackbook !== 'string' || typeof form !== 'number')
    refuse('not a report: ackbook verify --json and ackbook run --json write them')
  if (form !== 1)
    refuse(`a report of form ${form}, written by ackbook ${ackbook}, and this one reads form 1: merge it with that one`)
  const schema = reportSchema()
  const wrong = schemaProblem(schema, value, schema.$defs)
  if (wrong !== undefined) refuse(`not a report as report.schema.json has it: ${wrong}`)
  return value as Report
}

/** In words that do not change from one Node to the next. */
function whereJsonEnds(text: string): string {
  try {
    parseJson(text)
    return ''
  } catch (error) {
    return error instanceof JsonError ? ` (${error.message})` : ''
  }
}

let schemaRead: Schema | undefined

function reportSchema(): Schema {
  const require = createRequire(import.meta.url)
  schemaRead ??= JSON.parse(readFileSync(require.resolve('ackbook/report.schema.json'), 'utf8'), telling) as Schema
  return schemaRead
}

/** What the file tells of members says what they are for, not what they may be. */
function telling(key: string, value: unknown): unknown {
  return key === 'description' && typeof value === 'string' ? undefined : value
}

/** Reports that tell of parts of one run. @throws UsageError */
function checkTogether(reports: readonly ReadReport[]): void {
  const [first, ...others] = reports
  for (const { file, report } of others) {
    const { command } = first!.report
    if (report.command !== command)
      refuse(`${first!.file} is of ackbook ${command} and ${file} of ackbook ${report.command}`)
  }
  const sharded = reports.filter(({ report }) => report.shard)
  for (const { file, report } of sharded) {
    const { count: parts, index } = report.shard!
    const before = sharded[0]!
    if (parts !== before.report.shard!.count || index > parts) {
      const said = ({ report: { shard }, file: from }: ReadReport) =>
        `${from} is shard ${shard!.index} of ${shard!.count}`
      refuse(`${said(before)}, and ${said({ file, report })}`)
    }
  }

  function refuse(what: string): never {
    throw new UsageError(`${what}: these are no parts of one run`, { consequence: unmerged })
  }
}
