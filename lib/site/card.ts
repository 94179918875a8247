import { asking } from '../lesson/frame.ts'
import { type Html, type HtmlValue, html } from '../lesson/html.ts'
import { safeHref } from '../lesson/links.ts'
import type { Page } from '../lesson/page.ts'
import { count } from '../words.ts'
import { durationOf } from './duration.ts'
import { renderMiniature } from './miniature.ts'
import type { IndexLink, IndexOptions } from './options.ts'

/** One page: its drawing, its title, its question, and what a reader has to bring. */
export function renderCard(link: IndexLink, level: 2 | 3, { links }: IndexOptions, page: Page): Html {
  const { href, title, summary, facts, file } = link
  const mini = renderMiniature(facts?.picture, page)
  const asks = asking({ ...(file !== undefined && { file }), questions: facts?.questions.length ?? 0 })
  const heading = html`<a href="${safeHref(href)}"${asks}>${title}</a>`
  return html`
<li${file !== undefined && html` data-file="${file}"`}>${mini}<div>
${level === 2 ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`}
${facts?.lead !== undefined && html`<p class="question">${facts.lead}</p>`}
${summary !== undefined && summary !== '' && html`<p>${summary}</p>`}
${renderMeta(link, links)}
</div></li>`
}

function renderMeta({ facts, verified }: IndexLink, links: readonly IndexLink[]): Html | undefined {
  const before = (facts?.presupposes ?? []).flatMap((name) => links.find((link) => link.name === name) ?? [])
  const questions = facts?.questions.length ?? 0
  const parts: HtmlValue[] = [
    facts?.minutes !== undefined && durationOf(facts.minutes),
    questions > 0 && count(questions, 'question'),
    before.length > 0 &&
      html`after ${before.map(({ href, title }, at) => [at > 0 && ', ', html`<a href="${safeHref(href)}">${shortTitle(title)}</a>`])}`,
    verified === false && html`<b class="badge failed">✗ not verified</b>`,
  ].filter((part) => part !== false)
  if (parts.length === 0) return undefined
  return html`<p class="meta">${parts.map((part) => html`<span>${part}</span>`)}</p>`
}

/** A page by its number, where its title begins with one; whoever hears it hears the rest too. */
export function shortTitle(title: string): HtmlValue {
  const [, number, rest] = /^(\d+(?:\.\d+)*)\.?( .+)$/.exec(title) ?? []
  return number === undefined ? title : html`${number}<span class="heard">${rest}</span>`
}
