import { UsageError } from '../command/index.ts'
import { formatNotebook } from '../notebook/index.ts'
import type { Entry } from '../report/index.ts'
import type { NotebookRun } from '../run/index.ts'
import { type ExecuteOptions, type Executions, executeAll } from './execute.ts'
import { ExecutedFolder, executed } from './executed.ts'
import type { Io } from './io.ts'
import type { CacheArguments } from './kept.ts'
import type { Loaded } from './load.ts'
import { nothingRun, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments } from './reports.ts'
import { runsUntilGood } from './retries.ts'
import { LastResults } from './select/last-results.ts'
import { loadSelected, type SelectArguments, tellSelection } from './select/select.ts'
import { replaceNotebook } from './verify.ts'
import { wantedReports } from './wanted-reports.ts'

export interface RunArguments extends ExecuteOptions, SelectArguments, ReportArguments, CacheArguments {
  /** Where the notebooks with their outputs go; in place without it. */
  outputDir?: string
}

/** `ackbook run`: runs notebooks and stores their outputs. */
export async function runNotebooks(paths: readonly string[], options: RunArguments, io: Io): Promise<Executions> {
  const { outputDir } = options
  const project = await Project.open(options, io)
  const last = new LastResults('run', options, io)
  const all = await loadSelected(paths, options, { io, project, last, output: outputDir })
  const folder = outputDir === undefined ? undefined : new ExecutedFolder(outputDir, io)
  if (!folder && !options.list) refuseParts(all.notebooks)
  await folder?.check(all.notebooks, '--output-dir', 'leave it out to run in place')
  const reports = options.list ? undefined : await wantedReports(options, 'run', io)
  tellSelection(all, reports?.io ?? io, reports)
  const done = await executeAll(all, finish, options, io, { reports })
  if (!options.list) await last.keep(all.notebooks, done)
  return done

  async function finish(loaded: Loaded, first: NotebookRun, runAgain: () => Promise<NotebookRun>) {
    const { run, earlier } = await runsUntilGood(first, loaded.settings.retries, runAgain, () => undefined)
    const failed = run.findings.length > 0
    const outcome = failed ? 'failed' : earlier.length > 0 ? 'flaky' : 'ran'
    const entry: Entry = { ...loaded, run, outcome, ...(earlier.length > 0 && { earlier }) }
    if (failed && !folder) return { entry }
    try {
      if (folder) await folder.write(loaded, loaded.notebook, run)
      else await replaceNotebook(loaded, formatNotebook(executed(loaded.notebook, run)), io)
      return { entry }
    } catch (error) {
      return { entry, problems: [unwritten(error, `The outputs of ${loaded.path} were not stored.`, io.cwd)] }
    }
  }
}

/** A notebook whose outputs are of several runs is none that ran from top to bottom. */
function refuseParts(notebooks: readonly Loaded[]): void {
  const part = notebooks.find(({ chosen }) => chosen !== undefined)
  if (!part) return
  const remedies =
    '--output-dir DIR writes it elsewhere, ackbook verify --update stores the outputs of these cells alone'
  throw new UsageError(`${part.path} would be run in part, and in place all of it is stored: ${remedies}`, {
    consequence: nothingRun,
  })
}
