import {
  type CellVerdicts,
  type CodeCell,
  type Finding,
  isCode,
  isEmpty,
  type Notebook,
  type Output,
  type Policy,
  skipsExecution,
  type WidgetModels,
} from '../notebook/index.ts'
import { list } from '../words.ts'
import type { CellComparison, Difference } from './compare.ts'
import type { Fired } from './normalise.ts'
import { outputVerdicts } from './output-verdicts.ts'
import { type CellPolicy, policiesOf } from './policy.ts'
import { Renaming } from './renaming.ts'
import { duplicateIds, notesOn, withRemedies } from './stored.ts'
import { showWidgets } from './widgets.ts'

/** What verifying looks at of an execution; a `NotebookRun` is one. */
export interface Executed {
  path: string
  cells: readonly {
    index: number
    status: 'ok' | 'failed' | 'skipped' | 'not-run'
    outputs: Output[]
    executionCount: number | null
  }[]
  /** The models of its widgets. */
  widgets?: WidgetModels
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
  /** How many code cells that are looked at ran as they should. */
  cells: number
  /** Which normalisers (`ansi` aside) made different texts equal, and where. */
  normalised: { cell: number; fired: Fired[] }[]
  /** Of each cell that ran and has outputs stored, what each of them is. */
  outputs: CellVerdicts[]
  /** The cells whose stored outputs are not what came. */
  changed: number[]
  /** Oddities that are no fault, a sentence each. */
  notes: string[]
  /** All that is wrong is that two things which have names of their own in the stored outputs have one name in this run. */
  mayBeChance: boolean
  /** Where that was asked: which of the rules that hold for it were needed. */
  rules?: RuleUses
}

/** What became of the rules that hold for a notebook. One is needed where it has something to work on, whether or not that differed. */
export interface RuleUses {
  /** Of the notebook and its cells: those that found nothing. A rule as it is declared (`normalise "port"`), and the cell whose it is. */
  vain: { rule: string; cell?: string }[]
  /** Of the project: those that found something here. */
  needed: string[]
  /** MIME types and streams that were not compared, and in how many cells. */
  leftOut: { name: string; count: number }[]
  /** Every cell was run, and compared where it is to be: what found nothing here is not needed here. */
  isWhole: boolean
}

/** How the outputs that a cell left are set against those stored. */
export type Compare = (stored: readonly Output[], fresh: readonly Output[], policy: CellPolicy) => CellComparison

export const accept = 'if the new output is right: ackbook verify --update'

/** What holds for the comparison of a notebook. */
export interface VerdictScope {
  /** What holds for all notebooks of a project, unless they say otherwise. */
  rules?: Policy | undefined
  /** The cells that are looked at, by their 0-based places; all of them without it. What fails before them is told all the same. */
  chosen?: ReadonlySet<number> | undefined
}

/**
 * What is said of an execution when each cell's outputs have been set against those stored.
 *
 * @throws NotebookError when the notebook's own settings (`ackbook` in its metadata) are not valid
 */
export function verdictOn(notebook: Notebook, run: Executed, compare: Compare, scope: VerdictScope = {}): Verification {
  const findings: Finding[] = [...duplicateIds(notebook), ...withRemedies(run.findings, notebook)]
  const normalised: Verification['normalised'] = []
  const outputs: CellVerdicts[] = []
  const changed: number[] = []
  let mayBeChance = true
  const { cells: compared, renaming } = compareCells(notebook, run, compare, scope)
  for (const { cell, index, comparison, policy } of compared) {
    const place = { cell: index, ...(cell.id === undefined ? {} : { id: cell.id }) }
    if (comparison === 'never-executed') {
      changed.push(index)
      mayBeChance = false
      findings.push({ kind: 'never-executed', ...place, message: neverExecuted, remedy: executeIt })
      continue
    }
    if (comparison === 'ignored') {
      outputs.push({ cell: index, outputs: outputVerdicts(cell.outputs, policy, nothingFound) })
      continue
    }
    const contradictions = comparison.agreements.filter(({ pairs }) => !pairs.every((pair) => renaming.holdsFor(pair)))
    const differences = [...comparison.differences, ...contradictions.map((each) => each.difference(renaming))]
    const { firedIn } = comparison
    const differing = new Set(differences.map(({ label }) => label))
    outputs.push({ cell: index, outputs: outputVerdicts(cell.outputs, policy, { differing, firedIn }) })
    if (differences.length > 0) {
      changed.push(index)
      const wrong = contradictions.flatMap(({ pairs }) => pairs.filter((pair) => !renaming.holdsFor(pair)))
      const whys = new Set(wrong.map((pair) => renaming.explain(pair)))
      if (comparison.differences.length > 0 || !wrong.every((pair) => renaming.isMerger(pair))) mayBeChance = false
      const remedy = comparison.differences.length > 0 ? accept : ofOneRun
      findings.push({ ...place, ...findingOf(differences, [...whys]), remedy })
    } else if (comparison.fired.length > 0) normalised.push({ cell: index, fired: comparison.fired })
  }
  if (run.findings.length === 0) findings.push(...silentlyMissing(notebook, run, scope))
  const cells = run.cells.filter(({ index, status }) => status === 'ok' && isChosen(index, scope)).length
  const isFailed = findings.some(({ kind }) => kind !== 'output-differs' && kind !== 'never-executed')
  const verdict = isFailed ? 'failed' : changed.length > 0 ? 'differs' : cells === 0 ? 'nothing' : 'verified'
  // Cells are compared in order, so a stable sort puts each finding to its cell and leaves the rest as they came.
  findings.sort((a, b) => rankOf(a) - rankOf(b) || 0)
  mayBeChance &&= !isFailed && changed.length > 0
  // What fails is never updated.
  const told = isFailed ? withoutUpdate(findings) : findings
  return { verdict, findings: told, cells, normalised, outputs, changed, notes: notesOn(notebook), mayBeChance }
}

/** A kernel that did not start is why its cells did not run; what is about the whole notebook otherwise comes last. */
function rankOf({ kind, cell }: Finding): number {
  return kind === 'kernel-start' ? -1 : (cell ?? Number.POSITIVE_INFINITY)
}

/** Without the advice to store the new outputs, where that has been asked for or would not be done. */
export function withoutUpdate(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => {
    const { remedy, ...rest } = finding
    return remedy !== undefined && advice.has(remedy) ? rest : finding
  })
}

interface ComparedCell {
  cell: CodeCell
  index: number
  comparison: CellComparison | 'never-executed' | 'ignored'
  policy: CellPolicy
}

const nothingFound = { differing: new Set<string>(), firedIn: new Map<string, Fired[]>() }

/** Each cell that ran and whose output counts, and what the identities in all of them are called in this run. */
function compareCells(
  notebook: Notebook,
  run: Executed,
  compare: Compare,
  scope: VerdictScope,
): { cells: ComparedCell[]; renaming: Renaming } {
  const policies = policiesOf(notebook, run.path, scope.rules)
  const show = showWidgets(notebook, run)
  const renaming = new Renaming()
  // Of a learner's copy nothing is stored until somebody runs it: that its cells run is all there is to see.
  const isCopy = notebook.metadata.ackbook?.copyOf !== undefined
  const cells = run.cells.flatMap(({ index, status, outputs }): ComparedCell[] => {
    const cell = notebook.cells[index]
    if (!cell || !isCode(cell) || status !== 'ok' || isEmpty(cell) || skipsExecution(cell, notebook)) return []
    if (!isChosen(index, scope)) return []
    const policy = policies[index]!
    if (wasNeverExecuted(cell)) return isCopy ? [] : [{ cell, index, comparison: 'never-executed', policy }]
    if (policy.ignore) return [{ cell, index, comparison: 'ignored', policy }]
    const comparison = compare(...show(cell.outputs, outputs), policy)
    for (const { pairs } of comparison.agreements) renaming.add(pairs)
    return [{ cell, index, comparison, policy }]
  })
  return { cells, renaming }
}

function isChosen(index: number, { chosen }: VerdictScope): boolean {
  return chosen === undefined || chosen.has(index)
}

/** A cell that should have run and did not, without a finding that says why, is never counted as run. */
function silentlyMissing(notebook: Notebook, run: Executed, scope: VerdictScope): Finding[] {
  const ran = new Set(run.cells.filter(({ status }) => status === 'ok').map(({ index }) => index))
  return notebook.cells.flatMap((cell, index): Finding[] => {
    if (!isCode(cell) || isEmpty(cell) || skipsExecution(cell, notebook) || ran.has(index)) return []
    if (!isChosen(index, scope)) return []
    const id = cell.id === undefined ? {} : { id: cell.id }
    return [{ kind: 'not-run', cell: index, ...id, message: 'a cell was not run, and nothing says why' }]
  })
}

const ofOneRun = 'ackbook verify --update stores all such numbers of one run'
const neverExecuted = 'never executed: nothing is stored to compare with'
const executeIt =
  'ackbook run, or verify --update, stores its outputs; ackbook run --output-dir DIR only sees whether it runs'

const advice: ReadonlySet<string> = new Set([accept, ofOneRun, executeIt])

/** As an editor leaves a new cell. A cell without outputs that did run has its count. */
function wasNeverExecuted(cell: { execution_count: number | null; outputs: Output[] }): boolean {
  return cell.execution_count === null && cell.outputs.length === 0
}

function findingOf(differences: readonly Difference[], whys: readonly string[]): Omit<Finding, 'cell' | 'id'> {
  const names = list(differences.map(({ label }) => label))
  const diffs = differences.map(({ label, diff }) => `${label}\n${diff.replace(/^/gm, '  ')}`)
  return {
    kind: 'output-differs',
    message: `${names} ${differences.length > 1 ? 'differ' : 'differs'} from what is stored`,
    detail: [...diffs, ...whys].join('\n'),
  }
}
