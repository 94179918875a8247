import type { Root } from 'hast'
import {
  type CodeCell,
  hasTag,
  isCode,
  isRemoved,
  type MimeBundle,
  type Notebook,
  type Output,
  predictionOf,
} from '../notebook/index.ts'
import { isFoldedProse, shownOutputs } from './cell.ts'
import { type Html, html } from './html.ts'
import type { Prose } from './markdown.ts'
import { renderOutputs } from './outputs.ts'
import type { Page } from './page.ts'
import { objectOf } from './values.ts'

/** A picture in its forms, as an output has them. */
export interface LeadPicture {
  data: MimeBundle
  metadata: Record<string, unknown>
}

/**
 * The first cell whose picture is to stand below the title of its page, or above the list of all pages; -1 when there is none. What
 * a question keeps back leads nowhere.
 */
function leadAt({ cells }: Notebook, place: 'page' | 'index'): number {
  return cells.findIndex((cell) => {
    if (cell.metadata.ackbook?.lead !== place || !isCode(cell)) return false
    return !hasTag(cell, 'reveal') && !isRemoved(cell, 'cell') && !predictionOf(cell) && figureCell(cell) !== undefined
  })
}

/** What a notebook has for the list of all pages. */
export function indexLead(notebook: Notebook): LeadPicture | undefined {
  const cell = notebook.cells[leadAt(notebook, 'index')]
  return cell && isCode(cell) ? figureCell(cell) : undefined
}

/** The picture of what leads a page, or the list of all: its forms, as they are stored. */
export function pagePicture(notebook: Notebook): MimeBundle | undefined {
  const [page, index] = [leadAt(notebook, 'page'), leadAt(notebook, 'index')]
  const cell = notebook.cells[page < 0 ? index : page]
  return cell && isCode(cell) ? figureCell(cell)?.data : undefined
}

/** The figure that leads a page. */
interface Lead {
  /** The place of its cell. */
  cell: number
  /** What the cell shows, and nothing of the cell but its anchor. */
  figure: Html
  /** The place of the text that it stands in, behind so many of its nodes; `undefined` when it stands above all cells. */
  opening: { cell: number; length: number } | undefined
}

/**
 * @param proses of the cells, before they are rendered
 * @param anchors of the cells
 */
export function leadOf(
  notebook: Notebook,
  proses: readonly (Prose | undefined)[],
  anchors: readonly string[],
  page: Page,
): Lead | undefined {
  const at = leadAt(notebook, 'page')
  const cell = notebook.cells[at]
  if (!cell || !isCode(cell)) return undefined
  page.at(at, cell.id)
  const figure = html`<div class="lead" id="${anchors[at]}">${renderOutputs(shownOutputs(cell), page)}</div>`
  // Its title may be there already.
  const titled = page.headings.length > 0 ? -1 : proses.findIndex((prose) => prose?.tree && headingIn(prose.tree) >= 0)
  const text = notebook.cells[titled]
  const length = text && !predictionOf(text) && !isFoldedProse(text) ? openingLength(proses[titled]!.tree!) : 0
  return { cell: at, figure, opening: length > 0 ? { cell: titled, length } : undefined }
}

/**
 * How many of the nodes are the opening of a page: its title, what is set as a heading right below it (not that of a section), and
 * one paragraph. 0 where no title stands there.
 */
function openingLength(tree: Root): number {
  const { children } = tree
  const first = headingIn(tree)
  if (nameAt(first) !== 'h1') return 0
  let end = first + 1
  while (/^(?:h[3-6]|)$/.test(nameAt(end) ?? '-')) end += 1
  return nameAt(end) === 'p' ? end + 1 : end

  /** '' for white space. */
  function nameAt(at: number): string | undefined {
    const child = children[at]
    if (child?.type === 'element') return child.tagName
    return child?.type === 'text' && child.value.trim() === '' ? '' : undefined
  }
}

function headingIn({ children }: Root): number {
  return children.findIndex((child) => child.type === 'element' && /^h[1-6]$/.test(child.tagName))
}

function figureCell(cell: CodeCell): LeadPicture | undefined {
  return shownOutputs(cell)
    .map(leadPicture)
    .find((picture) => picture !== undefined)
}

/** Its forms that are pictures, and what it says in a line: its numbers are on its own page. */
function leadPicture(output: Output): LeadPicture | undefined {
  const { data, metadata } = output as Record<string, unknown>
  const { 'text/plain': plain, ...forms } = objectOf(data)
  const pictures = Object.entries(forms).filter(([type, value]) => /^image\//.test(type) && typeof value === 'string')
  if (pictures.length === 0) return undefined
  const [line = ''] = typeof plain === 'string' ? plain.trim().split('\n') : []
  return { data: { ...Object.fromEntries(pictures), 'text/plain': line }, metadata: objectOf(metadata) }
}
