import { renderBundle } from '../lesson/bundle.ts'
import { contentStyle } from '../lesson/content.ts'
import { renderDocument } from '../lesson/document.ts'
import { listName, searchButton, themeButton } from '../lesson/frame.ts'
import { type Html, type HtmlValue, html } from '../lesson/html.ts'
import { leadClass } from '../lesson/lead.ts'
import { safeHref } from '../lesson/links.ts'
import { renderPhrase, textOfPhrase } from '../lesson/markdown.ts'
import { Page } from '../lesson/page.ts'
import { browserScripts } from '../lesson/scripts.ts'
import { progressStyle } from '../lesson/style-prediction.ts'
import { count } from '../words.ts'
import { renderCard } from './card.ts'
import { durationOf } from './duration.ts'
import type { IndexLink, IndexOptions } from './options.ts'
import { asksInAll, questionsFile, questionsOf } from './questions.ts'
import { indexStyle } from './style.ts'
import { renderWays } from './ways.ts'

/** The page that lists the others: what they are, for whom, how long they take, where to begin. */
export function renderIndex(options: IndexOptions): string {
  const { title, links, kind = 'notebook', language = 'en', site, address } = options
  const description =
    options.description === undefined ? `${title}: ${count(links.length, kind)}.` : textOfPhrase(options.description)
  const page = new Page('text')
  const body = html`<a class="skip" href="#page_list">Skip to the ${kind}s</a>
<header class="site"><div>
${searchButton}
${themeButton}
</div></header>
<div class="page index">
<main id="page_main">
${renderHero(options, page)}
${renderWays(options, page)}
<nav id="page_list" aria-label="${listName[kind]}">${groupsOfLinks(links).map((part) => renderGroup(part, options, page))}
</nav>
</main>
</div>
<footer class="site"><p>${renderFoot(options, page)}</p></footer>`
  return renderDocument({
    title,
    description,
    card: { title, description, kind: 'website', address },
    lang: language,
    body,
    ...(site !== undefined && { place: { site, file: 'index.html' }, hasSiblings: true }),
    hasWorkers: isIndexLive(options),
    scripts: site === undefined ? [] : [browserScripts('store', 'progress', 'siblings')],
    style: `${indexStyle}${questionsOf(links) > 0 ? progressStyle : ''}${contentStyle(page, body)}`,
  })
}

/** Its figure can be made again: on a small screen it stands before the ways, so that a reader comes upon it at once. */
function isIndexLive({ live }: IndexOptions): boolean {
  return live?.includes('index.html') === true
}

function renderHero(options: IndexOptions, page: Page): Html {
  const { title, description, lead, links } = options
  const [first] = links
  const words = html`<div class="words">
<h1>${title}</h1>
${description !== undefined && html`<p class="description">${renderPhrase(description, page)}</p>`}
<p class="facts">${siteFacts(options)}</p>
<p class="start">${first && html`<a class="button" id="site_start" href="${safeHref(first.href)}">Start with <b>${first.title}</b></a>`}
<a class="button second" id="site_go_on" hidden>Go on with <b></b></a></p>
<div id="page_progress"></div>
${renderElsewhere(options)}
</div>`
  if (!lead) return html`<div class="hero">${words}</div>`
  return html`<div class="hero pictured">${words}
<div class="${isIndexLive(options) ? `${leadClass(lead.room, page)} moving` : 'lead'}">${renderBundle(lead.data, lead.metadata, page)}</div></div>`
}

/** How much there is, how long it takes, and whether it was verified. */
function siteFacts({ links, kind = 'notebook' }: IndexOptions): HtmlValue {
  const minutes = minutesOf(links)
  const questions = questionsOf(links)
  const verified = links.filter((link) => link.verified === true).length
  const facts: HtmlValue[] = [
    count(links.length, kind),
    minutes > 0 && durationOf(minutes),
    questions > 0 &&
      (asksInAll(links)
        ? html`<a href="${questionsFile}">${count(questions, 'question')}</a>`
        : count(questions, 'question')),
    verified > 0 && `${verified === links.length ? 'every one' : verified} verified`,
  ]
  return divided(facts)
}

function minutesOf(links: readonly IndexLink[]): number {
  return links.reduce((sum, { facts }) => sum + (facts?.minutes ?? 0), 0)
}

/** Other places where the notebooks are. */
function renderElsewhere({ repository, jupyter, kind = 'notebook' }: IndexOptions): Html | undefined {
  const isAddress = jupyter !== undefined && /^https?:\/\//.test(jupyter)
  const way = isAddress
    ? html`<a href="${safeHref(jupyter)}" rel="external">in Jupyter</a>`
    : html`<code>${jupyter}</code>`
  const places: HtmlValue[] = [
    jupyter !== undefined &&
      (isAddress ? html`Run the ${kind}s ${way}` : html`Run the ${kind}s in your Jupyter: ${way}`),
    repository !== undefined && html`<a href="${safeHref(repository)}" rel="external">Repository</a>`,
  ]
  if (places.every((place) => place === false)) return undefined
  return html`<p class="elsewhere">${divided(places)}</p>`
}

/** What there is of some parts, with a dot between two. */
function divided(parts: readonly HtmlValue[]): HtmlValue {
  return parts.filter((part) => part !== false).map((part, at) => [at > 0 && '\u00a0· ', part])
}

function renderFoot({ footer }: IndexOptions, page: Page): HtmlValue {
  return footer === undefined ? 'Made by ackbook. The pages need no network.' : renderPhrase(footer, page)
}

/** The links, cut where another group begins. */
function groupsOfLinks(links: readonly IndexLink[]): IndexLink[][] {
  const found: IndexLink[][] = []
  for (const link of links) {
    const last = found[found.length - 1]
    if (last && last[0]!.group === link.group) last.push(link)
    else found.push([link])
  }
  return found
}

function renderGroup(links: readonly IndexLink[], options: IndexOptions, page: Page): Html {
  const { kind = 'notebook', groups = [] } = options
  const { group } = links[0]!
  const description = groups.find(({ title }) => title === group)?.description
  const minutes = minutesOf(links)
  const facts = [count(links.length, kind), minutes > 0 && durationOf(minutes)].filter((fact) => fact !== false)
  const head =
    group !== undefined &&
    html`
<h2>${group}</h2>
<p class="about">${description !== undefined && html`${renderPhrase(description, page)} `}<span class="facts">${facts.join(' · ')}</span></p>`
  const level = group === undefined ? 2 : 3
  return html`
<section class="part">${head}
<ol class="cards">${links.map((link) => renderCard(link, level, options, page))}
</ol></section>`
}
