/** Where a number in the prose of a lesson comes from, if no output or source of its notebook has it. */
export type Origin =
  /** It is computed: the value, to as many places as the prose gives. */
  | { says: string; is: () => number }
  /** Somebody says so: an RFC's clause, a manual page, a paper, a commit, a measurement that `docs/` describes. */
  | { says: string; source: string }
  /** An exercise or a question assumes it: which one. */
  | { says: string; given: string }

/** `says` is the number as it stands in the prose, with its unit or the word behind it: `3.28 %`, `250,000 a second`. */
export type Origins = readonly Origin[]
