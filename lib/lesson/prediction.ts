import type { Prediction } from '../notebook/index.ts'
import { type Html, html } from './html.ts'
import { renderPhrase } from './markdown.ts'
import type { Page } from './page.ts'

/**
 * Radio buttons, and all answers in a fold: that much works without script. With it, one button opens what is asked about, marks
 * the choices and tells about the chosen one, and closes it all again.
 *
 * @param opens the ids of the folds that hold the outcome
 */
export function renderPrediction({ question, choices }: Prediction, page: Page, opens: readonly string[]): Html {
  const { name, title } = page.nextPrediction()
  const phrase = (text: string) => renderPhrase(text, page)
  const options = choices.map(
    ({ text }, at) =>
      html`<label><input type="radio" name="${name}" value="${at}"><span>${phrase(text)}</span><span class="mark"></span></label>`,
  )
  const answers = choices.map(({ text, why, right }) => {
    const verdict = right === true ? html`<b class="right">Right.</b>` : html`<b class="wrong">Not this one.</b>`
    const reason = typeof why === 'string' && [' ', phrase(why)]
    return html`<li><p>${phrase(text)}</p><p class="why">${verdict}${reason}</p></li>`
  })
  return html`<div class="prediction"${opens.length > 0 && html` data-reveals="${opens.join(' ')}"`}>
<fieldset><legend><span class="kicker">${title}</span> ${phrase(question)}</legend>${options}</fieldset>
<button type="button" hidden>${opens.length === 0 ? 'Check' : 'See what happens'}</button>
<div class="verdict" role="status"></div>
<details><summary>All the answers, and why</summary><ol>${answers}</ol></details>
</div>`
}
