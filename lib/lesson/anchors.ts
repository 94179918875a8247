import type { Element, Root } from 'hast'
import { isFootnoteId, type Page } from './page.ts'
import { elementsIn, isHeading, treeText } from './tree.ts'

/** Holds the id that an element has on the page. */
export const anchorMark = 'dataAnchor'

/**
 * Gives each heading and each place that an author named its id, before anything is drawn, so that a link may lead forward. What
 * an author named goes first: a heading that happens to be called the same takes another id, and links to it follow.
 */
export function reserveAnchors(trees: readonly Root[], page: Page): void {
  const elements = trees.map(elementsIn)
  for (const element of elements.flat()) {
    const name = anchorName(element)
    // None but the page gives out ids.
    if (element.properties[anchorMark] !== undefined) delete element.properties[anchorMark]
    if (name !== undefined && !isFootnoteId(name)) element.properties[anchorMark] = page.name(name)
  }
  for (const inTree of elements) {
    // Names right before a heading are names of that heading.
    let labels: string[] = []
    for (const element of inTree) {
      if (isHeading(element)) {
        const text = treeText(element).trim()
        const id = String(element.properties[anchorMark] ?? page.anchor(text))
        element.properties[anchorMark] = id
        for (const each of [id, ...labels]) page.title(each, text)
        page.numbered(id, text)
        labels = []
      } else if (element.properties[anchorMark] === undefined) labels = []
      else labels.push(String(element.properties[anchorMark]))
    }
  }
}

/** Its id, or what old HTML has for one. */
function anchorName({ tagName, properties }: Element): string | undefined {
  const name = properties.id ?? (tagName === 'a' ? properties.name : undefined)
  return name === undefined || String(name).trim() === '' ? undefined : String(name)
}
