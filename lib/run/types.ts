import type { Finding } from '../notebook/finding.ts'
import type { Notebook, Output } from '../notebook/types.ts'

/** What became of one code cell. Cells that are not code have no entry. */
export interface CellRun {
  /** 0-based place in `notebook.cells`. */
  index: number
  id?: string
  /** `skipped` by its tag, or empty; `not-run` because something before it went wrong. */
  status: 'ok' | 'failed' | 'skipped' | 'not-run'
  outputs: Output[]
  executionCount: number | null
  milliseconds: number
}

/** One notebook, executed in one fresh kernel. */
export interface NotebookRun {
  path: string
  /** The name of the kernel spec, as it would be printed. */
  kernel: string
  cells: CellRun[]
  /** What went wrong while running; empty after a good run. Comparing outputs adds its own. */
  findings: Finding[]
  milliseconds: number
}

/** Progress, for whoever shows it. */
export type RunEvent =
  | { type: 'kernel-starting'; kernel: string }
  | { type: 'kernel-ready'; kernel: string }
  | { type: 'cell-started'; index: number; ordinal: number; count: number }
  | { type: 'cell-finished'; index: number; ordinal: number; count: number; run: CellRun }

export interface RunOptions {
  /** Name of the kernel spec to use whatever the notebook says. */
  kernel?: string
  /** Seconds a cell may take; the notebook's and the cell's own settings go before it. Default 60. */
  timeout?: number
  /** Seconds a kernel may take to become ready. Default 60. */
  startTimeout?: number
  /** The first and the last of the ports that a kernel may get that talks over TCP. Default 16384 to 32767. */
  ports?: readonly [first: number, last: number]
  onEvent?: (event: RunEvent) => void
  signal?: AbortSignal
}

/** Executes a notebook; the notebook itself is left as it is. Rejects only for what is not a finding (an unknown kernel, an abort). */
export type RunNotebook = (notebook: Notebook, path: string, options?: RunOptions) => Promise<NotebookRun>
