import { aboutOf, type MarkdownCell, predictionOf } from '../notebook/index.ts'
import { type CodeContext, foldProse, isFoldedProse } from './cell.ts'
import { type Html, html } from './html.ts'
import { keptBack } from './kept-back.ts'
import { type Inserted, type Prose, renderProse } from './markdown.ts'
import type { Page } from './page.ts'
import { renderPrediction } from './prediction.ts'

/** What stands around the text of a cell, and what comes between its paragraphs. */
interface ProseContext extends Pick<CodeContext, 'anchor' | 'opens' | 'tellsOf'> {
  inserted: readonly Inserted[]
}

/** A Markdown cell as its metadata want it: its text, folded or not, or the question that it asks. */
export function renderProseCell(cell: MarkdownCell, prose: Prose, page: Page, context: ProseContext): Html | undefined {
  const { anchor, opens, tellsOf, inserted } = context
  const prediction = predictionOf(cell)
  // The cell's own text asks the same in Jupyter, which knows nothing of predictions.
  if (prediction) return renderPrediction(prediction, page, anchor, opens)
  if (aboutOf(cell)) return html``
  const isFolded = isFoldedProse(cell)
  const text = renderProse(prose, page, {
    attachments: cell.attachments,
    explained: isFolded ? undefined : tellsOf,
    inserted,
  })
  if (!text) return html``
  return isFolded && tellsOf !== undefined
    ? keptBack(tellsOf, foldProse(cell, text, anchor), true)
    : foldProse(cell, text, anchor)
}
