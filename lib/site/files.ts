import { cardFile } from '../lesson/link-card.ts'
import { browserScripts } from '../lesson/scripts.ts'
import { cellsStyle } from '../lesson/style-cells.ts'
import { cardPicture } from './card-picture.ts'
import { renderIndex } from './index-page.ts'
import { renderMissing } from './missing-page.ts'
import type { IndexOptions } from './options.ts'
import { asksInAll, questionsFile, renderQuestions } from './questions.ts'
import { searchScript } from './search.ts'

/** The folder, beside the pages, of what only a whole site has. */
const sharedFolder = 'ackbook'

/**
 * All files beside the lessons, by their paths below the site's folder: the index, the page of all questions, and what the pages
 * load where it is there. A lesson's own file goes before one of these.
 */
export function siteFiles(options: IndexOptions): Map<string, string | Uint8Array> {
  const { links } = options
  const files = new Map<string, string | Uint8Array>([
    ['index.html', renderIndex(options)],
    ['404.html', renderMissing(options)],
    ...(asksInAll(links) ? [[questionsFile, renderQuestions(options)] as const] : []),
    // The pages look for it before they ask for a script.
    [`${sharedFolder}/here.svg`, hereDrawing],
    [`${sharedFolder}/site.js`, siteScript(options)],
    [`${sharedFolder}/search.js`, searchScript(links)],
    ...(options.address === undefined ? [] : [[cardFile, cardPicture()] as const]),
  ])
  for (const { file } of links) if (file !== undefined) files.delete(file.toLowerCase())
  return files
}

/** What the pages know of one another, and what they do with it. */
function siteScript({ links, orders = [], live = [], hasCells = false }: IndexOptions): string {
  const site = {
    pages: links.flatMap(({ file, title }) => (file === undefined ? [] : [{ file, title }])),
    orders: orders.map(({ name, title, files }) => ({ name, title, files })),
  }
  return `window.ackbook.site = ${JSON.stringify(site)}\n${browserScripts('orders', 'search-button')}\n${liveScript(live)}${hasCells ? cellsScript() : ''}`
}

/** Has the pages that are named load what makes their figures. */
function liveScript(live: readonly string[]): string {
  return live.length === 0
    ? ''
    : `window.ackbook.livePages = ${JSON.stringify(live)}\n${browserScripts('live-loader')}\n`
}

/** Has the cells that a page runs be edited there. */
function cellsScript(): string {
  return `window.ackbook.cellsStyle = ${JSON.stringify(cellsStyle)}\n${browserScripts('cells')}\n`
}

/** What stands beside a page that is alone, by paths below its folder: what makes its figures again. */
export function besideOne(live: readonly string[], hasCells: boolean): Map<string, string> {
  return new Map([
    [`${sharedFolder}/here.svg`, hereDrawing],
    [`${sharedFolder}/site.js`, `${liveScript(live)}${hasCells ? cellsScript() : ''}`],
  ])
}

const hereDrawing = '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
