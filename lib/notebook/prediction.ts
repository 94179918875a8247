import { hasTag, isHidden, isRemoved } from './tags.ts'
import type { Cell, Notebook } from './types.ts'

/**
 * What the reader is asked before a cell: metadata `ackbook.prediction` of the cell, or of the Markdown cell before it, whose
 * text then asks the same for readers in Jupyter and is left out of the page.
 */
export interface Prediction {
  question: string
  choices: readonly Choice[]
}

interface Choice {
  text: string
  /** Why it is right, or why it tempts. */
  why?: unknown
  right?: unknown
}

/** `undefined` when the cell asks nothing, or nothing that can be read. */
export function predictionOf(cell: Cell): Prediction | undefined {
  const prediction = cell.metadata.ackbook?.prediction as Partial<Prediction> | null | undefined
  if (typeof prediction?.question !== 'string' || !Array.isArray(prediction.choices)) return undefined
  const choices = prediction.choices.filter((choice) => typeof choice?.text === 'string')
  return choices.length > 1 ? { question: prediction.question, choices } : undefined
}

/** How many questions its reader is asked. */
export function questionsIn({ cells }: Pick<Notebook, 'cells'>): number {
  return cells.filter((cell) => predictionOf(cell) && !isRemoved(cell, 'cell')).length
}

/** A cell that stands between an outcome and the text that tells of it, and ends neither. */
export function isAside(cell: Cell): boolean {
  return hasTag(cell, 'check') || isRemoved(cell, 'cell') || (isHidden(cell, 'cell') && !hasTag(cell, 'solution'))
}
