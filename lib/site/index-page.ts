import { renderBundle } from '../lesson/bundle.ts'
import { renderDocument } from '../lesson/document.ts'
import { type Html, html } from '../lesson/html.ts'
import type { LeadPicture } from '../lesson/lead.ts'
import { type LessonLink, listName, type PageKind } from '../lesson/lesson.ts'
import { safeHref } from '../lesson/links.ts'
import { Page } from '../lesson/page.ts'
import { proseStyle } from '../lesson/style-prose.ts'
import { count } from '../words.ts'

export interface IndexOptions {
  title: string
  /** What the pages are to their readers; `notebook` unless told. */
  kind?: PageKind
  /** In the course's order. */
  links: readonly IndexLink[]
  /** Stands above the list. */
  lead?: LeadPicture | undefined
}

interface IndexLink extends LessonLink {
  /** `true` only when it was verified and found good; left out, nothing is said. */
  verified?: boolean
  /** The heading of the part of the list in which it stands; its pages stand together. */
  group?: string
}

/** The page that lists the others. */
export function renderIndex({ title, links, kind = 'notebook', lead }: IndexOptions): string {
  const page = new Page('text')
  const verified = links.filter((link) => link.verified === true).length
  const pages = count(links.length, kind)
  const body = html`<a class="skip" href="#page_main">Skip to the ${kind}s</a>
<div class="page index">
<main id="page_main">
<h1>${title}</h1>
<p class="stamp">${pages}${verified > 0 && `, ${verified === links.length ? 'each' : verified} verified`}</p>
${
  lead &&
  html`<div class="lead">${renderBundle(lead.data, lead.metadata, page)}</div>
`
}<nav aria-label="${listName[kind]}">${groupsOfLinks(links).map(renderPart)}</nav>
</main>
</div>
<footer class="site"><p>Made by ackbook. The pages need no network.</p></footer>`
  const style = `${proseStyle(body.markup)}${page.sheets.css}`
  return renderDocument({ title, description: `${title}: ${pages}.`, lang: 'en', body, scripts: [], style })
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

function renderPart(links: readonly IndexLink[]): Html {
  const { group } = links[0]!
  return html`${
    group !== undefined &&
    html`
<h2>${group}</h2>
`
  }<ol class="lessons">${links.map(renderLink)}
</ol>`
}

function renderLink({ href, title, summary, verified }: IndexLink): Html {
  const badges = [
    verified === true && html` <b class="badge verified">✓ verified</b>`,
    verified === false && html` <b class="badge failed">✗ not verified</b>`,
  ]
  const line = summary !== undefined && summary !== '' && html`<p>${summary}</p>`
  return html`
<li><a href="${safeHref(href)}">${title}</a>${badges}${line}</li>`
}
