import { cleanSvg, isThemed, placeSvg, svgIn } from '../lesson/figure.ts'
import { type Html, html } from '../lesson/html.ts'
import type { Page } from '../lesson/page.ts'
import { serialise } from '../lesson/tree.ts'
import type { MimeBundle } from '../notebook/index.ts'

/** Characters: an index holds one of each page. */
const largestDrawing = 60_000

/** The drawing of a page, small, for those who see it: the words beside it say what the page is. */
export function renderMiniature(picture: MimeBundle | undefined, page: Page): Html | undefined {
  const markup = picture?.['image/svg+xml']
  if (typeof markup !== 'string' || markup.length > largestDrawing) return undefined
  const svg = svgIn(markup)
  const clean = svg && cleanSvg(svg, page)
  if (!clean) return undefined
  clean.children = clean.children.filter(
    (child) => !(child.type === 'element' && /^(?:title|desc)$/.test(child.tagName)),
  )
  const { role, ariaLabelledBy, ariaDescribedBy, ariaLabel, ...properties } = clean.properties
  clean.properties = { ...properties, ariaHidden: 'true' }
  // Its sheet may go to those that pages share.
  const kind = isThemed(clean) ? 'mini' : 'mini paper'
  placeSvg(clean, '', page)
  return html`<div class="${kind}">${serialise(clean)}</div>`
}
