import { inlineMarkup, keptInside } from './inline-markup.ts'
import { hasTag } from './tags.ts'
import type { Cell, Notebook } from './types.ts'

/** What a cell's metadata ask the reader to predict: `ackbook.prediction`. */
interface AskedQuestion {
  question: string
  choices: readonly { text: string; why?: unknown; right?: unknown }[]
}

/** `undefined` when the cell asks nothing, or nothing that can be read. */
export function questionIn(cell: Cell): AskedQuestion | undefined {
  const asked = cell.metadata.ackbook?.prediction as Partial<AskedQuestion> | null | undefined
  if (typeof asked?.question !== 'string' || !Array.isArray(asked.choices)) return undefined
  const choices = asked.choices.filter((choice) => typeof choice?.text === 'string')
  return choices.length > 1 ? { question: asked.question, choices } : undefined
}

/**
 * The question as Markdown that answers by itself, without a script: each choice is a `<details>`, which says whether it is right,
 * and why.
 *
 * @param number of this question, from 1 on
 */
export function askedInMarkdown({ question, choices }: AskedQuestion, number: number, total: number): string {
  const answers = choices.map(({ text, why, right }, at) => {
    const verdict = right === true ? '**Right.**' : '**Not this one.**'
    const reason = typeof why === 'string' ? ` ${keptInside(why.trim())}` : ''
    const letter = String.fromCharCode('a'.charCodeAt(0) + at)
    return `<details>\n<summary>(${letter}) ${inlineMarkup(text)}</summary>\n\n${verdict}${reason}\n\n</details>`
  })
  const ask = `**Question ${number} of ${total}.** ${keptInside(question.trim())}`
  return [ask, '*Open the answer that you choose, then run the next cell.*', ...answers].join('\n\n')
}

/** Whether a notebook has something that a learner is to find out before he sees it: a question, or an exercise. */
export function asksItsReader({ cells }: Notebook): boolean {
  return cells.some((cell) => questionIn(cell) || ['starter', 'solution'].some((tag) => hasTag(cell, tag)))
}
