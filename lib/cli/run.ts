import { UsageError } from '../command/index.ts'
import { fingerprint } from '../files/index.ts'
import { formatNotebook, type Notebook, withOutputs } from '../notebook/index.ts'
import type { Entry } from '../report/index.ts'
import type { CellRun, NotebookRun } from '../run/index.ts'
import { type ExecuteOptions, type Executions, executeAll, type WholeRun, withRunTimeout } from './execute.ts'
import { ExecutedFolder, executed } from './executed.ts'
import { givenParameters, type ParameterArguments } from './given-parameters.ts'
import type { Io } from './io.ts'
import { type Loaded, loadNotebooks } from './load.ts'
import { describeProblem, nothingRun, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments } from './reports.ts'
import { Saver } from './saver.ts'
import { replaceNotebook } from './verify.ts'
import { wantedReports } from './wanted-reports.ts'

export interface RunArguments extends ExecuteOptions, ReportArguments, ParameterArguments {
  /** Where the notebooks with their outputs go; in place without it. */
  outputDir?: string
  /** Stores what there is after each cell, also of a notebook that fails. */
  saveEach?: boolean
}

/** `ackbook run`: runs notebooks and stores their outputs. */
export async function runNotebooks(paths: readonly string[], options: RunArguments, io: Io): Promise<Executions> {
  const { outputDir, saveEach = false } = options
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
  const reports = await wantedReports(options, 'run', io)
  const savers = new Map<string, Saver>()
  /** Of what this command has written in place, by path. */
  const written = new Map<string, string>()
  const onCell = saveEach ? save : undefined
  const done = await executeAll(all, finish, withRunTimeout(options, project), io, { reports, parameters, onCell })
  // Those that were interrupted.
  for (const [path, saver] of savers) {
    await saver.end().catch((error) => io.stderr.write(describeProblem(unsaved(path, error), options.verbose === true)))
  }
  return done

  async function finish(loaded: Loaded, run: NotebookRun, _: unknown, whole: WholeRun) {
    const failed = run.findings.length > 0
    const entry: Entry = { ...loaded, run, outcome: failed ? 'failed' : 'ran' }
    if (failed && !folder && !saveEach) return { entry }
    try {
      await savers.get(loaded.path)?.end()
      savers.delete(loaded.path)
      if (folder) await folder.write(loaded, whole.notebook, whole.run)
      else if (failed) await replace(loaded, withDone(whole.notebook, whole.run.cells))
      else await replace(loaded, executed(whole.notebook, whole.run))
      return { entry }
    } catch (error) {
      savers.delete(loaded.path)
      return { entry, problems: [unsaved(loaded.path, error)] }
    }
  }

  function save(loaded: Loaded, notebook: Notebook, cell: CellRun): void {
    const { path } = loaded
    const saver =
      savers.get(path) ??
      new Saver(async (cells) => {
        if (folder) await folder.writeSoFar(loaded, notebook, cells)
        else await replace(loaded, withDone(notebook, cells))
      })
    savers.set(path, saver)
    saver.note(cell)
  }

  async function replace(loaded: Loaded, notebook: Notebook): Promise<void> {
    const content = formatNotebook(notebook)
    await replaceNotebook({ ...loaded, fingerprint: written.get(loaded.path) ?? loaded.fingerprint }, content, io)
    written.set(loaded.path, fingerprint(content))
  }

  function unsaved(path: string, error: unknown) {
    return unwritten(error, `The outputs of ${path} were not stored.`, io.cwd)
  }
}

/** In place, a cell that was not run keeps what it had. */
function withDone(notebook: Notebook, cells: readonly CellRun[]): Notebook {
  return withOutputs(
    notebook,
    cells.filter(({ status }) => status === 'ok' || status === 'failed'),
  )
}
