import { isCode, type Notebook, withOutputs, withWidgetsOf } from '../notebook/index.ts'
import { compareOutputs } from './compare.ts'
import { cellsWithNewDigests } from './new-digests.ts'
import { plainReplace, type Replace } from './normalise.ts'
import { type Executed, type VerdictScope, type Verification, verdictOn } from './verdict.ts'
import { cellsWithWidgets } from './widgets.ts'

export interface ComparingOptions extends VerdictScope {
  /** How patterns are applied; by default without a guard against those that take for ever. */
  replace?: Replace
}

/**
 * Compares an execution with the outputs stored in its notebook.
 *
 * @throws NotebookError when the notebook's own settings (`ackbook` in its metadata) are not valid
 */
export function verifyRun(notebook: Notebook, run: Executed, options: ComparingOptions = {}): Verification {
  const { replace = plainReplace, ...scope } = options
  return verdictOn(notebook, run, (stored, fresh, policy) => compareOutputs(stored, fresh, policy, replace), scope)
}

/**
 * The notebook as `--update` stores it: new outputs where they differ, and then also where the stored ones were the same only
 * after normalising, so that all such numbers are of one run; the old ones where they are the same; the new execution counts.
 *
 * @param chosen the cells that were looked at, if not all were: the others stay as they are
 */
export function updatedNotebook(
  notebook: Notebook,
  run: Executed,
  verification: Verification,
  chosen?: ReadonlySet<number>,
): Notebook {
  const changed = new Set([
    ...verification.changed,
    ...verification.normalised.map(({ cell }) => cell),
    ...cellsWithNewDigests(notebook, run),
  ])
  const showWidget = new Set(cellsWithWidgets(notebook, run))
  // Widgets know each other by their ids: all of them are of one run.
  const hasNewWidgets = [...changed].some((index) => showWidget.has(index))
  if (hasNewWidgets) for (const index of showWidget) changed.add(index)
  const updated = withOutputs(
    notebook,
    run.cells.flatMap(({ index, status, outputs, executionCount }) => {
      const cell = notebook.cells[index]
      if (!cell || !isCode(cell) || status !== 'ok' || chosen?.has(index) === false) return []
      return [{ index, outputs: changed.has(index) ? outputs : cell.outputs, executionCount }]
    }),
  )
  return hasNewWidgets ? withWidgetsOf(updated, run) : updated
}
