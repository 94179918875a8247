import { type Finding, isCode, type Notebook } from '../notebook/index.ts'
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
}

export type Outcome =
  | 'verified'
  | 'differs'
  | 'failed'
  /** It differed, and its new outputs were written. */
  | 'updated'
  /** Executed, nothing compared. */
  | 'ran'

/** All that is wrong with it, in the order of its cells. */
export function findingsOf({ run, verification }: Entry): readonly Finding[] {
  return verification?.findings ?? run.findings
}

/** `cell 7 of 14 (id send-partial)`: its place among the code cells. */
export function placeOf({ cell, id }: Finding, notebook: Notebook): string | undefined {
  if (cell === undefined) return undefined
  const total = notebook.cells.filter(isCode).length
  const ordinal = notebook.cells.slice(0, cell + 1).filter(isCode).length
  return `cell ${ordinal} of ${total}${id === undefined ? '' : ` (id ${id})`}`
}

/** How many cells were executed as they should. */
export function cellsOf({ run }: Entry): number {
  return run.cells.filter(({ status }) => status === 'ok').length
}
