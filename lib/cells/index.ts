/**
 * Cells that a page can run itself, where they need no operating system: which those are, the library that they import as one text for
 * a browser, and what an editor offers while one types.
 */
export { type CellsInPage, type CellsOfNotebook, cellsOfNotebook, type NotebookPlace } from './cells.ts'
export { editorFile } from './editor-file.ts'
export { isForPage } from './for-page.ts'
export type { CellHindrance } from './hindrances.ts'
export { givenByWorker, ModuleReach } from './reach.ts'
export { cellTextScript, cellTextsScript } from './scripts.ts'
