import type { CheckRule } from '../notebook/index.ts'
import type { Level } from './rules.ts'

/** Something that a rule has found. */
export interface LintFault {
  rule: CheckRule
  /** Where it counts less than the rule does. */
  level?: Level
  /** 0-based place in the notebook's cells; absent when it is about the whole notebook. */
  cell?: number
  /** One sentence: what is wrong, without notebook and cell. */
  message: string
  /** What the author may do about it. */
  remedy?: string
  /** Where it stands in the source of its cell; from 1. */
  at?: { line: number; column: number }
}
