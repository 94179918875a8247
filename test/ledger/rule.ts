import type { Mutant } from '../../scripts/mutation/named.ts'

/** Titles of tests by the name of their file, somewhere in `test/tcp/`. */
type Tests = Readonly<Record<string, readonly string[]>>

/** A change of the engine's code that takes a rule, or one side of it, out of it. */
export type Removal = Mutant & {
  /** The tests that fail then, all of them. */
  fails: Tests
}

type Keyword = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'REQUIRED' | 'RECOMMENDED' | 'NOT RECOMMENDED'

/** One requirement of an RFC. */
export interface Rule {
  rfc: number
  /** By its name in appendix B of RFC 9293, `MUST-8`; of other RFCs the number of the keyword in the text, `6298-3`. */
  label: string
  clause: string
  keyword: Keyword
  /** What it asks of a TCP, in a few words. */
  asks: string
  removals?: readonly Removal[]
  /** Label of the rule that says the same, whose removals stand for both. */
  as?: string
  /** Why it is not built: `refused: …`, or `not applicable: …` where it asks nothing of a TCP like this one. */
  without?: string
}

type Written = Omit<Rule, 'rfc' | 'label' | 'keyword'>

/** The rules of RFC 9293 with the names of its appendix B. */
export function named(rules: readonly (Written & { label: `${'MUST' | 'SHLD'}-${number}` })[]): Rule[] {
  return rules.map((rule) => ({ rfc: 9293, keyword: rule.label.startsWith('MUST') ? 'MUST' : 'SHOULD', ...rule }))
}

type Unnumbered = Written & { keyword: Keyword }

/** The rules of another RFC, one a keyword, in the order of its text. */
export function inOrder(rfc: number, rules: readonly Unnumbered[]): Rule[] {
  return rules.map((rule, index) => ({ rfc, label: `${rfc}-${index + 1}`, ...rule }))
}

export function built(clause: string, keyword: Keyword, asks: string, ...removals: Removal[]): Unnumbered {
  return { clause, keyword, asks, removals }
}

/** @param as label of the rule that says the same */
export function same(clause: string, keyword: Keyword, asks: string, as: string): Unnumbered {
  return { clause, keyword, asks, as }
}

/** @param without the reason */
export function unbuilt(clause: string, keyword: Keyword, asks: string, without: string): Unnumbered {
  return { clause, keyword, asks, without }
}
