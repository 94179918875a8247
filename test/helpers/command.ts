import { type Io, main } from '../../lib/cli/index.ts'
import { type CodeCell, isEmpty, type Notebook, type Output, skipsExecution } from '../../lib/notebook/index.ts'
import type { CellRun, NotebookRun, RunNotebook } from '../../lib/run/index.ts'

/** What a command did: its exit code and what it printed. */
export interface Done {
  code: number
  out: string
  err: string
}

export interface Surroundings extends Partial<Io> {
  cwd: string
}

/** The command line in surroundings of the test's own, on {@link scriptedRun} unless told otherwise. */
export async function command(argv: readonly string[], more: Surroundings): Promise<Done> {
  const done: Done = { code: -1, out: '', err: '' }
  done.code = await main(argv, ioInto(done, more))
  return done
}

/** Surroundings in which what is printed goes into `done`. */
export function ioInto(done: Done, more: Surroundings): Io {
  return {
    stdout: { write: (text) => (done.out += text) },
    stderr: { write: (text) => (done.err += text) },
    clock: { now: () => 0, every: () => () => undefined },
    date: () => new Date(0),
    cpus: 2,
    onInterrupt: () => () => undefined,
    exit: (code) => {
      throw new Error(`exit ${code}`)
    },
    runNotebook: scriptedRun,
    fetchPicture: async () => ({ why: 'nothing is fetched here' }),
    ...more,
    // Nothing is kept then, and nothing stands, unless it is asked for; and whatever is asked for, not in the user's own folder.
    env: { ACKBOOK_CACHE_DIR: process.env.ACKBOOK_CACHE_DIR, ...(more.env ?? { CI: 'true' }) },
  }
}

/** A kernel that knows `print TEXT` and `fail TEXT`, one a line; cells that are to be skipped, and those after one that fails, are not run. */
export const scriptedRun: RunNotebook = async (notebook, path, options = {}) => {
  options.signal?.throwIfAborted()
  const run: NotebookRun = { path, kernel: 'scripted', cells: [], findings: [], milliseconds: 100 }
  let count = 0
  let failed = false
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') continue
    const result: CellRun = { index, status: 'not-run', outputs: [], executionCount: null, milliseconds: 1 }
    run.cells.push(result)
    if (isEmpty(cell) || skipsExecution(cell, notebook)) result.status = 'skipped'
    if (failed || result.status === 'skipped') continue
    count += 1
    result.executionCount = count
    result.outputs = outputsOf(cell.source)
    failed = cell.source.includes('fail')
    result.status = failed ? 'failed' : 'ok'
    if (failed) run.findings.push({ kind: 'cell-failed', cell: index, message: 'the cell failed: scripted' })
  }
  return run
}

function outputsOf(source: string): Output[] {
  const lines = source.split('\n').flatMap((line) => (line.startsWith('print ') ? [`${line.slice(6)}\n`] : []))
  return lines.length > 0 ? [{ output_type: 'stream', name: 'stdout', text: lines.join('') }] : []
}

/** A notebook's file: its code cells, each with the text stored as its output (`undefined`: never executed). */
export function notebookFile(cells: readonly [source: string, stored?: string][], metadata: object = {}): string {
  const notebook: Notebook = {
    cells: cells.map(
      ([source, stored], index): CodeCell => ({
        cell_type: 'code',
        execution_count: stored === undefined ? null : index + 1,
        id: `cell-${index + 1}`,
        metadata: {},
        outputs: stored ? [{ name: 'stdout', output_type: 'stream', text: stored }] : [],
        source,
      }),
    ),
    metadata: { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' }, ...metadata },
    nbformat: 4,
    nbformat_minor: 5,
  }
  return `${JSON.stringify(notebook, null, 1)}\n`
}
