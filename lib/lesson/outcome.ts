import { type Cell, isAside, isCode, type Notebook, predictionOf } from '../notebook/index.ts'
import { revealOf } from './cell.ts'

/** Which folds a question opens, and which one a text tells of: what a page keeps back until then. */
export interface Outcomes {
  /** Of each cell that asks: the ids of the folds with what it asks about. */
  opens: readonly (readonly string[])[]
  /** Of each cell that tells an outcome: the id of the fold with it. */
  tellsOf: readonly (string | undefined)[]
}

/** @param anchors of the cells */
export function outcomesOf({ cells }: Notebook, anchors: readonly string[]): Outcomes {
  const reveals = cells.map((cell, at) => revealOf(cell, anchors[at]!))
  return {
    opens: cells.map((cell, at) => (predictionOf(cell) ? opensFrom(cells, reveals, at) : [])),
    tellsOf: tellers(cells, reveals),
  }
}

/**
 * From the question on: all that is kept back up to the next question or section. What no question is about is kept back because it
 * would answer the one before.
 */
function opensFrom(cells: readonly Cell[], reveals: readonly (string | undefined)[], question: number): string[] {
  const found: string[] = []
  for (let at = question; at < cells.length; at++) {
    const cell = cells[at]!
    if (at > question && (predictionOf(cell) || (!isCode(cell) && /^#{1,3} /m.test(cell.source)))) break
    const reveal = reveals[at]
    if (reveal !== undefined) found.push(reveal)
  }
  return found
}

/** Behind a cell that keeps its output back: its checks, what is folded beside it, and the text right behind them. */
function tellers(cells: readonly Cell[], reveals: readonly (string | undefined)[]): (string | undefined)[] {
  let last: string | undefined
  return cells.map((cell, at) => {
    const told = last
    if (reveals[at] !== undefined) last = reveals[at]
    else if (!isAside(cell)) last = undefined
    if (reveals[at] !== undefined || predictionOf(cell)) return undefined
    return isAside(cell) || !isCode(cell) ? told : undefined
  })
}
