import { isCode, isEmpty, raisesException, skipsExecution } from '../notebook/index.ts'
import type { CodeCell, Notebook } from '../notebook/types.ts'
import type { RunOptions } from './types.ts'

/** What is to be done with one code cell. */
export interface Step {
  cell: CodeCell
  /** 0-based place in `notebook.cells`. */
  index: number
  /** 1-based, among the code cells. */
  ordinal: number
  isSkipped: boolean
  /** Milliseconds; `Infinity` when the author sets no limit. */
  timeout: number
  /** The cell must fail; with a text, which must stand in what it fails with. */
  raises: true | string | undefined
  /** What is answered when the cell asks for standard input: a line each time. */
  stdin: readonly string[]
}

export function planOf(notebook: Notebook, options: RunOptions): Step[] {
  const steps: Step[] = []
  for (const [index, cell] of notebook.cells.entries()) {
    if (!isCode(cell)) continue
    const isSkipped = isEmpty(cell) || skipsExecution(cell, notebook)
    const timeout = timeoutOf(cell, notebook, options)
    const { stdin = [] } = cell.metadata.ackbook ?? {}
    steps.push({ cell, index, ordinal: steps.length + 1, isSkipped, timeout, raises: raisesOf(cell), stdin })
  }
  return steps
}

/** The cell's own limit, the notebook's, the one given; nbclient's -1 and null mean none. */
function timeoutOf(cell: CodeCell, { metadata }: Notebook, options: RunOptions): number {
  const settings = [cell.metadata.ackbook?.timeout, metadata.ackbook?.timeout, metadata.execution?.timeout]
  const seconds: unknown = [...settings, options.timeout].find((setting) => setting !== undefined) ?? 60
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY
}

function raisesOf(cell: CodeCell): true | string | undefined {
  const raises = cell.metadata.ackbook?.raises
  if (typeof raises === 'string') return raises
  return raises === true || raisesException(cell) ? true : undefined
}
