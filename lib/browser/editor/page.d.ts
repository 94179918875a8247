/** A code cell of the page, as a run has it. */
export interface PageCell {
  /** The anchor of the cell in the page. */
  anchor: string
  /** Its code as it stands now. */
  source: string
  /** Its code as the notebook has it. */
  original: string
  /** An exercise, a solution or a check: what comes later does not hang on it, unless it uses what this declares. */
  isAside: boolean
}

/** What an editor offers: a name, or a member of what has it. */
export interface Offered {
  name: string
  /** What it is: `function`, `class`, `interface`, `type`, `constant`, `method`, `property`. */
  kind: string
  /** Its type, in a line. */
  type: string
  /** The first sentence that is said of it. */
  doc: string
}

/** What a page's script beside it hands over. */
export interface CellData {
  /** Those that run, in their order. */
  cells: { anchor: string; source: string; isAside?: true }[]
  /** What stands before all that they import. */
  head: string
  names: (Offered & { module: string })[]
  members: Offered[]
}

export interface Fault {
  name: string
  message: string
  /** Where: in the cell that was run, or one before it. */
  cell?: PageCell | undefined
  /** From 1. */
  line?: number | undefined
}

/** How a run came to its end. */
export type RunEnding = 'end' | 'fault' | 'limit' | 'stopped'

export interface RunEvents {
  printed(name: 'stdout' | 'stderr', text: string): void
  shown(data: Record<string, string>): void
  /** More than so many characters were printed. */
  cut(most: number): void
  failed(fault: Fault): void
  ended(how: RunEnding, milliseconds: number): void
}

declare global {
  const WORKER_TEXT: string
}
