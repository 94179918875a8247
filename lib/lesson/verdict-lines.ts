import { type Html, trusted } from './html.ts'

/** ✓ and ✗ at the beginning of a line of text that is drawn already, as a screen reader says them. */
export function spokenVerdicts(drawn: Html): Html {
  return trusted(drawn.markup.replace(/^[✓✗](?= )/gmu, (mark) => spoken[mark]!))
}

const spoken: Readonly<Record<string, string>> = {
  '✓': '<span class="passed" role="img" aria-label="passed:">✓</span>',
  '✗': '<span class="missed" role="img" aria-label="not passed:">✗</span>',
}
