import type { CellMetadata, CodeCell, Notebook, NotebookMetadata, Output } from '../../lib/notebook/index.ts'
import { type Executed, type Verification, verifyRun } from '../../lib/verify/index.ts'

export const out = (text: string, name: 'stdout' | 'stderr' = 'stdout'): Output => ({
  output_type: 'stream',
  name,
  text,
})
export const show = (data: Record<string, unknown>): Output => ({ output_type: 'display_data', data, metadata: {} })

export const code = (outputs: Output[], metadata: CellMetadata = {}, more: Partial<CodeCell> = {}): CodeCell => ({
  cell_type: 'code',
  id: 'the-cell',
  metadata,
  source: 'x',
  outputs,
  execution_count: 1,
  ...more,
})

export const notebookOf = (cells: CodeCell[], metadata: NotebookMetadata = {}): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata,
  // An id names one cell alone.
  cells: cells.map((cell, at) => (at > 0 && cell.id === 'the-cell' ? { ...cell, id: `the-cell-${at + 1}` } : cell)),
})

/** A good run of every cell with the outputs given. */
export const ran = (outputs: Output[][], status: Executed['cells'][number]['status'] = 'ok'): Executed => ({
  path: 'x.ipynb',
  cells: outputs.map((each, index) => ({ index, status, outputs: each, executionCount: index + 1 })),
  findings: [],
})

export function verifyOne(
  stored: Output[],
  fresh: Output[],
  metadata: CellMetadata = {},
  whole: NotebookMetadata = {},
): Verification {
  return verifyRun(notebookOf([code(stored, metadata)], whole), ran([fresh]))
}

export const normalise = (...names: string[]): CellMetadata => ({ ackbook: { normalise: names } })
