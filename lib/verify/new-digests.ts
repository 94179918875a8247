import { isCode, type Notebook } from '../notebook/index.ts'
import type { Executed } from './verdict.ts'

/** The cells of which a digest of a figure's data came, and none is stored: nothing is wrong with them, and a page would like to know it. */
export function cellsWithNewDigests({ cells }: Notebook, run: Executed): number[] {
  return run.cells.flatMap(({ index, status, outputs }) => {
    const cell = cells[index]
    if (!cell || !isCode(cell) || status !== 'ok') return []
    return digestsIn(outputs) > digestsIn(cell.outputs) ? [index] : []
  })
}

function digestsIn(outputs: readonly object[]): number {
  return (outputs as readonly { metadata?: { ackbook?: { digest?: unknown } } }[]).filter(
    ({ metadata }) => typeof metadata?.ackbook?.digest === 'string',
  ).length
}
