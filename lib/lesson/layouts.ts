import type { Element } from 'hast'
import { cleanSvg, figureOf, figureSizes, isThemed, placeSvg, svgIn } from './figure.ts'
import { isDrawnAlike } from './figure-style.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'
import { elementsIn, serialise, treeText } from './tree.ts'

/**
 * A figure that its output holds in two layouts, as one figure of the page: the wide one is shown where there is room for it, the
 * narrow one where there is not. Where one of them shows nothing, the other stands alone.
 */
export function renderLayouts(markup: string, narrowMarkup: string, page: Page, label: string): Html | undefined {
  const [wide, narrow] = [svgIn(markup), svgIn(narrowMarkup)]
  if (!wide || !narrow) return (wide ?? narrow) && figureOf((wide ?? narrow)!, page, label)
  const [one, other] = [cleanSvg(wide, page), cleanSvg(narrow, page)]
  if (!one || !other) return (one ?? other) && figureOf((one ?? other)!, page, label)
  const classes = isThemed(one) && isThemed(other) ? 'figure two' : 'figure two paper'
  const [width, narrowWidth] = [one, other].map(({ properties }) => Math.round(figureSizes(properties)?.width ?? 0))
  const style = width && narrowWidth && html` style="--width:${width}px;--narrow:${narrowWidth}px"`
  placeBoth(one, other, page, label)
  return html`<div class="${classes}"${style}>${serialise(one)}${serialise(other)}</div>`
}

/** What is the same in both stands once: the words of the wide one name the other, its style sheet draws it. */
function placeBoth(wide: Element, narrow: Element, page: Page, label: string): void {
  const [prefix, narrowPrefix] = [page.nextFigure(), page.nextFigure()]
  const isStyled = isStyledBy(wide, narrow)
  const words = wordsOf(wide)
  const isNamed = words !== '' && words === wordsOf(narrow)
  placeSvg(wide, label, prefix)
  if (isStyled) drop(narrow, ['style'])
  placeSvg(narrow, label, narrowPrefix, isStyled ? prefix : narrowPrefix)
  const { ariaLabelledBy, ariaDescribedBy } = wide.properties
  if (!isNamed || !ariaLabelledBy || !ariaDescribedBy) return
  drop(narrow, ['title', 'desc'])
  Object.assign(narrow.properties, { ariaLabelledBy, ariaDescribedBy })
}

function wordsOf(svg: Element): string {
  return partsOf(svg, ['title', 'desc']).map(treeText).join('\n').trim()
}

function isStyledBy(wide: Element, narrow: Element): boolean {
  const [css, own] = [wide, narrow].map((svg) => partsOf(svg, ['style']).map(treeText).join('')) as [string, string]
  const classes = [narrow, ...elementsIn(narrow)].flatMap(({ properties }) => properties.className ?? [])
  return own !== '' && isDrawnAlike(own, css, new Set([classes].flat().map(String)))
}

/** Only what stands in the figure itself: what is deeper belongs to a part of it. */
function partsOf({ children }: Element, names: readonly string[]): Element[] {
  return children.filter((child): child is Element => child.type === 'element' && names.includes(child.tagName))
}

function drop(svg: Element, names: readonly string[]): void {
  svg.children = svg.children.filter((child) => child.type !== 'element' || !names.includes(child.tagName))
}
