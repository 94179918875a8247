import {
  type Finding,
  isCode,
  isEmpty,
  type Notebook,
  type Output,
  skipsExecution,
  withOutputs,
} from '../notebook/index.ts'
import { type CellComparison, compareOutputs } from './compare.ts'
import { type Fired, plainReplace, type Replace } from './normalise.ts'
import { type CellPolicy, policiesOf } from './policy.ts'
import { remedyOf } from './remedy.ts'
import { duplicateIds, notesOn, withRemedies } from './stored.ts'

/** What verifying looks at of an execution; a `NotebookRun` is one. */
export interface Executed {
  path: string
  cells: readonly {
    index: number
    status: 'ok' | 'failed' | 'skipped' | 'not-run'
    outputs: Output[]
    executionCount: number | null
  }[]
  /** What went wrong while running. */
  findings: readonly Finding[]
}

export type Verdict =
  /** Every code cell ran, and its outputs are those stored. */
  | 'verified'
  /** It ran well; an output differs, or a stored cell was never executed. */
  | 'differs'
  /** Something went wrong while running, or the notebook itself is not as it must be. */
  | 'failed'
  /** Nothing went wrong, because no cell was run: all are empty or skipped. */
  | 'nothing'

export interface Verification {
  verdict: Verdict
  /** Of running and of comparing, in the order of the cells. */
  findings: Finding[]
  /** How many code cells ran as they should. */
  cells: number
  /** Which normalisers (`ansi` aside) made different texts equal, and where. */
  normalised: { cell: number; fired: Fired[] }[]
  /** The cells whose stored outputs are not what came. */
  changed: number[]
  /** What is odd and no fault, a sentence each. */
  notes: string[]
}

export interface VerifyOptions {
  /** How patterns are applied; by default without a guard against those that take for ever. */
  replace?: Replace
}

/**
 * Compares an execution with the outputs stored in its notebook.
 *
 * @throws NotebookError when the notebook's own settings (`ackbook` in its metadata) are not valid
 */
export function verifyRun(notebook: Notebook, run: Executed, options: VerifyOptions = {}): Verification {
  const policies = policiesOf(notebook, run.path)
  const { replace = plainReplace } = options
  const findings: Finding[] = [...duplicateIds(notebook), ...withRemedies(run.findings, notebook)]
  const normalised: Verification['normalised'] = []
  const changed: number[] = []
  for (const { index, status, outputs } of run.cells) {
    const cell = notebook.cells[index]
    if (!cell || !isCode(cell) || status !== 'ok' || isEmpty(cell) || skipsExecution(cell, notebook)) continue
    const place = { cell: index, ...(cell.id === undefined ? {} : { id: cell.id }) }
    const policy = policies[index]!
    if (wasNeverExecuted(cell)) {
      changed.push(index)
      findings.push({ kind: 'never-executed', ...place, message: neverExecuted, remedy: executeIt })
    } else if (!policy.ignore) {
      const comparison = compareOutputs(cell.outputs, outputs, policy, replace)
      if (comparison.differences.length > 0) {
        changed.push(index)
        findings.push({ ...place, ...findingOf(comparison, policy, replace) })
      } else if (comparison.fired.length > 0) normalised.push({ cell: index, fired: comparison.fired })
    }
  }
  if (run.findings.length === 0) findings.push(...silentlyMissing(notebook, run))
  const cells = run.cells.filter(({ status }) => status === 'ok').length
  const isFailed = findings.some(({ kind }) => kind !== 'output-differs' && kind !== 'never-executed')
  const verdict = isFailed ? 'failed' : changed.length > 0 ? 'differs' : cells === 0 ? 'nothing' : 'verified'
  // Cells are compared in order, so a stable sort puts each finding to its cell and leaves the rest as they came.
  findings.sort((a, b) => (a.cell ?? Number.POSITIVE_INFINITY) - (b.cell ?? Number.POSITIVE_INFINITY) || 0)
  return { verdict, findings, cells, normalised, changed, notes: notesOn(notebook) }
}

/** A cell that should have run and did not, without a finding that says why, is never counted as run. */
function silentlyMissing(notebook: Notebook, run: Executed): Finding[] {
  const ran = new Set(run.cells.filter(({ status }) => status === 'ok').map(({ index }) => index))
  return notebook.cells.flatMap((cell, index): Finding[] => {
    if (!isCode(cell) || isEmpty(cell) || skipsExecution(cell, notebook) || ran.has(index)) return []
    const id = cell.id === undefined ? {} : { id: cell.id }
    return [{ kind: 'not-run', cell: index, ...id, message: 'a cell was not run, and nothing says why' }]
  })
}

const neverExecuted = 'never executed: nothing is stored to compare with'
const executeIt =
  'ackbook run, or verify --update, stores its outputs; ackbook run --output-dir DIR only sees whether it runs'

/** As an editor leaves a new cell. A cell without outputs that did run has its count. */
function wasNeverExecuted(cell: { execution_count: number | null; outputs: Output[] }): boolean {
  return cell.execution_count === null && cell.outputs.length === 0
}

function findingOf({ differences }: CellComparison, policy: CellPolicy, replace: Replace): Finding {
  const labels = differences.map(({ label }) => label)
  const names = labels.length > 1 ? `${labels.slice(0, -1).join(', ')} and ${labels[labels.length - 1]}` : labels[0]
  return {
    kind: 'output-differs',
    message: `${names} ${labels.length > 1 ? 'differ' : 'differs'} from what is stored`,
    detail: differences.map(({ label, diff }) => `${label}\n${diff.replace(/^/gm, '  ')}`).join('\n'),
    remedy: remedyOf(differences, policy, replace),
  }
}

/**
 * The notebook as `--update` stores it: new outputs where they differ, the old ones where they count as the same, and the new
 * execution counts.
 */
export function updatedNotebook(notebook: Notebook, run: Executed, { changed }: Verification): Notebook {
  return withOutputs(
    notebook,
    run.cells.flatMap(({ index, status, outputs, executionCount }) => {
      const cell = notebook.cells[index]
      if (!cell || !isCode(cell) || status !== 'ok') return []
      return [{ index, outputs: changed.includes(index) ? outputs : cell.outputs, executionCount }]
    }),
  )
}
