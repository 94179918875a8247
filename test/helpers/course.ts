/** The lessons of the course, as tests read them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LESSONS } from '../../lib/concepts/course.ts'
import { type Cell, type CodeCell, hasTag, isCode, type Notebook, parseNotebook } from '../../lib/notebook/index.ts'

export interface Lesson {
  name: string
  notebook: Notebook
}

export interface Prediction {
  question: string
  choices: { text: string; why?: string; right?: boolean }[]
  /** Words and numbers that give the right choice away. */
  keys?: string[]
}

const folder = fileURLToPath(new URL('../../notebooks', import.meta.url))

/** `LESSON=2.1,3` for some of them, by the numbers that their names begin with. */
export function lessons(): Lesson[] {
  const asked = process.env.LESSON?.split(',')
  const names = LESSONS.map(({ name }) => name).filter((name) => !asked || asked.includes(name.split('-')[0]!))
  return names.map((name) => {
    const path = join(folder, `${name}.ipynb`)
    return { name, notebook: parseNotebook(readFileSync(path, 'utf8'), path) }
  })
}

export function codeOf(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter(isCode) as CodeCell[]
}

/** Whether a reader sees a cell's source without opening anything. */
export function isShown(cell: Cell): boolean {
  return !['check', 'hide-cell', 'hide-input', 'remove-cell', 'remove-input'].some((tag) => hasTag(cell, tag))
}

export function predictionIn(cell: Cell): Prediction | undefined {
  return cell.metadata.ackbook?.prediction as Prediction | undefined
}

/** All text of a cell's outputs: what was printed, and displays by their texts. */
export function outputText(cell: Cell): string {
  if (!isCode(cell)) return ''
  return cell.outputs
    .map((output) => {
      const { text, data = {} } = output as { text?: string; data?: Record<string, unknown> }
      return text ?? ['text/plain', 'text/markdown'].map((type) => data[type] ?? '').join('\n')
    })
    .join('\n')
}

/**
 * Minutes that a reader takes: 200 words a minute, three quarters of one for a cell of code that is shown, one for a prediction,
 * five for an exercise; to the next five.
 */
export function minutesOf(notebook: Notebook): number {
  const prose = notebook.cells.filter((cell) => cell.cell_type === 'markdown' && isShown(cell) && !predictionIn(cell))
  // What a link says of where it leads is read by few.
  const words = prose.flatMap((cell) => cell.source.replaceAll(/ "[^"\n]*"\)/g, ')').split(/\s+/)).length
  const cells = codeOf(notebook).filter((cell) => isShown(cell) && !hasTag(cell, 'starter')).length
  const predictions = notebook.cells.filter((cell) => predictionIn(cell)).length
  const exercises = codeOf(notebook).filter((cell) => hasTag(cell, 'starter')).length
  return Math.max(5, Math.round((words / 200 + 0.75 * cells + predictions + 5 * exercises) / 5) * 5)
}
