import { type Finding, ignoresOutput, isCode, isEmpty, type Notebook } from '../notebook/index.ts'
import type { NotebookRun } from '../run/index.ts'
import type { Verification } from '../verify/index.ts'

/** One notebook's outcome, as far as it is told to people. */
export interface Entry {
  /** What it is called in the report. */
  name: string
  notebook: Notebook
  run: NotebookRun
  /** Absent when nothing was compared. */
  verification?: Verification
  outcome: Outcome
  /** The code cells that were looked at, by their 0-based places, if not all were. */
  chosen?: ReadonlySet<number>
  /** The runs before this one, which failed. */
  earlier?: readonly EarlierRun[]
  /** When it was verified: ISO 8601. */
  date?: string
  /** What its outcome is due to, where that was asked. */
  why?: string
}

/** A run that failed, so that there was another. */
export interface EarlierRun {
  findings: readonly Finding[]
  milliseconds: number
}

export type Outcome =
  | 'verified'
  /** It was verified before, and nothing that its result hangs on has changed since: it was not run. */
  | 'unchanged'
  | 'differs'
  | 'failed'
  /** It differed, and its new outputs were written. */
  | 'updated'
  /** Executed, nothing compared. */
  | 'ran'
  /** No cell was run: all are empty or skipped. */
  | 'nothing'
  /** It failed, and was good when it was run again. */
  | 'flaky'

/** Whether something is wrong with a notebook that came out so. */
export function isBad(outcome: Outcome | 'not-run'): boolean {
  return outcome === 'failed' || outcome === 'differs'
}

/** All that is wrong with it, in the order of its cells. */
export function findingsIn({ run, verification }: Entry): readonly Finding[] {
  return verification?.findings ?? run.findings
}

/** `cell 7 of 14 (id send-partial)`: its place among the code cells. */
export function placeOf({ cell, id }: Finding, notebook: Notebook): string | undefined {
  if (cell === undefined) return undefined
  const name = id ?? notebook.cells[cell]?.id
  return `cell ${ordinalOf(cell, notebook)} of ${codeCellsOf(notebook)}${name === undefined ? '' : ` (id ${name})`}`
}

/** `cells 1 to 5, 7 of 14`: the places of several findings. */
export function placesOf(findings: readonly Finding[], notebook: Notebook): string {
  const ranges: [first: number, last: number][] = []
  for (const { cell = 0 } of findings) {
    const ordinal = ordinalOf(cell, notebook)
    const range = ranges[ranges.length - 1]
    if (range && range[1] + 1 === ordinal) range[1] = ordinal
    else ranges.push([ordinal, ordinal])
  }
  const shown = ranges.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`))
  return `cells ${shown.join(', ')} of ${codeCellsOf(notebook)}`
}

/** 1-based, among the code cells. */
export function ordinalOf(cell: number, notebook: Notebook): number {
  return ordinalsOf(notebook)[cell] ?? 0
}

function codeCellsOf(notebook: Notebook): number {
  return ordinalsOf(notebook).at(-1) ?? 0
}

const ordinals = new WeakMap<Notebook, readonly number[]>()

/** How many code cells there are up to each cell. */
function ordinalsOf(notebook: Notebook): readonly number[] {
  const known = ordinals.get(notebook)
  if (known) return known
  let count = 0
  const counted = notebook.cells.map((cell) => (isCode(cell) ? ++count : count))
  ordinals.set(notebook, counted)
  return counted
}

/** How many cells were executed as they should, when the notebook was run. */
export function cellsRun({ run }: Entry): number {
  return run.cells.filter(({ status }) => status === 'ok').length
}

/** How many cells were passed over because their author says so. */
export function skippedOf({ run, notebook }: Entry): number {
  return run.cells.filter(({ index, status }) => status === 'skipped' && !isEmpty(notebook.cells[index]!)).length
}

/** How many cells were executed and their outputs not compared. */
export function ignoredOf({ run, notebook, verification }: Entry): number {
  if (!verification) return 0
  return run.cells.filter(({ index, status }) => status === 'ok' && ignoresOutput(notebook.cells[index]!)).length
}

/** How many code cells were looked at, of how many, where not all were. */
export function chosenOf({ chosen, notebook }: Entry): { cells: number; of: number } {
  const of = codeCellsOf(notebook)
  return { cells: chosen?.size ?? of, of }
}
