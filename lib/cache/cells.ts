import { cellName, type Notebook } from '../notebook/index.ts'
import { digestOf } from './digest.ts'
import type { Part } from './part.ts'

/** A notebook in parts, so that what changed in it can be named; its file's fingerprint says the same as all of them together. */
export function partsOfNotebook({ cells, metadata, ...rest }: Notebook): Part[] {
  const parts: Part[] = [
    { kind: 'notebook', name: "the notebook's metadata", value: digestOf(metadata) },
    { kind: 'notebook', name: "the notebook's format", value: digestOf(rest) },
    { kind: 'notebook', name: 'the order of the cells', value: digestOf(cells.map(({ id }) => id ?? null)) },
  ]
  for (const [index, cell] of cells.entries()) {
    const name = cellName(cell, index)
    const { metadata, outputs = null, execution_count = null, ...own } = cell
    parts.push({ kind: 'cell', name, value: digestOf(own) })
    parts.push({ kind: 'metadata', name, value: digestOf(metadata) })
    if (cell.cell_type === 'code') parts.push({ kind: 'outputs', name, value: digestOf([outputs, execution_count]) })
  }
  return parts
}
