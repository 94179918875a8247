/** Exit codes. */
export const exitCodes = {
  good: 0,
  /** The connection broke or was refused, both ends were stuck, or what came back was wrong. */
  failed: 1,
  /** It could not do what was asked: usage, an address that is taken, forbidden or unknown. */
  couldNot: 2,
  /** Ctrl-C, or a request to end; every socket is closed. */
  interrupted: 130,
} as const

/** What a command cannot do as it was asked, in a sentence; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
