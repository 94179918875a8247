import { isRemoved, type Notebook, predictionOf } from '../notebook/index.ts'
import { frontMatterOf, titleIn } from './front-matter.ts'
import { readMarkdown, textOfPhrase } from './markdown.ts'
import { Page } from './page.ts'
import { elementsIn, treeText } from './tree.ts'

/** Whatever may begin a heading. */
const headings = /^[ >\t]{0,8}#{1,6}(?:[ \t]|$)|^[ >\t]{0,8}(?:=+|-+)[ \t]*$|<h[1-6][\s>]/im

/**
 * What a notebook is called, as plain text: the title in its front matter or metadata, else the first heading of its page, else
 * `fallback`. What a page does not show names nothing.
 */
export function titleOf(notebook: Notebook, fallback = 'Untitled'): string {
  const matter = frontMatterOf(notebook.cells[0])
  const told = titleIn(matter)
  if (told !== undefined) return textOfPhrase(told) || fallback
  const { title } = notebook.metadata
  if (typeof title === 'string' && title.trim() !== '') return title.trim()
  for (const [at, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'markdown' || isRemoved(cell, 'cell') || predictionOf(cell)) continue
    const source = at === 0 && matter ? matter.rest : cell.source
    if (!headings.test(source)) continue
    const { tree } = readMarkdown(source, new Page('text'), at)
    for (const heading of tree ? elementsIn(tree) : []) {
      const text = /^h[1-6]$/.test(heading.tagName) ? treeText(heading).replace(/\s+/g, ' ').trim() : ''
      if (text !== '') return text
    }
  }
  return fallback
}
