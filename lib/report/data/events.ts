import type { RunEvent } from '../../run/index.ts'
import type { NotebookReport, ProblemReport, Report } from './shape.ts'

/** What happens while notebooks are verified, as it happens. */
export type VerifyEvent =
  /** Before anything runs: those that were found and can be read. */
  | { type: 'notebooks-found'; notebooks: { path: string; name: string }[] }
  /** Its turn has come. One that need not be run has none. */
  | { type: 'notebook-started'; path: string; name: string }
  | ({ path: string; name: string } & NotebookProgress)
  /** Its outcome is known. */
  | { type: 'notebook-finished'; notebook: NotebookReport }
  /** Something could not be done; the rest goes on. */
  | { type: 'problem'; problem: ProblemReport }
  /** A sentence about what someone may wonder at, such as a start that takes long. */
  | { type: 'remark'; message: string }
  /** The last one. */
  | { type: 'finished'; report: Report }

/** How far a notebook is that is being run. */
export type NotebookProgress =
  | { type: 'kernel-starting' | 'kernel-ready' | 'kernel-ending'; kernel: string }
  /** @property cell 0-based place in the notebook's `cells`; `ordinal` is 1-based, of `count` code cells */
  | { type: 'cell-started'; cell: number; ordinal: number; count: number }
  /** It ran: whether its outputs are those stored is known when the notebook is finished. */
  | { type: 'cell-finished'; cell: number; ordinal: number; count: number; ok: boolean; milliseconds: number }

export function progressOf(event: RunEvent): NotebookProgress {
  if ('kernel' in event) return event
  const { type, index: cell, ordinal, count } = event
  if (type === 'cell-started') return { type, cell, ordinal, count }
  const { status, milliseconds } = event.run
  return { type, cell, ordinal, count, ok: status === 'ok', milliseconds: Math.round(milliseconds) }
}
