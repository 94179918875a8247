/** Exit codes: the worse of several is the larger, so that "could not" goes before "is wrong". */
export const exitCodes = {
  good: 0,
  /** It was done, and not well: a cell failed, an output differs; a connection broke. */
  wrong: 1,
  /** It could not do what was asked: usage, what cannot be read, is taken, forbidden or unknown. */
  couldNot: 2,
  /** Ctrl-C, or a request to end; nothing that it started is left. */
  interrupted: 130,
} as const

export function worse(...codes: readonly number[]): number {
  return Math.max(exitCodes.good, ...codes)
}

/** What a command cannot do as it was asked, in a sentence; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** What that means for the data; empty = nothing. */
  readonly consequence: string

  constructor(message: string, { consequence = '', ...options }: { consequence?: string; cause?: unknown } = {}) {
    super(message, options)
    this.consequence = consequence
  }
}
