import { isCode, type Notebook } from '../../notebook/index.ts'
import type { NotebookRun, RunEvent } from '../../run/index.ts'
import type { Loaded } from '../load.ts'

/** What is run of a notebook: its cells up to the last one that is meant, for each may need those before it. */
export function partToRun(loaded: Loaded): Notebook {
  const { notebook } = loaded
  return { ...notebook, cells: notebook.cells.slice(0, endOfPart(loaded)) }
}

/** A run of the part, as one of the whole in which the rest was not run. */
export function withRest(run: NotebookRun, { notebook, chosen }: Loaded): NotebookRun {
  if (chosen === undefined) return run
  const rest = codePlaces(notebook).filter((index) => !run.cells.some((cell) => cell.index === index))
  const unrun = rest.map((index) => {
    const { id } = notebook.cells[index]!
    const place = id === undefined ? { index } : { index, id }
    return { ...place, status: 'not-run' as const, outputs: [], executionCount: null, milliseconds: 0 }
  })
  return { ...run, cells: [...run.cells, ...unrun] }
}

/** An event of the part's run, with the number of cells that the whole has. */
export function eventOfWhole(event: RunEvent, { notebook }: Loaded): RunEvent {
  return 'count' in event ? { ...event, count: codePlaces(notebook).length } : event
}

/** The 0-based places of its code cells. */
export function codePlaces({ cells }: Notebook): number[] {
  return [...cells.keys()].filter((index) => isCode(cells[index]!))
}

/** How many of its cells, from the first, are needed for what is meant of it. */
export function endOfPart({ notebook, chosen }: Pick<Loaded, 'notebook' | 'chosen'>): number {
  return chosen === undefined ? notebook.cells.length : Math.max(...chosen) + 1
}
