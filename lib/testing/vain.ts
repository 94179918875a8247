import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isCode, isEmpty, NotebookError, parseNotebook, skipsExecution } from '../notebook/index.ts'

/** Whether there is no cell to run in it. One that cannot be read is for its test to tell of. */
export function isVain(path: string, cwd: string): boolean {
  try {
    const notebook = parseNotebook(readFileSync(resolve(cwd, path), 'utf8'), path)
    return notebook.cells.every((cell) => !isCode(cell) || isEmpty(cell) || skipsExecution(cell, notebook))
  } catch (error) {
    if (error instanceof NotebookError || (error as NodeJS.ErrnoException).code !== undefined) return false
    throw error
  }
}
