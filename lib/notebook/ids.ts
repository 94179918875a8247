import { hash } from '../words.ts'
import type { Cell, Notebook } from './types.ts'

/**
 * The notebook as nbformat 4.5, every cell with an id. An id that is there stays; a new one is a hash of the cell's type and
 * source (and of how many such cells stand before it), so that the same notebook gets the same ids wherever it is written.
 */
export function withIds(notebook: Notebook): Notebook {
  if (notebook.nbformat_minor >= 5 && notebook.cells.every((cell) => cell.id !== undefined)) return notebook
  const taken = new Set(notebook.cells.map((cell) => cell.id))
  // Where the search goes on for the next cell of the same type and source.
  const turns = new Map<string, number>()
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.id !== undefined) return cell
    const kind = `${cell.cell_type}\n${cell.source}`
    let id = ''
    let turn = turns.get(kind) ?? 0
    for (; id === '' || taken.has(id); turn += 1) id = newId(cell, turn)
    turns.set(kind, turn)
    taken.add(id)
    return { ...cell, id } as Cell
  })
  return { ...notebook, nbformat_minor: Math.max(notebook.nbformat_minor, 5), cells }
}

/** Eight hexadecimal digits. */
function newId({ cell_type, source }: Cell, turn: number): string {
  return hash(`${cell_type}\n${turn}\n${source}`).toString(16).padStart(8, '0')
}
