import { renderDocument } from '../lesson/document.ts'
import type { PageFacts, PageQuestion } from '../lesson/facts.ts'
import { searchButton, themeButton } from '../lesson/frame.ts'
import { type Html, html, trusted } from '../lesson/html.ts'
import { safeHref } from '../lesson/links.ts'
import { browserScripts } from '../lesson/scripts.ts'
import { mathStyle, rareMathStyle } from '../lesson/style-math.ts'
import { predictionStyle, progressStyle } from '../lesson/style-prediction.ts'
import { predictionPrintStyle } from '../lesson/style-print.ts'
import { count } from '../words.ts'
import { questionsStyle } from './questions-style.ts'

/** A page that may ask, as the index knows it. */
export interface AskingLink {
  title: string
  /** A relative address. */
  href: string
  /** Below the site's folder, with `/`. */
  file?: string | undefined
  facts?: PageFacts | undefined
}

export interface QuestionsOptions {
  /** Of the site. */
  title: string
  /** What names the site on the reader's machine. */
  site?: string | undefined
  /** A language tag. */
  language?: string | undefined
  /** In the order of the index. */
  links: readonly AskingLink[]
}

/** How the page of all questions is called. */
export const questionsFile = 'questions.html'

/** Whether there is such a page: some page asks, and none is called so itself. */
export function asksInAll(links: readonly AskingLink[]): boolean {
  return questionsOf(links) > 0 && links.every(({ file }) => file?.toLowerCase() !== questionsFile)
}

/** How many questions all pages ask. */
export function questionsOf(links: readonly AskingLink[]): number {
  return links.reduce((sum, { facts }) => sum + (facts?.questions.length ?? 0), 0)
}

/**
 * All questions of a site, for repetition: a list by pages, their answers in folds. With script each asks anew, the ones that were
 * answered wrong stand first, and what is answered here counts as answered in its lesson.
 */
export function renderQuestions({ title, site, language = 'en', links }: QuestionsOptions): string {
  const asked = count(questionsOf(links), 'question')
  const body = html`<a class="skip" href="#page_main">Skip to the questions</a>
<header class="site"><div>
<a class="course" href="index.html">${title}</a>
${searchButton}
${themeButton}
</div></header>
<div class="page index">
<main id="page_main" class="questions">
<h1>All questions</h1>
<p class="stamp">${asked}, to see what has stayed.</p>
<div id="page_progress"></div>
${links.map(renderPageQuestions)}
</main>
</div>
<footer class="site"><p>Made by ackbook. Answers stay on this machine.</p></footer>`
  const isDrawn = body.markup.includes('<math')
  return renderDocument({
    title: `All questions · ${title}`,
    description: `${title}: ${asked}.`,
    lang: language,
    ...(site !== undefined && { place: { site, file: questionsFile }, hasSiblings: true }),
    body,
    scripts: [browserScripts(...questionsScripts, ...(site === undefined ? [] : ['siblings']))],
    style: `${isDrawn ? mathStyle + rareMathStyle : ''}${predictionStyle}${progressStyle}${questionsStyle}${predictionPrintStyle}`,
  })
}

/** Its own first: it puts the questions in order. */
const questionsScripts = ['store', 'questions', 'predictions', 'progress', 'target']

function renderPageQuestions(link: AskingLink, at: number): Html | false {
  const { facts, title, href } = link
  return (
    facts !== undefined &&
    facts.questions.length > 0 &&
    html`<section aria-labelledby="page_${at + 1}">
<h2 id="page_${at + 1}"><a href="${safeHref(href)}">${title}</a></h2>
${facts.questions.map((question) => renderQuestion(question, link, at))}
</section>
`
  )
}

/** As on its own page, whose folds are not here. */
function renderQuestion(question: PageQuestion, { file = '', href, title }: AskingLink, at: number): Html {
  const { anchor, number, section, choices } = question
  const clean = (markup: string) => trusted(fromElsewhere(markup, href))
  const name = `q${at + 1}_${number}`
  const options = choices.map(
    ({ text }, place) =>
      html`<label><input type="radio" name="${name}" value="${place}"><span>${clean(text)}</span></label>`,
  )
  const answers = choices.map(({ text, why, right }) => {
    const verdict = right ? html`<b class="right">Right.</b>` : html`<b class="wrong">Not this one.</b>`
    return html`<li><p>${clean(text)}</p><p class="why">${verdict}${why !== undefined && [' ', clean(why)]}</p></li>`
  })
  const place = `${safeHref(href)}#${anchor}`
  return html`<div class="prediction" id="${name}" data-page="${file}" data-anchor="${anchor}" data-fresh>
<fieldset><legend><span class="kicker"><a href="${place}"><span class="from">${title} · </span>${section?.text ?? `Question ${number}`}</a></span> ${clean(question.question)}</legend>${options}</fieldset>
<div class="verdict" role="status"></div>
<details><summary>All the answers, and why</summary><ol>${answers}</ol></details>
</div>
`
}

/** What a phrase of the page at `href` links to, from here. The phrase is clean, and written by our own hand. */
function fromElsewhere(markup: string, href: string): string {
  const folder = href.slice(0, href.lastIndexOf('/') + 1)
  return markup.replace(/ href="(?![a-z][a-z+.-]*:)(#?)/g, (_, hash) => ` href="${hash ? `${href}#` : folder}`)
}
