import { renderAnsi } from './ansi.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'
import { spokenVerdicts } from './verdict-lines.ts'

/** What a page shows of one text; the rest is said to be in the notebook. */
const mostCharacters = 60_000
/** A text longer than this scrolls in its own box. */
const tallLines = 40

/** Text as a terminal would show it. */
export function textBlock(text: string, page: Page): Html {
  return textPieces(text.replace(/\n$/, ''), page, (piece) => spokenVerdicts(renderAnsi(piece)))
}

export function textPieces(text: string, page: Page, render: (text: string) => Html): Html {
  const [head, left, tail] = cutText(text)
  const tall = head.split('\n', tallLines + 1).length > tallLines
  const shown = html`<pre${tall && html` class="tall"`}><samp>${render(head)}</samp></pre>`
  if (left === 0) return shown
  const characters = `${left.toLocaleString('en')} characters`
  page.omit('cut', characters, `a page shows ${mostCharacters.toLocaleString('en')} of one text`)
  const remark = html`<p class="label">${characters} more are in the notebook; it ends:</p>`
  return html`${shown}${remark}<pre><samp>${render(tail)}</samp></pre>`
}

/** The beginning, how many characters are left out, the end. */
function cutText(text: string): [head: string, left: number, tail: string] {
  if (text.length <= mostCharacters) return [text, 0, '']
  const head = text.slice(0, mostCharacters - 2000)
  const tail = text.slice(-2000)
  return [head, text.length - head.length - tail.length, tail]
}
