import { resolve } from 'node:path'
import { UsageError } from '../command/index.ts'
import { checkWritable, writeWhole } from '../files/index.ts'
import { formatNotebook, isCode, type Notebook, withOutputs } from '../notebook/index.ts'
import type { Entry } from '../report/index.ts'
import type { NotebookRun } from '../run/index.ts'
import { type ExecuteOptions, type Executions, executeAll } from './execute.ts'
import type { Io } from './io.ts'
import { type Loaded, loadNotebooks } from './load.ts'
import { nothingRun } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments } from './reports.ts'
import { replaceNotebook } from './verify.ts'
import { wantedReports } from './wanted-reports.ts'

export interface RunArguments extends ExecuteOptions, ReportArguments {
  /** Where the notebooks with their outputs go; in place without it. */
  outputDir?: string
}

/** `ackbook run`: runs notebooks and stores their outputs. */
export async function runNotebooks(paths: readonly string[], options: RunArguments, io: Io): Promise<Executions> {
  const { outputDir } = options
  const project = await Project.open(options, io)
  const all = await loadNotebooks(paths, io, nothingRun, { output: outputDir, project })
  if (outputDir !== undefined) checkOutputs(all.notebooks, outputDir, io)
  return executeAll(all, finish, options, io, { reports: await wantedReports(options, 'run', io) })

  async function finish(loaded: Loaded, run: NotebookRun) {
    const failed = run.findings.length > 0
    const entry: Entry = { ...loaded, run, outcome: failed ? 'failed' : 'ran' }
    if (failed && outputDir === undefined) return { entry }
    try {
      const content = formatNotebook(executed(loaded.notebook, run))
      if (outputDir === undefined) await replaceNotebook(loaded, content, io)
      else await writeNew(resolve(io.cwd, outputDir, loaded.below), content)
      return { entry }
    } catch (error) {
      return { entry, problems: [{ path: loaded.path, error, consequence: 'Its outputs were not stored.' }] }
    }
  }
}

async function writeNew(file: string, content: string): Promise<void> {
  await checkWritable(file)
  await writeWhole(file, content)
}

/** The notebook as this run leaves it: a cell that was not run has no output, one that is skipped keeps what it had. */
function executed(notebook: Notebook, run: NotebookRun): Notebook {
  return withOutputs(
    notebook,
    run.cells.filter(({ index, status }) => status !== 'skipped' && isCode(notebook.cells[index]!)),
  )
}

/** Before anything runs: each notebook has a place of its own in the folder, and none is written over. */
function checkOutputs(notebooks: readonly Loaded[], outputDir: string, io: Io): void {
  const sources = new Set(notebooks.map(({ path }) => resolve(io.cwd, path)))
  const taken = new Map<string, string>()
  for (const { path, below } of notebooks) {
    const target = resolve(io.cwd, outputDir, below)
    if (sources.has(target)) {
      throw new UsageError(`${path}: --output-dir ${outputDir} is its own folder: leave it out to run in place`, {
        consequence: nothingRun,
      })
    }
    // Some file systems do not tell large letters from small ones.
    const key = target.toLowerCase()
    const other = taken.get(key)
    if (other !== undefined) {
      throw new UsageError(`${other} and ${path} would both be written to ${target}: run them into two folders`, {
        consequence: nothingRun,
      })
    }
    taken.set(key, path)
  }
}
