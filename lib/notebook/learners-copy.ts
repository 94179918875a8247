import { beforeHeading, foldedProse } from './fold-prose.ts'
import { isSourceFolded, labelledSource } from './hidden-source.ts'
import { withIds } from './ids.ts'
import { inlineMarkup } from './inline-markup.ts'
import { isAside, predictionOf } from './prediction.ts'
import { askedInMarkdown } from './question.ts'
import { hasTag, isCode, isHidden } from './tags.ts'
import type { Cell, CodeCell, MarkdownCell, Notebook } from './types.ts'

/** So many lines an output has at the most that is shown whole although its cell is folded. */
const LONG_OUTPUT = 20

/**
 * The notebook as a learner opens it: nothing has run, nothing in sight answers what is asked. Questions answer by themselves, what
 * explains an answer and what the author folds is in `<details>`, checks and solutions hide their source. It says in its metadata of
 * what it is a copy (`ackbook.copyOf`). The notebook that is given stays as it is.
 *
 * @param original the way to it from the copy, with `/`: `../notebooks/x.ipynb`
 */
export function learnersCopy(notebook: Notebook, original: string): Notebook {
  const total = notebook.cells.filter(predictionOf).length
  const cells: Cell[] = []
  let number = 0
  // A question waits for its cell; that, and whatever is to be revealed, waits for what explains it.
  let waits: 'nothing' | 'cell' | 'explanation' = 'nothing'
  for (const cell of notebook.cells) {
    const question = predictionOf(cell)
    if (question) number += 1
    const asked = question && askedInMarkdown(question, number, total)
    if (isCode(cell)) {
      if (asked !== undefined) cells.push(askingCell(cell, asked))
      cells.push(unrun(cell, notebook))
      if (asked !== undefined || waits === 'cell' || hasTag(cell, 'reveal')) waits = 'explanation'
      else if (!isAside(cell)) waits = 'nothing'
    } else if (cell.cell_type !== 'markdown') cells.push(cell)
    else if (asked !== undefined) {
      cells.push({ ...cell, source: asked } as MarkdownCell)
      waits = 'cell'
    } else if (isFoldOfProse(cell)) {
      cells.push({ ...cell, source: foldedProse(inlineMarkup(foldName(cell)), cell.source) } as MarkdownCell)
    } else if (waits === 'explanation') {
      cells.push({ ...cell, source: explanation(cell.source) } as MarkdownCell)
      waits = 'nothing'
    } else cells.push(cell)
  }
  // The state of widgets is an output.
  const { widgets: _, ...metadata } = notebook.metadata
  const copy = { ...notebook, metadata: { ...metadata, ackbook: { ...metadata.ackbook, copyOf: original } }, cells }
  return notebook.nbformat_minor >= 5 ? withIds(copy) : copy
}

/** A code cell's own question, in prose before it, which takes the metadata that ask it. */
function askingCell({ metadata }: CodeCell, source: string): MarkdownCell {
  return { cell_type: 'markdown', metadata: { ackbook: { prediction: metadata.ackbook?.prediction } }, source }
}

/** A code cell that nobody has run. Of hidden outputs nothing is left: JupyterLab shows what a cell says when it runs, and forgets. */
function unrun(cell: CodeCell, notebook: Notebook): CodeCell {
  const hides = isSourceFolded(cell)
  const { ackbook, jupyter, collapsed: _, execution: __, ...others } = cell.metadata
  const { prediction: ___, ...settings } = ackbook ?? {}
  const { outputs_hidden: ____, ...kept } = jupyter ?? {}
  const shown = { ...kept, ...(hides && { source_hidden: true }) }
  const metadata = {
    ...others,
    ...(isHidden(cell, 'cell') && isLongText(cell) && { scrolled: true }),
    ...(Object.keys(settings).length > 0 && { ackbook: settings }),
    ...(Object.keys(shown).length > 0 && { jupyter: shown }),
  }
  const source = hides ? labelledSource(cell, notebook) : cell.source
  return { ...cell, metadata, source, outputs: [], execution_count: null } as CodeCell
}

/** Whether a cell shows nothing but text, and much of it: that goes into JupyterLab's box with a scrollbar. */
function isLongText({ outputs }: CodeCell): boolean {
  let lines = 0
  for (const output of outputs) {
    const data = 'data' in output ? (output.data as Record<string, unknown>) : {}
    const text = 'text' in output ? output.text : (data['text/markdown'] ?? data['text/plain'])
    if (typeof text !== 'string' || Object.keys(data).some((type) => !/^text\/(?:plain|markdown)$/.test(type)))
      return false
    lines += text.split('\n').length
  }
  return lines > LONG_OUTPUT
}

function isFoldOfProse(cell: Cell): boolean {
  return ['hide-cell', 'hide-input'].some((tag) => hasTag(cell, tag)) && cell.source.trim() !== ''
}

function foldName({ metadata }: Cell): string {
  const { summary } = metadata.ackbook ?? {}
  return typeof summary === 'string' && summary.trim() !== '' ? summary : 'More'
}

function explanation(source: string): string {
  const [before, rest] = beforeHeading(source)
  if (before.trim() === '') return source
  const fold = foldedProse('What it shows, and why', before)
  return rest === '' ? fold : `${fold}\n\n${rest}`
}
