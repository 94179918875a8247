import { inlineMarkup, keptInside } from './inline-markup.ts'
import { type Prediction, predictionOf } from './prediction.ts'
import { hasTag } from './tags.ts'
import type { Notebook } from './types.ts'

/**
 * The question as Markdown that answers by itself, without a script: each choice is a `<details>`, which says whether it is right,
 * and why.
 *
 * @param number of this question, from 1 on
 */
export function askedInMarkdown({ question, choices }: Prediction, number: number, total: number): string {
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
  return cells.some((cell) => predictionOf(cell) || ['starter', 'solution'].some((tag) => hasTag(cell, tag)))
}
