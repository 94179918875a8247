import { renderDocument } from './document.ts'
import { html } from './html.ts'
import { type LessonLink, listName, type PageKind } from './lesson.ts'
import { safeHref } from './links.ts'

export interface IndexOptions {
  title: string
  /** What the pages are to their readers; `notebook` unless told. */
  kind?: PageKind
  /** In the course's order. */
  links: readonly (LessonLink & {
    /** `true` only when it was verified and found good; left out, nothing is said. */
    verified?: boolean
  })[]
}

/** The page that lists the others. */
export function renderIndex({ title, links, kind = 'notebook' }: IndexOptions): string {
  const verified = links.filter((link) => link.verified === true).length
  const count = `${links.length} ${kind}${links.length === 1 ? '' : 's'}`
  const body = html`<a class="skip" href="#page_main">Skip to the ${kind}s</a>
<div class="page index">
<main id="page_main">
<h1>${title}</h1>
<p class="stamp">${count}${verified > 0 && `, ${verified === links.length ? 'each' : verified} verified`}</p>
<nav aria-label="${listName[kind]}"><ol class="lessons">${links.map(
    (link) => html`
<li><a href="${safeHref(link.href)}">${link.title}</a>${link.verified === true && html` <b class="badge verified">✓ verified</b>`}${
      link.verified === false && html` <b class="badge failed">✗ not verified</b>`
    }${link.summary !== undefined && link.summary !== '' && html`<p>${link.summary}</p>`}</li>`,
  )}
</ol></nav>
</main>
</div>
<footer class="site"><p>Made by ackbook. The pages need no network.</p></footer>`
  return renderDocument({ title, description: `${title}: ${count}.`, lang: 'en', body, scripts: [] })
}
