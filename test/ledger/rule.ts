/** Titles of tests by their file in `test/tcp/`. */
type Tests = Readonly<Record<string, readonly string[]>>

/** A change of the sources that takes a rule, or one side of it, out of the engine. */
export interface Removal {
  /** In `lib/tcp/`. */
  file: string
  /** Occurs once in the file. */
  find: string
  replace: string
  /** The tests that fail then, all of them. */
  fails: Tests
}

/** One requirement of RFC 9293, by the label of its appendix B. */
export interface Rule {
  label: `${'MUST' | 'SHLD'}-${number}`
  clause: string
  /** What it asks of a TCP, in a few words. */
  asks: string
  /** None for a rule that is not built. */
  removals?: readonly Removal[]
  /** Why it is not built: a SHLD is refused, a MUST can only be not applicable. */
  without?: string
}
