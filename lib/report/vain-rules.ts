import { visible } from '../verify/text.ts'
import { count } from '../words.ts'
import type { Colours } from './colours.ts'

/** A rule of comparing that found nothing to work on. */
export interface VainRule {
  /** As it is declared: `normalise "port"`. */
  rule: string
  /** A config, or a notebook's name. */
  place: string
  /** Of a cell: which. */
  cell?: string | undefined
}

const mostTold = 6

/** ` 2 rules found nothing: normalise "uuid" (ackbook.config.json), ignore "stderr" (a, cell 3)`. Ends in a newline; empty for none. */
export function formatVainRules(rules: readonly VainRule[], colours: Colours): string {
  if (rules.length === 0) return ''
  const told = rules
    .slice(0, mostTold)
    .map(({ rule, place, cell }) => `${rule} (${cell ? `${place}, ${cell}` : place})`)
  const more = rules.length > mostTold ? `, and ${rules.length - mostTold} more` : ''
  const line = `${count(rules.length, 'rule')} found nothing: ${told.join(', ')}${more}`
  return ` ${colours.dim(visible(line).replaceAll('\n', '␊'))}\n`
}
