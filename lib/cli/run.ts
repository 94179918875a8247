import { UsageError } from '../command/index.ts'
import { fingerprint } from '../files/index.ts'
import { formatNotebook, type Notebook, withOutputs } from '../notebook/index.ts'
import type { Entry } from '../report/index.ts'
import type { CellRun, NotebookRun } from '../run/index.ts'
import type { ChangedArguments } from './changed.ts'
import { type ExecuteOptions, type Executions, executeAll, type WholeRun, withRunTimeout } from './execute.ts'
import { ExecutedFolder, executed } from './executed.ts'
import { givenParameters, type ParameterArguments } from './given-parameters.ts'
import type { Io } from './io.ts'
import type { CacheArguments } from './kept.ts'
import type { Loaded } from './load.ts'
import { describeProblem, nothingRun, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments } from './reports.ts'
import { runsUntilGood } from './retries.ts'
import { Saver } from './saver.ts'
import { LastResults } from './select/last-results.ts'
import { loadSelected, type SelectArguments, tellSelection } from './select/select.ts'
import { onlyTouched } from './touched.ts'
import { replaceNotebook } from './verify.ts'
import { wantedReports } from './wanted-reports.ts'

export interface RunArguments
  extends ExecuteOptions,
    SelectArguments,
    ReportArguments,
    CacheArguments,
    ChangedArguments,
    ParameterArguments {
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
  const last = new LastResults('run', options, io)
  const selected = await loadSelected(paths, options, { io, project, last, output: outputDir })
  const reports = options.list ? undefined : await wantedReports(options, 'run', io)
  const all = await onlyTouched(selected, options, reports?.io ?? io)
  const folder = outputDir === undefined ? undefined : new ExecutedFolder(outputDir, io)
  if (!folder && !options.list) refuseParts(all.notebooks)
  await folder?.check(all.notebooks, '--output-dir', 'leave it out to run in place')
  tellSelection(selected, reports?.io ?? io, reports)
  const savers = new Map<string, Saver>()
  /** Of what this command has written in place, by path. */
  const written = new Map<string, string>()
  const onCell = saveEach ? save : undefined
  const done = await executeAll(all, finish, withRunTimeout(options, project), io, { reports, parameters, onCell })
  // Those that were interrupted.
  for (const [path, saver] of savers) {
    await saver.end().catch((error) => io.stderr.write(describeProblem(unsaved(path, error), options.verbose === true)))
  }
  if (!options.list) await last.keep(all.notebooks, done)
  return done

  async function finish(loaded: Loaded, first: NotebookRun, runAgain: () => Promise<NotebookRun>, whole: WholeRun) {
    const { run, earlier } = await runsUntilGood(first, loaded.settings.retries, runAgain, () => undefined)
    const failed = run.findings.length > 0
    const outcome = failed ? 'failed' : earlier.length > 0 ? 'flaky' : 'ran'
    const entry: Entry = { ...loaded, run, outcome, ...(earlier.length > 0 && { earlier }) }
    if (failed && !folder && !saveEach) return { entry }
    try {
      await savers.get(loaded.path)?.end()
      savers.delete(loaded.path)
      if (folder) await folder.write(loaded, whole.notebook, whole.of(run))
      else if (failed) await replace(loaded, withDone(whole.notebook, whole.of(run).cells))
      else await replace(loaded, executed(whole.notebook, whole.of(run)))
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
