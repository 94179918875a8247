import {
  type Cell,
  type CodeCell,
  type Finding,
  hasTag,
  isCode,
  isEmpty,
  isHidden,
  isRemoved,
  type Output,
  predictionOf,
} from '../notebook/index.ts'
import { count } from '../words.ts'
import { renderAnsi } from './ansi.ts'
import { highlightCell, languageName } from './highlight.ts'
import { type Html, html } from './html.ts'
import { keptBack } from './kept-back.ts'
import { describeOutputs, renderOutputs } from './outputs.ts'
import type { Page } from './page.ts'
import { renderPrediction } from './prediction.ts'
import { type CellFound, renderFound } from './verdicts.ts'

/** What stands around the code of a cell. */
export interface CodeContext {
  /** The cell's own anchor. */
  anchor: string
  findings: readonly Finding[]
  /** What verifying found of its outputs. */
  found: CellFound | undefined
  /** The ids of the folds that the cell's own question opens. */
  opens: readonly string[]
  /** The id of the fold that the cell tells of: what it holds waits until that is open. */
  tellsOf: string | undefined
  /** `true` where the page runs it, else the module for want of which it does not. */
  runs?: boolean | string
  /** Where the page runs it with something else in place of what it imports. */
  instead?: Instead
}

interface Instead {
  needs: string
  /** The cell imports it itself. */
  isOwn: boolean
}

/** A code cell as its tags want it: shown, folded, or without some of its parts. */
export function renderCode(cell: CodeCell, page: Page, context: CodeContext): Html | undefined {
  const { anchor, findings, opens, tellsOf, runs, instead } = context
  if (isRemoved(cell, 'cell') || (isEmpty(cell) && cell.outputs.length === 0)) return undefined
  const folded = isFolded(cell)
  const prediction = predictionOf(cell)
  const source = renderSource(cell, page, folded, notHere(runs, instead))
  const output = renderShownOutputs(cell, page, folded, context)
  if (!source && !output && !prediction && findings.length === 0) return undefined
  const parts = [cellMarker(cell, anchor), source, output, findings.map(renderFinding)]
  const className = isListing(cell) ? 'cell listing' : 'cell'
  const body = html`<div class="${className}" id="${anchor}"${runs === true && runMarks(cell, instead)}>${parts}</div>`
  const shown = folded
    ? foldWhole(cell, page, body)
    : hasTag(cell, 'starter')
      ? placeToWrite(body, page, runs === true)
      : body
  return html`${prediction && renderPrediction(prediction, page, `question_${anchor}`, opens)}
${tellsOf === undefined ? shown : keptBack(tellsOf, shown, true)}`
}

function isFolded(cell: CodeCell): boolean {
  return isHidden(cell, 'cell') || hasTag(cell, 'check') || hasTag(cell, 'solution')
}

function foldWhole(cell: CodeCell, page: Page, body: Html): Html {
  const own = foldSummary(cell)
  if (hasTag(cell, 'check')) return foldCell(own ?? 'What is checked here', body, 'fold check')
  return foldCell(own ?? (hasTag(cell, 'solution') ? 'Solution' : describeCode(cell, page, true)), body)
}

/** The page can only say where the reader writes; a worksheet has room for it. */
function placeToWrite(body: Html, page: Page, runs: boolean): Html {
  if (page.paper === 'worksheet') {
    const rules = Array.from({ length: 5 }, () => html`<div class="rule"></div>`)
    return html`<div class="starter" role="group" aria-label="Your turn">${body}${rules}</div>`
  }
  const head = html`<p class="turn-head"><b>Your turn</b>${runs ? ', here or in Jupyter' : ' in Jupyter'}: write in this cell, and run it.</p>`
  return html`<div class="starter" role="group" aria-label="Your turn">${head}${body}</div>`
}

/** By these a script knows what it may offer. */
function runMarks(cell: CodeCell, instead: Instead | undefined): Html {
  const wish = cell.metadata.ackbook?.try
  return html` data-runs${instead && html`="instead"`}${typeof wish === 'string' && html` data-try="${wish}"`}`
}

/** A cell that shows a program and nothing else: its own code is only the call that does. */
function isListing({ outputs }: CodeCell): boolean {
  const [first, ...others] = outputs as { data?: Record<string, unknown> }[]
  const markdown = first?.data?.['text/markdown']
  return others.length === 0 && typeof markdown === 'string' && /^```[\w+-]*\n(?:(?!```).*\n)*```\s*$/.test(markdown)
}

/** The id of the fold that a prediction opens; `undefined` when the cell keeps nothing back. */
export function revealOf(cell: Cell | undefined, anchor: string): string | undefined {
  return cell && isCode(cell) && isRevealed(cell) && shownOutputs(cell).length > 0 ? `reveal_${anchor}` : undefined
}

function isRevealed(cell: CodeCell): boolean {
  return hasTag(cell, 'reveal') && !isRemoved(cell, 'cell') && !isHidden(cell, 'cell')
}

/** In Jupyter's own brackets, and a link to the cell. */
function cellMarker(cell: CodeCell, anchor: string): Html {
  const number = cell.execution_count
  const words = number === null ? 'Cell, not run' : `Cell, run as number ${number}`
  return html`<a class="count" href="#${anchor}" aria-label="${words}">[${number ?? '\u00a0'}]</a>`
}

function renderSource(cell: CodeCell, page: Page, folded: boolean, says: string | undefined): Html | undefined {
  if (isRemoved(cell, 'input') || isEmpty(cell)) return undefined
  const source = highlightCell(cell.source.trimEnd(), page.language)
  const hindered = says !== undefined && html`<p class="label hindered">${says}</p>`
  const code = html`<pre class="code"><code class="language-${page.language}">${source}</code></pre>${hindered}`
  return isHidden(cell, 'input') && !folded
    ? foldCell(foldSummary(cell) ?? describeCode(cell, page, false), code)
    : code
}

/** What a page says of a cell that it does not run, or runs otherwise. */
function notHere(runs: boolean | string | undefined, instead: Instead | undefined): string | undefined {
  if (typeof runs === 'string') return whyHindered(runs)
  return instead?.isOwn ? whatInstead(instead.needs) : undefined
}

function whatInstead(needs: string): string {
  const what = socketModules.test(needs)
    ? 'the sockets are those of our own TCP, on a simulated machine with its own time'
    : `${needs} is what its package has for browsers`
  return `Run in this page, ${what}: what comes out may differ. In Jupyter it is your own machine.`
}

function whyHindered(needs: string): string {
  const of = /^node:/.test(needs) ? `${needs}, a part of Node` : `${needs}, which no browser runs`
  const what = socketModules.test(needs) ? 'the sockets of an operating system' : of
  return `Not to be run in this page: it needs ${what}. Run it in Jupyter.`
}

/** By which programs reach a network. */
const socketModules = /^node:(?:dgram|net|http2?|https|tls|dns)\b|socket\/system$/

function renderShownOutputs(
  cell: CodeCell,
  page: Page,
  folded: boolean,
  { anchor, found }: Pick<CodeContext, 'anchor' | 'found'>,
): Html | undefined {
  const outputs = shownOutputs(cell)
  if (outputs.length === 0) return undefined
  const rendered = renderOutputs(outputs, page)
  if (rendered.length === 0) return undefined
  const said = hasTag(cell, 'starter') && html`<p class="label said">What the check says of the cell as it stands</p>`
  const shown = html`<div class="outputs">${said}${rendered}${renderFound(cell, outputs, found)}</div>`
  if (isRevealed(cell)) {
    const summary = html`<summary>${page.paper ? 'What it shows' : 'Reveal what it shows'}</summary>`
    return html`<details class="reveal" id="${revealOf(cell, anchor)}">${summary}${shown}</details>`
  }
  const hidden = !folded && (isHidden(cell, 'output') || cell.metadata.collapsed === true)
  return hidden ? foldCell(`The output: ${describeOutputs(outputs)}`, shown) : shown
}

/** The outputs that its tags leave. */
export function shownOutputs(cell: CodeCell): Output[] {
  if (isRemoved(cell, 'output')) return []
  return cell.outputs.filter(
    (output) =>
      !(output.output_type === 'stream' && hasTag(cell, `remove-${String((output as { name?: unknown }).name)}`)),
  )
}

function foldCell(summary: string, content: Html, kind = 'fold', anchor?: string): Html {
  return html`<details class="${kind}"${anchor !== undefined && html` id="${anchor}"`}><summary>${summary}</summary>${content}</details>`
}

/** The author's own words for a fold: metadata `ackbook.summary`. */
function foldSummary(cell: Cell): string | undefined {
  const summary = cell.metadata.ackbook?.summary
  return typeof summary === 'string' && summary.trim() !== '' ? summary : undefined
}

function describeCode(cell: CodeCell, page: Page, withOutputs: boolean): string {
  const lines = cell.source.trimEnd().split('\n').length
  const code =
    isEmpty(cell) || isRemoved(cell, 'input') ? '' : `${count(lines, 'line')} of ${languageName(page.language)}`
  const outputs = withOutputs ? describeOutputs(shownOutputs(cell)) : ''
  return [code, outputs && `the output: ${outputs}`].filter((part) => part !== '').join(', and ')
}

export function renderFinding({ message, detail, remedy }: Finding): Html {
  const said = [message, remedy].filter((part) => part !== undefined).join(' ')
  const shown = detail !== undefined && detail !== '' && html`<pre><samp>${renderAnsi(detail)}</samp></pre>`
  return html`<div class="finding" role="note"><p><b>Not verified:</b> ${said}</p>${shown}</div>`
}

/** Prose that a tag hides is folded as code is. */
export function foldProse(cell: Cell, prose: Html, anchor: string): Html {
  return isFoldedProse(cell) ? foldCell(foldSummary(cell) ?? 'Hidden text', prose, 'fold', anchor) : prose
}

export function isFoldedProse(cell: Cell): boolean {
  return isHidden(cell, 'cell') || isHidden(cell, 'input')
}
