import type { Prediction } from '../notebook/index.ts'
import { type Html, html } from './html.ts'
import { renderPhrase } from './markdown.ts'
import type { Page } from './page.ts'

/**
 * Radio buttons, and all answers in a fold: that much works without script. With it, a choice is answered in place as soon as it is
 * taken, and what is asked about opens.
 *
 * @param anchor the id of its place
 * @param opens the ids of the folds that hold the outcome
 */
export function renderPrediction(prediction: Prediction, page: Page, anchor: string, opens: readonly string[]): Html {
  const { number, name, title } = page.nextPrediction()
  const phrase = (text: string) => renderPhrase(text, page)
  const question = phrase(prediction.question)
  const choices = prediction.choices.map(({ text, why, right }) => ({
    text: phrase(text),
    why: typeof why === 'string' ? phrase(why) : undefined,
    right: right === true,
  }))
  page.ask({
    ...{ anchor, number, question: question.markup },
    choices: choices.map(({ text, why, right }) => ({ text: text.markup, ...(why && { why: why.markup }), right })),
  })
  if (page.paper === 'worksheet') return onWorksheet(title, question, choices)
  const options = choices.map(
    ({ text }, at) => html`<label><input type="radio" name="${name}" value="${at}"><span>${text}</span></label>`,
  )
  const answers = choices.map(({ text, why, right }) => {
    const verdict = right ? html`<b class="right">Right.</b>` : html`<b class="wrong">Not this one.</b>`
    return html`<li><p>${text}</p><p class="why">${verdict}${why && [' ', why]}</p></li>`
  })
  return html`<div class="prediction" id="${anchor}"${opens.length > 0 && html` data-reveals="${opens.join(' ')}"`}>
<fieldset><legend><span class="kicker">${title}</span> ${question}</legend>${options}</fieldset>
<div class="verdict" role="status"></div>
<details><summary>All the answers, and why</summary><ol>${answers}</ol></details>
</div>`
}

/** With a place for a mark at each choice, and one for the reason. */
function onWorksheet(title: string, question: Html, choices: readonly { text: Html }[]): Html {
  const options = choices.map(({ text }) => html`<li><span>${text}</span></li>`)
  return html`<div class="asked" role="group" aria-label="${title}"><p class="legend"><span class="kicker">${title}</span> ${question}</p>
<ol>${options}</ol>
<p class="because">Because</p><div class="rule"></div>
</div>`
}
