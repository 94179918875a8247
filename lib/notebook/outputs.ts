import type { Cell, Notebook, Output } from './types.ts'

/** What one execution of a cell left behind. */
export interface CellResult {
  /** 0-based place in `notebook.cells`. */
  index: number
  outputs: Output[]
  executionCount: number | null
}

/** The notebook with new outputs and counts in the cells named; everything else, and the layout of its file, as it was. */
export function withOutputs(notebook: Notebook, results: readonly CellResult[]): Notebook {
  const byIndex = new Map(results.map((result) => [result.index, result]))
  const cells = notebook.cells.map((cell, index): Cell => {
    const result = byIndex.get(index)
    if (!result || cell.cell_type !== 'code') return cell
    return { ...cell, outputs: result.outputs, execution_count: result.executionCount } as Cell
  })
  return { ...notebook, cells }
}

/** The notebook without the outputs of its cells: a copy, for the texts of one that was parsed hold the text of its whole file. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell): Cell => (cell.cell_type === 'code' ? { ...cell, outputs: [] } : cell))
  return structuredClone({ ...notebook, cells })
}
