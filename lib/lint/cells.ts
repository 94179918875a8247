import { type CodeCell, isCode, isEmpty, type Notebook, raisesException, skipsExecution } from '../notebook/index.ts'
import type { LintFault } from './fault.ts'

const idPattern = /^[a-zA-Z0-9_-]{1,64}$/

/** Ids that are missing, are none, or stand for two cells; before nbformat 4.5 there are none. */
export function idFaults({ cells, nbformat_minor: minor }: Notebook): LintFault[] {
  if (minor < 5) return []
  const first = new Map<string, number>()
  return cells.flatMap(({ id }, cell): LintFault[] => {
    if (id === undefined) {
      const message = 'it has no id, which nbformat 4.5 wants of each cell'
      return [
        { rule: 'missing-id', cell, message, remedy: 'ackbook check --fix gives it one; so does saving it in Jupyter' },
      ]
    }
    if (!idPattern.test(id)) {
      const message = `its id ${JSON.stringify(id.slice(0, 80))} is none: 1 to 64 letters, digits, - and _ are`
      return [{ rule: 'bad-id', cell, message, remedy: 'ackbook check --fix gives it another' }]
    }
    if (!first.has(id)) {
      first.set(id, cell)
      return []
    }
    const message = 'a cell before it has the same id, and an id names one cell alone (nbformat 4.5)'
    return [
      {
        rule: 'duplicate-id',
        cell,
        message,
        remedy: 'ackbook check --fix gives it one of its own; so does saving it in Jupyter',
      },
    ]
  })
}

/** What counts and outputs tell of the run that left them. */
export function runFaults(notebook: Notebook): LintFault[] {
  // Of a learner's copy nothing is stored until somebody runs it.
  if (notebook.metadata.ackbook?.copyOf !== undefined) return []
  const run = [...notebook.cells.entries()].filter((entry): entry is [number, CodeCell] => {
    const [, cell] = entry
    return isCode(cell) && !isEmpty(cell) && !skipsExecution(cell, notebook)
  })
  const stored = run.filter(([, { execution_count, outputs }]) => execution_count !== null || outputs.length > 0)
  if (run.length === 0) return []
  if (stored.length === 0)
    return [{ rule: 'stripped', message: 'no cell has an output or a count', remedy: ofStripped }]
  const faults: LintFault[] = []
  for (const [cell, { execution_count, outputs }] of run) {
    if (execution_count !== null) continue
    if (outputs.length > 0)
      faults.push({ rule: 'missing-count', cell, message: 'it has outputs, and no count', remedy: again })
    else faults.push({ rule: 'never-executed', cell, message: 'it was never executed', remedy: ofUnexecuted })
  }
  return [...faults, ...orderFaults(stored)]
}

const again = 'ackbook verify --update, or ackbook run, stores those of one run'
const ofUnexecuted = 'ackbook verify --update, or ackbook run, stores its outputs'
const ofStripped =
  'ackbook run --output-dir DIR sees whether it runs; ackbook verify --update, or ackbook run, stores outputs'

/** The first place at which the counts are not those of a fresh kernel that ran all cells in turn. */
function orderFaults(stored: readonly [number, CodeCell][]): LintFault[] {
  const counted = stored.flatMap(([cell, { execution_count: count }]) => (count === null ? [] : [{ cell, count }]))
  const at = counted.findIndex(({ count }, place) => count !== place + 1)
  if (at < 0) return []
  const { cell, count } = counted[at]!
  const before = counted[at - 1]?.count ?? 0
  const isBack = count <= before
  // Where a count is missing, the next ones are off because of it.
  if (!isBack && counted.length < stored.length) return []
  const message = isBack
    ? `its count is ${count}, behind one of ${before}: the cells were not run from top to bottom`
    : `its count is ${count}, where ${before + 1} should be: cells were run that are no more, or some twice`
  return [{ rule: 'count-order', cell, message, remedy: again }]
}

/** Errors that are stored as if they were wanted. */
export function errorFaults(notebook: Notebook): LintFault[] {
  if (notebook.metadata.execution?.allow_errors === true) return []
  return [...notebook.cells.entries()].flatMap(([cell, each]): LintFault[] => {
    if (!isCode(each) || raisesException(each) || skipsExecution(each, notebook)) return []
    const error = each.outputs.find(({ output_type }) => output_type === 'error') as { ename: string } | undefined
    if (!error) return []
    const message = `an error is stored as its output: ${error.ename || 'one without a name'}`
    return [
      {
        rule: 'stored-error',
        cell,
        message,
        remedy: 'if it must fail, tag it raises-exception; else mend it and run it',
      },
    ]
  })
}
