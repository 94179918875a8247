import { type MimeBundle, withoutEscapes } from '../notebook/index.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'
import { textBlock } from './text-block.ts'

/** A picture's own text of more than a line, in a fold below it: what it shows in words, then its numbers. */
export function renderWords({ 'text/plain': plain }: MimeBundle, page: Page): Html | undefined {
  if (typeof plain !== 'string' || !plain.trim().includes('\n')) return undefined
  const sentence = sentenceIn(plain)
  const numbers =
    sentence === undefined
      ? plain
      : plain
          .trim()
          .slice(plain.trim().indexOf('\n'))
          .replace(/^\s*\n/, '')
  const words = sentence !== undefined && html`<p>${withoutEscapes(sentence)}</p>`
  return html`<details class="words"><summary>In words and numbers</summary>${words}${textBlock(numbers.trimEnd(), page)}</details>`
}

/** The first line, where an empty one follows it. */
export function sentenceIn(plain: string): string | undefined {
  return /^\s*(\S[^\n]*)\n[ \t\r]*\n/.exec(plain)?.[1]
}
