import type { Nodes, Root } from 'hast'
import { type Cell, isCode, isEmpty, isHidden, isRemoved, type Notebook, predictionOf } from '../notebook/index.ts'
import { anchorMark } from './anchors.ts'
import { isFoldedProse } from './cell.ts'
import type { PageSection } from './facts.ts'
import { type Prose, textOfPhrase } from './markdown.ts'
import { isHeading, treeText } from './tree.ts'

/**
 * @param proses of the cells, before they are rendered
 * @param anchors of the cells
 */
export function sectionsOf(
  { cells }: Notebook,
  title: string,
  proses: readonly (Prose | undefined)[],
  anchors: readonly string[],
): PageSection[] {
  let current: PageSection = { anchor: 'page_main', heading: title, text: '', code: '' }
  const sections = [current]
  for (const [at, cell] of cells.entries()) {
    if (isRemoved(cell, 'cell')) continue
    const around = current
    const isFold = isFoldedCell(cell)
    if (isFold) begin({ anchor: anchors[at]!, heading: current.heading })
    addCell(cell, proses[at]?.tree, isFold)
    // Behind the fold, the section around it goes on.
    if (isFold) current = around
  }
  return sections.filter(({ text, code }) => text !== '' || code !== '')

  function begin(at: Pick<PageSection, 'anchor' | 'heading'>, isFold = true): void {
    current = { ...at, text: '', code: '', ...(isFold && { fold: true }) }
    sections.push(current)
  }

  function addCell(cell: Cell, tree: Root | undefined, isFold: boolean): void {
    const question = predictionOf(cell)
    if (question) addText(textOfPhrase([question.question, ...question.choices.map(({ text }) => text)].join(' · ')))
    if (isCode(cell) && !isEmpty(cell) && !isRemoved(cell, 'input'))
      current.code = `${current.code}\n\n${cell.source.trim()}`.trim()
    if (question || !tree) return
    for (const child of tree.children) {
      if (isHeading(child)) begin({ anchor: String(child.properties[anchorMark]), heading: shownWords(child) }, isFold)
      else addText(shownWords(child))
    }
  }

  function addText(text: string): void {
    current.text = `${current.text} ${text}`.trim()
  }
}

/** The headings of a cell whose anchors are reserved. */
export function headingsIn(tree: Root): { level: number; anchor: string; text: string }[] {
  return tree.children.flatMap((child) =>
    isHeading(child)
      ? [{ level: Number(child.tagName[1]), anchor: String(child.properties[anchorMark]), text: shownWords(child) }]
      : [],
  )
}

/** The words of a part of a tree in one line; of markup that may be anyone's, those that a page shows. */
export function shownWords(node: Nodes): string {
  return shownText(node).replace(/\s+/g, ' ').trim()
}

const wordless = new Set('annotation annotation-xml iframe object script style svg template'.split(' '))

function shownText(node: Nodes): string {
  if (node.type === 'element' && wordless.has(node.tagName)) return ''
  return 'children' in node ? node.children.map(shownText).join('') : treeText(node)
}

function isFoldedCell(cell: Cell): boolean {
  return isCode(cell) ? isHidden(cell, 'cell') || isHidden(cell, 'input') : isFoldedProse(cell)
}
