import type { Notebook } from '../notebook/types.ts'
import type { RunOptions } from './types.ts'

/** A limit of time, and what is left of it. */
export interface TimeLimit {
  of: 'cell' | 'notebook' | 'run'
  seconds: number
  /** Milliseconds, below 0 when it is over. */
  left: number
}

/** The limits of a notebook that has just begun. */
export class TimeLimits {
  readonly #notebook: { seconds: number; end: number }
  readonly #run: { seconds: number; end: number }

  constructor({ metadata }: Notebook, { notebookTimeout, runDeadline }: RunOptions, now: number) {
    const setting = metadata.ackbook?.notebookTimeout
    const seconds = (setting === null ? Infinity : setting) ?? notebookTimeout ?? Infinity
    this.#notebook = { seconds, end: now + seconds * 1000 }
    this.#run = { seconds: runDeadline?.seconds ?? Infinity, end: runDeadline?.at ?? Infinity }
  }

  /**
   * The one of them that is over first.
   *
   * @param cell milliseconds that a cell may take which begins now
   */
  nearest(now: number, cell: number = Infinity): TimeLimit {
    const limits = [
      { of: 'cell', seconds: cell / 1000, left: cell },
      { of: 'notebook', seconds: this.#notebook.seconds, left: this.#notebook.end - now },
      { of: 'run', seconds: this.#run.seconds, left: this.#run.end - now },
    ] as const
    return limits.reduce((nearest, each) => (each.left < nearest.left ? each : nearest))
  }
}
