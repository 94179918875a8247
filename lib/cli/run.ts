import { UsageError } from '../command/index.ts'
import { formatNotebook } from '../notebook/index.ts'
import type { Entry } from '../report/index.ts'
import type { NotebookRun } from '../run/index.ts'
import { type ExecuteOptions, type Executions, executeAll, type WholeRun, withRunTimeout } from './execute.ts'
import { ExecutedFolder, executed } from './executed.ts'
import { givenParameters, type ParameterArguments } from './given-parameters.ts'
import type { Io } from './io.ts'
import { type Loaded, loadNotebooks } from './load.ts'
import { nothingRun, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments } from './reports.ts'
import { replaceNotebook } from './verify.ts'
import { wantedReports } from './wanted-reports.ts'

export interface RunArguments extends ExecuteOptions, ReportArguments, ParameterArguments {
  /** Where the notebooks with their outputs go; in place without it. */
  outputDir?: string
}

/** `ackbook run`: runs notebooks and stores their outputs. */
export async function runNotebooks(paths: readonly string[], options: RunArguments, io: Io): Promise<Executions> {
  const { outputDir } = options
  const parameters = await givenParameters(options, io)
  if (parameters && outputDir === undefined) {
    const message =
      'with parameters a notebook comes out that is not the one that was read: say where it goes, by --output-dir DIR'
    throw new UsageError(message, { consequence: nothingRun })
  }
  const project = await Project.open(options, io)
  const all = await loadNotebooks(paths, io, nothingRun, { output: outputDir, project })
  const folder = outputDir === undefined ? undefined : new ExecutedFolder(outputDir, io)
  await folder?.check(all.notebooks, '--output-dir', 'leave it out to run in place')
  return executeAll(all, finish, withRunTimeout(options, project), io, {
    reports: await wantedReports(options, 'run', io),
    parameters,
  })

  async function finish(loaded: Loaded, run: NotebookRun, _: unknown, whole: WholeRun) {
    const failed = run.findings.length > 0
    const entry: Entry = { ...loaded, run, outcome: failed ? 'failed' : 'ran' }
    if (failed && !folder) return { entry }
    try {
      if (folder) await folder.write(loaded, whole.notebook, whole.run)
      else await replaceNotebook(loaded, formatNotebook(executed(loaded.notebook, run)), io)
      return { entry }
    } catch (error) {
      return { entry, problems: [unwritten(error, `The outputs of ${loaded.path} were not stored.`, io.cwd)] }
    }
  }
}
