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
    for (; id === '' || taken.has(id); turn += 1) id = hash(`${cell.cell_type}\n${turn}\n${cell.source}`)
    turns.set(kind, turn)
    taken.add(id)
    return { ...cell, id } as Cell
  })
  return { ...notebook, nbformat_minor: Math.max(notebook.nbformat_minor, 5), cells }
}

/** FNV-1a over UTF-16 units: eight hexadecimal digits. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
