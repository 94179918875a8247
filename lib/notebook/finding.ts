/**
 * What is wrong with a notebook, as a value: running and verifying collect findings, reports print them.
 * Nothing here is thrown; exceptions are for what could not be done at all.
 */
export interface Finding {
  kind: FindingKind
  /** 0-based place in `notebook.cells`; absent when the finding is about the whole notebook. */
  cell?: number
  /** The cell's id, where the notebook has ids. */
  id?: string
  /** One sentence: what is wrong, without notebook and cell. */
  message: string
  /** What was expected and what came, ready to print (a diff, the kernel's last words), without indentation or colour. */
  detail?: string
  /** What was thrown, `TypeError: …`; `message` ends with it. */
  error?: string
  /** Where in which cell's source it stands, which may be another cell than the one it is about. */
  at?: SourcePlace
  /** What the author may do about it. */
  remedy?: string
}

/** A place in the source of a cell. */
interface SourcePlace {
  /** 0-based place in `notebook.cells`. */
  cell: number
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units. */
  column: number
}

export type FindingKind =
  /** A cell failed (reply `error`) and was not tagged `raises-exception`. */
  | 'cell-failed'
  /** The kernel refused to run the cell (reply `abort` or `aborted`). */
  | 'cell-aborted'
  /** A rejection nobody awaited, or a throw in a timer, also after the reply. */
  | 'late-error'
  /** Something was printed after the last cell had ended, past the kernel: in no cell it could stand. */
  | 'late-output'
  /** A process that a cell started in a session of its own lived on when the kernel had ended. */
  | 'process-left'
  /** A cell tagged `raises-exception` did not fail. */
  | 'no-exception'
  /** A reply without `idle`: messages were lost. */
  | 'output-lost'
  | 'output-too-large'
  /** The kernel used more memory than it may. */
  | 'memory-exceeded'
  /** The cell, its notebook or the whole run took longer than it may. */
  | 'timeout'
  /** The cell asked for standard input that there is not, or did not ask for all that its metadata gives. */
  | 'stdin'
  /** What leads to a kernel elsewhere was lost, for good or for so long that messages may be missing. */
  | 'connection-lost'
  /** The kernel process ended while it was needed. */
  | 'kernel-died'
  /** The kernel did not become ready. */
  | 'kernel-start'
  /** A message whose signature is wrong, or that cannot be read. */
  | 'protocol'
  /** The cell was not run because of an earlier finding. */
  | 'not-run'
  /** A cell has the id of another. */
  | 'duplicate-id'
  /** The stored notebook holds a code cell that was never executed. */
  | 'never-executed'
  /** A stored output differs from the new one. */
  | 'output-differs'

/** What `ackbook check` looks for, without running anything: the names of its rules. */
export type CheckRule =
  /** It is no notebook as nbformat has it. */
  | 'format'
  /** A cell of a type that nbformat does not have. */
  | 'cell-type'
  | 'missing-id'
  | 'bad-id'
  | 'duplicate-id'
  /** The counts are not those of one run from top to bottom. */
  | 'count-order'
  | 'missing-count'
  | 'never-executed'
  /** No cell has an output or a count. */
  | 'stripped'
  /** An error is stored, and nothing says that it is wanted. */
  | 'stored-error'
  /** A source has changed since its outputs were verified. */
  | 'stale'
  | 'settings'
  | 'tag'
  | 'no-kernelspec'
  /** The kernel is not installed. */
  | 'kernel'
  /** A local import leads nowhere. */
  | 'import'
  /** What a link or a picture names beside the notebook is not there. */
  | 'link'
  /** The file is not written as Jupyter would write it. */
  | 'byte-form'
