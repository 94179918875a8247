import type { Element, ElementContent, Root } from 'hast'
import { type Cell, predictionOf } from '../notebook/index.ts'
import { isFoldedProse } from './cell.ts'
import { standfirst } from './elements.ts'
import type { Prose } from './markdown.ts'
import type { Page } from './page.ts'
import { isHeading, treeText } from './tree.ts'

/** How a page begins. */
export interface Opening {
  /** The place of the cell that has the title. */
  cell: number
  /** How many of its nodes end with the title and the line below it. */
  head: number
  /** The same with the paragraph behind, if there is one. */
  length: number
  /** The line below the title, as text. */
  line?: string
}

/**
 * The opening of a page whose title is the first heading of its Markdown; `undefined` where it comes from elsewhere. A heading right
 * below the title that heads no section becomes a line of text.
 *
 * @param proses of the cells, before they are rendered; their anchors are given
 */
export function pageOpening(
  cells: readonly Cell[],
  proses: readonly (Prose | undefined)[],
  page: Page,
): Opening | undefined {
  if (page.headings.length > 0) return undefined
  const at = proses.findIndex((prose) => prose?.tree?.children.some(isHeading))
  const cell = cells[at]
  if (!cell || predictionOf(cell) || isFoldedProse(cell)) return undefined
  const { children } = proses[at]!.tree!
  const title = children.findIndex(isHeading)
  if (tagOf(children[title]) !== 'h1') return undefined
  const second = nextShown(children, title)
  const line = /^h[3-6]$/.test(tagOf(children[second])) && headsNoSection() ? second : undefined
  const head = (line ?? title) + 1
  const behind = nextShown(children, head - 1)
  const length = tagOf(children[behind]) === 'p' ? behind + 1 : head
  if (line === undefined) return { cell: at, head, length }
  const element = children[line] as Element
  const text = treeText(element).trim()
  element.tagName = 'p'
  element.properties.className = [standfirst]
  return { cell: at, head, length, line: text }

  /** What follows is a section above it, or nothing. */
  function headsNoSection(): boolean {
    const later = [
      ...children.slice(second + 1),
      ...proses.slice(at + 1).flatMap((prose) => prose?.tree?.children ?? []),
    ]
    const next = later.find(isHeading)
    return next === undefined || tagOf(next) === 'h2'
  }
}

/** The place of the next node that is not white space. */
function nextShown(children: Root['children'], at: number): number {
  let next = at + 1
  for (let child = children[next]; child?.type === 'text' && child.value.trim() === ''; child = children[next])
    next += 1
  return next
}

function tagOf(node: Root['children'][number] | ElementContent | undefined): string {
  return node?.type === 'element' ? node.tagName : ''
}
