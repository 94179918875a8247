import type { Element, ElementContent } from 'hast'
import { cleanSvg, figureSizes, isLarge, isSheet, isThemed, placeSvg, renderFigure, svgIn } from './figure.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'
import { elementNode, serialise, textNode, treeText } from './tree.ts'

/**
 * A figure that its output holds in two layouts, as one figure of the page: the wide one is shown where there is room for it, the
 * narrow one where there is not. Where one of them shows nothing, the other stands alone.
 */
export function renderLayouts(markup: string, narrowMarkup: string, page: Page, label: string): Html | undefined {
  const wide = svgIn(markup)
  if (wide) return layoutsOf(wide, narrowMarkup, page, label)
  const narrow = svgIn(narrowMarkup)
  return narrow && renderFigure(narrow, page, label)
}

/** @param wide of a parsed tree */
export function layoutsOf(wide: Element, narrowMarkup: string, page: Page, label: string): Html | undefined {
  const narrow = svgIn(narrowMarkup)
  if (!narrow) return renderFigure(wide, page, label)
  const [one, other] = [cleanSvg(wide, page), cleanSvg(narrow, page)]
  if (one && other) complete(other, one)
  if (!one || !other) return (one ?? other) && renderFigure((one ?? other)!, page, label)
  const classes = isThemed(one) && isThemed(other) ? 'figure two' : 'figure two paper'
  const [width, narrowWidth] = [one, other].map(({ properties }) => Math.round(figureSizes(properties)?.width ?? 0))
  const sized = width && narrowWidth && ` ${page.sheets.classFor({ '--width': width, '--narrow': narrowWidth })}`
  placeBoth(one, other, page, label)
  return html`<div class="${classes}${isLarge(width) && ' large'}${isSheet(width) && ' sheet'}${sized}">${serialise(one)}${serialise(other)}</div>`
}

/** A narrow layout without words and looks of its own has those of the wide one; its own rules stand behind them. */
function complete(narrow: Element, wide: Element): void {
  const isIn = ({ children }: Element, name: string) =>
    children.some((child) => child.type === 'element' && child.tagName === name)
  if (isIn(narrow, 'title') || isIn(narrow, 'desc') || 'ariaLabel' in narrow.properties) return
  const own = narrow.children.filter((child) => child.type === 'element' && child.tagName === 'style')
  const sheets = wide.children.filter((child) => child.type === 'element' && child.tagName === 'style')
  const css = [...sheets, ...own].map(treeText).join('')
  narrow.children = [
    ...structuredClone(wide.children.filter(isWords)),
    ...(css === '' ? [] : [elementNode('style', {}, textNode(css))]),
    ...narrow.children.filter((child) => !own.includes(child)),
  ]
  const { role, ariaLabelledBy, ariaDescribedBy } = wide.properties
  Object.assign(narrow.properties, { role, ariaLabelledBy, ariaDescribedBy })
}

/** Words that are the same in both stand once, and name both. */
function placeBoth(wide: Element, narrow: Element, page: Page, label: string): void {
  const words = ownWords(wide)
  const isNamed = words !== '' && words === ownWords(narrow)
  placeSvg(wide, label, page)
  placeSvg(narrow, label, page)
  const { ariaLabelledBy, ariaDescribedBy } = wide.properties
  if (!isNamed || !ariaLabelledBy || !ariaDescribedBy) return
  narrow.children = narrow.children.filter((child) => !isWords(child))
  Object.assign(narrow.properties, { ariaLabelledBy, ariaDescribedBy })
}

/** Those of the figure itself: what is deeper belongs to a part of it. */
function ownWords({ children }: Element): string {
  return children.filter(isWords).map(treeText).join('\n').trim()
}

function isWords(child: ElementContent): boolean {
  return child.type === 'element' && (child.tagName === 'title' || child.tagName === 'desc')
}
