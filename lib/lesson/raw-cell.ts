import type { Cell } from '../notebook/index.ts'
import { type Html, html } from './html.ts'
import { readMarkdown, renderProse } from './markdown.ts'
import { named } from './omission.ts'
import type { Page } from './page.ts'
import { sanitiseHtml } from './sanitise.ts'

/** Types that only a printer's tools read. */
const printedTypes = /^(?:text\/latex|application\/(?:pdf|x-latex|x-tex)|latex|tex|pdf)$/

/** A raw cell by its format: HTML and Markdown as such, text as text; LaTeX is not on the page, which is listed. */
export function renderRaw(cell: Cell, source: string, page: Page, at: number): Html | undefined {
  if (source.trim() === '') return undefined
  const format = String(cell.metadata.format ?? cell.metadata.raw_mimetype ?? '').toLowerCase()
  if (printedTypes.test(format)) {
    page.omit('cell', named(source), `a raw cell of ${format} is for print`)
    return undefined
  }
  if (/^(?:text\/)?html$/.test(format)) return sanitiseHtml(source, page, { kind: 'prose' })
  if (/^(?:text\/)?markdown$/.test(format)) {
    return renderProse(readMarkdown(source, page, at), page, { attachments: undefined, explained: undefined })
  }
  return html`<pre>${source.trimEnd()}</pre>`
}
