import { renderDocument } from '../lesson/document.ts'
import { listName } from '../lesson/frame.ts'
import { html } from '../lesson/html.ts'
import { siteAddress } from '../lesson/link-card.ts'
import { safeHref } from '../lesson/links.ts'
import type { IndexOptions } from './options.ts'
import { indexStyle } from './style.ts'

/** What a server shows where no page is. It may stand at any address, so its links need that of the site. */
export function renderMissing({ title, links, kind = 'notebook', language = 'en', address }: IndexOptions): string {
  const base = address === undefined ? '' : siteAddress(address)
  const pages = links.map(
    ({ href, title }) => html`
<li><a href="${safeHref(base + href)}">${title}</a></li>`,
  )
  const body = html`<a class="skip" href="#page_main">Skip to the text</a>
<div class="page index">
<main id="page_main" class="missing">
<h1>There is no such page</h1>
<p class="description">It may have been renamed. <a href="${safeHref(`${base}index.html`)}">${title}</a> has these:</p>
<nav aria-label="${listName[kind]}"><ul>${pages}
</ul></nav>
</main>
</div>`
  return renderDocument({
    title: `No such page · ${title}`,
    description: '',
    lang: language,
    body,
    scripts: [],
    style: indexStyle,
  })
}
