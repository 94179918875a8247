import type { Cell, CodeCell, Notebook } from './types.ts'

/** A cell's tags, with `_` spelled `-`: `remove_cell` and `remove-cell` are one tag. */
export function tagsOf(cell: Cell | Notebook): ReadonlySet<string> {
  const { tags } = cell.metadata
  if (!Array.isArray(tags)) return new Set()
  return new Set(tags.filter((tag) => typeof tag === 'string').map((tag) => tag.replaceAll('_', '-')))
}

export function hasTag(cell: Cell | Notebook, tag: string): boolean {
  return tagsOf(cell).has(tag.replaceAll('_', '-'))
}

/**
 * A comment that says what nbval's tag of the same name says: `// NBVAL_SKIP`, `# NBVAL_SKIP: why`. One that only speaks of it
 * says nothing.
 */
const nbvalComment = /^[ \t]*(?:#+|\/\/+)[ \t]*(?:PYTEST_VALIDATE_|NBVAL_)([A-Z_]+)[ \t]*(?=:|\r?$)/gm

/**
 * nbval's marks of a cell in the order in which they count, the last one most: tags, then comments.
 *
 * @see https://nbval.readthedocs.io
 */
function nbvalMarks(cell: Cell): string[] {
  const tags = [...tagsOf(cell)].filter((tag) => tag.startsWith('nbval-')).map((tag) => tag.slice('nbval-'.length))
  const comments = [...cell.source.matchAll(nbvalComment)].map(([, name]) => name!.toLowerCase().replaceAll('_', '-'))
  return [...tags, ...comments]
}

/** The cell is not to be executed: `skip-execution`, `nbval-skip`, or the whole notebook's tag `skip-execution`. */
export function skipsExecution(cell: Cell, notebook?: Notebook): boolean {
  return (
    hasTag(cell, 'skip-execution') ||
    nbvalMarks(cell).includes('skip') ||
    (notebook !== undefined && hasTag(notebook, 'skip-execution'))
  )
}

/** The cell must fail: `raises-exception`, `nbval-raises-exception`. */
export function raisesException(cell: Cell): boolean {
  return hasTag(cell, 'raises-exception') || nbvalMarks(cell).includes('raises-exception')
}

/** The cell's outputs are not compared: `nbval-ignore-output`, unless `nbval-check-output` says otherwise after it. */
export function ignoresOutput(cell: Cell): boolean {
  return nbvalMarks(cell).findLast((mark) => mark === 'ignore-output' || mark === 'check-output') === 'ignore-output'
}

export type CellPart = 'cell' | 'input' | 'output'

/** The part is not shown at all: `remove-cell`, `remove-input`, `remove-output`. */
export function isRemoved(cell: Cell, part: CellPart): boolean {
  return hasTag(cell, `remove-${part}`)
}

/** The part is shown folded: `hide-…`, or Jupyter's own `jupyter.source_hidden` and `outputs_hidden`. */
export function isHidden(cell: Cell, part: CellPart): boolean {
  if (hasTag(cell, `hide-${part}`)) return true
  const { jupyter } = cell.metadata
  if (part === 'input') return jupyter?.source_hidden === true
  return part === 'output' && jupyter?.outputs_hidden === true
}

export function isCode(cell: Cell): cell is CodeCell {
  return cell.cell_type === 'code'
}

/** Nothing to execute: no character but white space. */
export function isEmpty(cell: Cell): boolean {
  return cell.source.trim() === ''
}
