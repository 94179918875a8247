// @ts-check
/** Loaded when a reader first asks to edit a cell: the editor, what strips types, and what runs cells. Bundled into one classic script. */
import { libraryOf, noteText, noteTexts, wantedTexts } from './library.js'
import { cellsOf, openPanel } from './panel.js'
import { runCells } from './runner.js'

/** @type {import('./page.d.ts').CellData | undefined} */
let data
/** @type {import('./page.d.ts').PageCell[]} */
let cells = []

window.ackbook.cells = {
  /** @param {import('./page.d.ts').CellData} given */
  page: (given) => {
    data = given
    cells = cellsOf(given)
  },
  texts: noteTexts,
  text: noteText,
  wanted: wantedTexts,
  open: (place, code) => data && openPanel(place, code, cells, data),
  run: (anchor, events, limit) => {
    const at = cells.findIndex((cell) => cell.anchor === anchor)
    if (data && at >= 0) runCells(cells.slice(0, at + 1), libraryOf(data), events, limit)
  },
}
