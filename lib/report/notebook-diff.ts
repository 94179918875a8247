import { isCode, type Notebook } from '../notebook/index.ts'
import type { Difference } from '../verify/index.ts'
import type { CellChange, NotebookDiff } from '../verify/notebook-diff.ts'
import { visible } from '../verify/text.ts'
import { count } from '../words.ts'
import type { Colours } from './colours.ts'
import { ordinalOf } from './entry.ts'
import { colouredDiff } from './format.ts'
import { indent } from './words.ts'

/** Two notebooks of the same name, and what differs between them. */
export interface ComparedNotebooks {
  /** What they are called together. */
  name: string
  before: Notebook
  after: Notebook
  diff: NotebookDiff
  /** One of them is not there. */
  alone?: 'added' | 'removed'
}

export function areSame({ diff, alone }: Pick<ComparedNotebooks, 'diff' | 'alone'>): boolean {
  return alone === undefined && diff.cells.length + diff.metadata.length === 0
}

/** ` ≠ a.ipynb   1 added · 2 changed`, and below it each cell; of what is the same a line. Ends in a newline. */
export function formatNotebookDiff(compared: ComparedNotebooks, colours: Colours): string {
  const { name, diff, alone } = compared
  const sign = areSame(compared) ? colours.green('=') : colours.red('≠')
  const shown = visible(name).replaceAll('\n', '␊')
  const head = ` ${sign} ${areSame(compared) ? shown : colours.bold(shown)}   ${alone ?? tellChanges(diff)}\n`
  const cells = diff.cells.map((change) => formatCellChange(change, compared, colours))
  return [head, ...cells, ...diff.metadata.map((each) => section(`the notebook's ${each.label}`, each, colours))].join(
    '',
  )
}

function formatCellChange(change: CellChange, compared: ComparedNotebooks, colours: Colours): string {
  const title = cellChangeTitle(change, compared)
  const sign = change.before === undefined ? colours.green('+') : change.after === undefined ? colours.red('-') : '~'
  const parts = [...(change.source ? [change.source] : []), ...change.outputs, ...change.metadata]
  return `   ${sign} ${title}\n${parts.map((each) => section(each.label, each, colours)).join('')}`
}

function section(label: string, { diff }: Difference, colours: Colours): string {
  const text = colouredDiff(`${visible(label)}\n${visible(diff).replace(/^/gm, '  ')}`, colours)
  return `${indent(text, '     ')}\n`
}

/** `cell 3 of 7 (id draw), moved: it was cell 1`; without colours. */
export function cellChangeTitle(
  { before: from, after: to, isMoved }: CellChange,
  { before, after }: ComparedNotebooks,
): string {
  if (to === undefined) return `${cellNameIn(before, from!)}, removed`
  if (from === undefined) return `${cellNameIn(after, to)}, added`
  return `${cellNameIn(after, to)}${isMoved ? `, moved: it was ${cellNameIn(before, from, true)}` : ''}`
}

/** As reports call it: its place among the code cells; what is no code by its type. */
function cellNameIn(notebook: Notebook, at: number, isShort = false): string {
  const cell = notebook.cells[at]!
  const alike = notebook.cells.filter(({ cell_type }) => cell_type === cell.cell_type)
  const [word, ordinal] = isCode(cell)
    ? ['cell', ordinalOf(at, notebook)]
    : [`${cell.cell_type} cell`, alike.indexOf(cell) + 1]
  if (isShort) return visible(`${word} ${ordinal}`)
  return visible(`${word} ${ordinal} of ${alike.length}${cell.id === undefined ? '' : ` (id ${cell.id})`}`)
}

/** `1 added · 1 moved · 2 changed (source 1, outputs 2)`; `the same (duration ×2)`. */
function tellChanges({ cells, metadata, fired }: NotebookDiff): string {
  const both = cells.filter(({ before, after }) => before !== undefined && after !== undefined)
  const number = (is: (change: CellChange) => boolean) => both.filter(is).length
  const source = number((change) => change.source !== undefined)
  const outputs = number((change) => change.outputs.length > 0)
  const other = number((change) => change.metadata.length > 0)
  const changed = number((change) => change.source !== undefined || change.outputs.length + change.metadata.length > 0)
  const kinds = [['source', source] as const, ['outputs', outputs] as const, ['metadata', other] as const]
  const what = kinds.filter(([, times]) => times > 0).map(([word, times]) => `${word} ${times}`)
  const parts = [
    [cells.filter(({ before }) => before === undefined).length, 'added'] as const,
    [cells.filter(({ after }) => after === undefined).length, 'removed'] as const,
    [number(({ isMoved }) => isMoved), 'moved'] as const,
    [changed, `changed (${what.join(', ')})`] as const,
  ]
  const told = parts.filter(([times]) => times > 0).map(([times, word]) => `${times} ${word}`)
  if (metadata.length > 0) told.push("the notebook's metadata")
  const passed = fired.map(({ name, count: times }) => `${visible(name)} ×${times}`).join(', ')
  return `${told.join(' · ') || 'the same'}${passed === '' ? '' : ` (counts as the same: ${passed})`}`
}

/** ` 12 the same · 2 differ · 1 added`, for folders. Ends in a newline. */
export function formatDiffSum(all: readonly ComparedNotebooks[], colours: Colours): string {
  const same = all.filter(areSame).length
  const number = (which: 'added' | 'removed') => all.filter(({ alone }) => alone === which).length
  const [added, removed] = [number('added'), number('removed')]
  const differing = all.length - same - added - removed
  const parts = [
    ...(same > 0 ? [colours.green(`${same} the same`)] : []),
    ...(differing > 0 ? [colours.red(count(differing, 'notebook differs', 'notebooks differ'))] : []),
    ...(added > 0 ? [colours.red(`${added} added`)] : []),
    ...(removed > 0 ? [colours.red(`${removed} removed`)] : []),
  ]
  return `\n ${parts.join(' · ')}\n`
}
