/** Exit codes: the worse of several is the larger, so that "could not" goes before "is wrong". */
export const exitCodes = {
  good: 0,
  /** A cell failed, an output differs, a kernel would not start. */
  wrong: 1,
  /** It could not do what was asked: usage, an unreadable or invalid notebook, an unknown kernel. */
  couldNot: 2,
  /** Ctrl-C; every kernel is gone. */
  interrupted: 130,
} as const

export function worse(...codes: readonly number[]): number {
  return Math.max(exitCodes.good, ...codes)
}

/** What a command cannot do as it was asked, in a sentence; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** What that means for the data. */
  readonly consequence: string

  constructor(message: string, consequence = '') {
    super(message)
    this.consequence = consequence
  }
}
