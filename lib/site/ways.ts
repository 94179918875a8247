import { type Html, html } from '../lesson/html.ts'
import { safeHref } from '../lesson/links.ts'
import { renderPhrase } from '../lesson/markdown.ts'
import type { Page } from '../lesson/page.ts'
import { shortTitle } from './card.ts'
import type { IndexOptions, SiteOrder } from './options.ts'

/** The orders as paths, of which a reader can choose one where the site's script is. */
export function renderWays({ orders = [], links }: IndexOptions, page: Page): Html | undefined {
  if (orders.length < 2) return undefined
  return html`<section class="ways" aria-labelledby="site_ways">
<h2 id="site_ways">Choose your way</h2>
<ul>${orders.map((order) => renderWay(order))}</ul>
</section>`

  function renderWay({ name, title, description, files }: SiteOrder): Html {
    const path = files.flatMap((file) => links.find((link) => link.file === file) ?? [])
    const steps = path.map((link) => html`<li><a href="${safeHref(link.href)}">${shortTitle(link.title)}</a></li>`)
    return html`
<li><h3>${title}</h3>
${description !== undefined && html`<p>${renderPhrase(description, page)}</p>`}
<ol class="path">${steps}</ol>
<button type="button" data-order="${name}" hidden>Follow this way</button></li>`
  }
}
