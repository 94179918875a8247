import type { GatewayPlace } from '../gateway/index.ts'
import type { Kernel, KernelChoice, ToolVersion } from '../kernel/index.ts'
import type { Finding } from '../notebook/finding.ts'
import type { Notebook, Output } from '../notebook/types.ts'
import type { WidgetModels } from '../notebook/widgets.ts'
import type { Executor } from './executor.ts'

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
  /** What the kernel was made of, as far as that is known; absent when none was started. */
  versions?: ToolVersion[]
  cells: CellRun[]
  /** The models of its widgets, by ids that are the same from run to run; absent where it made none. */
  widgets?: WidgetModels
  /** What went wrong while running; empty after a good run. Comparing outputs adds its own. */
  findings: Finding[]
  milliseconds: number
}

/** A kernel on its way, for one notebook, and who hears of what it publishes. */
export interface StartingKernel {
  choice: KernelChoice
  /** The folder in which it works. */
  cwd: string
  executor: Executor
  /** Rejects as `startKernel` does; nobody needs to wait for it. */
  kernel: Promise<Kernel>
  /** Milliseconds since it began, or that it took, if it is ready. */
  headStart(): number
  /** Ends it, in whatever state it is; resolves when it is gone. */
  end(): Promise<void>
}

/** Progress, for whoever shows it. */
export type RunEvent =
  | { type: 'kernel-starting'; kernel: string }
  | { type: 'kernel-ready'; kernel: string }
  | { type: 'cell-started'; index: number; ordinal: number; count: number }
  | { type: 'cell-finished'; index: number; ordinal: number; count: number; run: CellRun }
  /** All cells are done; what comes now is waited for, and needs hardly any work. */
  | { type: 'kernel-ending'; kernel: string }

export interface RunOptions {
  /** Name of the kernel spec to use whatever the notebook says. */
  kernel?: string
  /** Where its kernel runs, if not here. */
  gateway?: GatewayPlace | undefined
  /** Seconds a cell may take; the notebook's and the cell's own settings go before it. Default 60. */
  timeout?: number
  /** Seconds a kernel may take to become ready. Default 60. */
  startTimeout?: number
  /** Seconds that all of the notebook may take, its kernel's start too; its own setting goes before it. Unless told, no limit. */
  notebookTimeout?: number
  /** When all work must be over, in milliseconds as `performance.now()` tells them, and how many seconds were given for it. */
  runDeadline?: { at: number; seconds: number }
  /** Bytes that the outputs of a cell may have. Default 128 MiB, of which 32 MiB at once. */
  maxOutput?: number
  /** Bytes of memory that the kernel and what its cells start may have; on Linux. Unless told, no limit. */
  maxMemory?: number
  /** Runs the cells behind one that failed too, as long as there is a kernel. */
  keepGoing?: boolean
  /** The folder in which the kernel works, instead of the notebook's; imports are found from the notebook all the same. */
  cwd?: string
  /** Variables of the kernel's environment over those that there are; `undefined` takes one away. */
  env?: Readonly<Record<string, string | undefined>>
  /** The first and the last of the ports that a kernel may get that talks over TCP. Default 16384 to 32767. */
  ports?: readonly [first: number, last: number]
  /** Its kernel, by `startAhead`; where it is not the one that it must have, another is started. */
  ahead?: StartingKernel | undefined
  onEvent?: (event: RunEvent) => void
  /** Hears what a user might wonder about: sentences of the kernel's start, each once. By default they go to stderr. */
  say?: (sentence: string) => void
  signal?: AbortSignal
}

/** Executes a notebook; the notebook itself is left as it is. Rejects only for what is not a finding (an unknown kernel, an abort). */
export type RunNotebook = (notebook: Notebook, path: string, options?: RunOptions) => Promise<NotebookRun>
