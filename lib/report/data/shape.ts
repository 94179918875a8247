import type { CheckRule, FindingKind } from '../../notebook/index.ts'
import type { Outcome } from '../entry.ts'

/**
 * What came of notebooks, as data: what `--json` writes, and what `verify()` resolves to. `report.schema.json` in the package tells it
 * to others. Members are added as need be; should one change its meaning or go, `version` grows.
 */
export interface Report {
  version: 1
  /** Of this package. */
  ackbook: string
  command: 'verify' | 'run' | 'check'
  /** The part of all notebooks that it is of (`--shard 2/5`): the others stand in reports of their own. */
  shard?: { index: number; count: number }
  /** Nothing is wrong: exit code 0. */
  ok: boolean
  /** 0 all good, 1 a notebook is wrong, 2 it could not be done, 130 interrupted. */
  exitCode: number
  /** It was stopped before its end: what stands here is what was done until then. */
  interrupted: boolean
  /** When it began: ISO 8601. */
  started: string
  milliseconds: number
  totals: ReportTotals
  /** In the order in which they were given. */
  notebooks: NotebookReport[]
  /** What could not be done. */
  problems: ProblemReport[]
}

/** How many notebooks have which outcome, and how many code cells which status. */
export interface ReportTotals {
  notebooks: Record<NotebookReport['outcome'], number>
  cells: Record<CellReport['status'], number>
  problems: number
}

export interface NotebookReport {
  /** As it was given, or as given plus the way below. */
  path: string
  /** What the report calls it: short, and unlike all others. */
  name: string
  /** `not-run`: its turn never came, or it was stopped; `checked`: nothing of it ran, and no fault was found that counts. */
  outcome: Outcome | 'not-run' | 'checked'
  /** The name of the kernel spec. */
  kernel?: string
  milliseconds: number
  /** When it was verified, if it was: ISO 8601. */
  date?: string
  /** Its code cells, in order; none of a notebook that was not run. */
  cells: CellReport[]
  /** What is wrong with it, in the order of its cells; of one that was updated, what differed before. */
  findings: FindingReport[]
  /** Runs before the one that counts, in order: each failed, and it was run again. */
  earlier?: { findings: FindingReport[]; milliseconds: number }[]
  /** Which cells count as the same only by what their settings pass over, and how often. */
  normalised: { cell: number; by: { name: string; count: number }[] }[]
  /** Oddities that are no fault, a sentence each. */
  notes: string[]
}

export interface CellReport {
  /** 0-based place in the notebook's `cells`. */
  cell: number
  /** 1-based, among the code cells. */
  ordinal: number
  id?: string
  /**
   * `skipped` because its author says so; `not-selected`: it was not asked for, and at most run for those that were; `not-run` because of
   * what went wrong before it; `updated`: it differed, and the new is stored.
   */
  status: 'passed' | 'differs' | 'failed' | 'updated' | 'skipped' | 'empty' | 'not-selected' | 'not-run'
  /** It ran, and its outputs were not compared: its author says so. */
  ignored?: true
  milliseconds: number
  /** The line of the file in which its source begins, from 1. */
  line?: number
}

export interface FindingReport {
  /** It is a kind of which there may be more by and by. */
  kind: FindingKind | CheckRule
  /** How much it counts; absent where it is an error. */
  level?: 'warning' | 'info'
  /** 0-based place in the notebook's `cells`; absent when it is about the whole notebook. */
  cell?: number
  /** 1-based, among the code cells; absent where it is none. */
  ordinal?: number
  id?: string
  /** A sentence: what is wrong, without notebook and cell. */
  message: string
  /** What was expected and what came: a diff, a code frame, the kernel's last words. Many lines, without colours. */
  detail?: string
  /** What was thrown: `TypeError: …`. */
  error?: string
  /** Where that stands in the source of which cell; lines and columns from 1, columns in UTF-16 units. */
  at?: { cell: number; ordinal: number; line: number; column: number }
  /** Where it stands in the text of the file, from 1: of what was thrown the very place, else where the cell's source begins. */
  line?: number
  column?: number
  /** What the author may do about it. */
  remedy?: string
}

export interface ProblemReport {
  /** The file that it is about. */
  path?: string
  /** One sentence or more: what could not be done, why, what that means for the data. */
  message: string
}
