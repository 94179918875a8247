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
import { shownOutputs } from './cell.ts'
import { type Html, html } from './html.ts'
import { type LiveRoom, liveRoom } from './live-room.ts'
import type { LessonOptions } from './options.ts'
import { renderOutputs } from './outputs.ts'
import type { Page } from './page.ts'
import { objectOf } from './values.ts'
import { foundOf, renderFound } from './verdicts.ts'

/** A picture in its forms, as an output has them. */
export interface LeadPicture {
  data: MimeBundle
  metadata: Record<string, unknown>
  /** What it needs besides once it is live, see {@link liveRoom}. */
  room?: LiveRoom
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
  if (!cell || !isCode(cell)) return undefined
  const [picture, room] = [figureCell(cell), liveRoom(cell)]
  return picture && room !== undefined ? { ...picture, room } : picture
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
}

/** @param anchors of the cells */
export function leadOf(
  notebook: Notebook,
  anchors: readonly string[],
  page: Page,
  { verification, isLive = false }: Pick<LessonOptions, 'verification' | 'isLive'>,
): Lead | undefined {
  const at = leadAt(notebook, 'page')
  const cell = notebook.cells[at]
  if (!cell || !isCode(cell)) return undefined
  page.at(at, cell.id)
  const shown = shownOutputs(cell)
  const found = verification && renderFound(cell, shown, foundOf(cell, at, notebook, verification))
  return {
    cell: at,
    figure: html`<div class="${leadClass(isLive ? liveRoom(cell) : undefined, page)}" id="${anchors[at]}">${renderOutputs(shown, page)}${found}</div>`,
  }
}

/** What the element of a lead is called, with a class that keeps room. */
export function leadClass(room: LiveRoom | undefined, page: Page): string {
  return room === undefined ? 'lead' : `lead ${page.sheets.classFor(room)}`
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
