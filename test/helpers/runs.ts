import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseNotebook } from '../../lib/notebook/index.ts'
import type { CodeCell, Notebook } from '../../lib/notebook/types.ts'
import type { CellRun, NotebookRun } from '../../lib/run/index.ts'

/** A path in `test/input/run/`. */
export function input(path: string): string {
  return fileURLToPath(new URL(`../input/run/${path}`, import.meta.url))
}

export function readNotebook(name: string): Notebook {
  const path = input(`${name}.ipynb`)
  return parseNotebook(readFileSync(path, 'utf8'), path)
}

export function codeNotebook(sources: readonly string[], kernel = 'tslab'): Notebook {
  const cells = sources.map(
    (source, i): CodeCell => ({
      ...{ cell_type: 'code', id: `cell-${i + 1}`, metadata: {}, source, outputs: [], execution_count: null },
    }),
  )
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: kernel } }, cells }
}

/** `ok failed not-run`: what became of each code cell. */
export function statuses(run: NotebookRun): string {
  return run.cells.map(({ status }) => status).join(' ')
}

/** `cell-failed 2`: each finding's kind, and its cell from 1 on. */
export function kinds(run: NotebookRun): string[] {
  return run.findings.map(({ kind, cell }) => (cell === undefined ? kind : `${kind} ${cell + 1}`))
}

/** All text that a cell printed, on either stream. */
export function streams({ outputs }: CellRun): string {
  return outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('')
}
