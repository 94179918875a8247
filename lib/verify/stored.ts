import { type CodeCell, type Finding, isCode, isEmpty, type Notebook, skipsExecution } from '../notebook/index.ts'

/** Cells that have the id of one before them: links, and whoever finds a cell by its id, meet the wrong one. */
export function duplicateIds({ cells }: Notebook): Finding[] {
  const seen = new Set<string>()
  return cells.flatMap(({ id }, cell): Finding[] => {
    if (id === undefined) return []
    if (seen.size < seen.add(id).size) return []
    const message = 'a cell before it has the same id, and an id names one cell alone (nbformat 4.5)'
    return [
      { kind: 'duplicate-id', cell, id, message, remedy: 'give it an id of its own; saving it in Jupyter does so' },
    ]
  })
}

/**
 * What is odd about the stored notebook and no fault as long as its outputs come again: counts that are not those of one run from
 * top to bottom. A sentence each.
 */
export function notesOn(notebook: Notebook): string[] {
  const ran = notebook.cells.filter(
    (cell): cell is CodeCell => isCode(cell) && !isEmpty(cell) && !skipsExecution(cell, notebook),
  )
  const stored = ran.filter(({ execution_count, outputs }) => execution_count !== null || outputs.length > 0)
  const counts = stored.map(({ execution_count }) => execution_count)
  const isInOrder = counts.every((count, at) => count !== null && (at === 0 || count > counts[at - 1]!))
  if (isInOrder) return []
  const shown = counts.slice(0, 8).map((count) => count ?? 'none')
  return [
    `stored by a run that did not go from top to bottom (counts ${shown.join(', ')}${counts.length > 8 ? ', …' : ''})`,
  ]
}

/** The cell fails with the error that is stored: its author may want it, and can say so. */
export function withRemedies(findings: readonly Finding[], { cells }: Notebook): Finding[] {
  return findings.map((finding) => {
    const cell = finding.cell === undefined ? undefined : cells[finding.cell]
    if (finding.kind !== 'cell-failed' || finding.remedy !== undefined || !cell || !isCode(cell)) return finding
    if (!showsError(cell, `${finding.message}\n${finding.detail ?? ''}`)) return finding
    return { ...finding, remedy: 'this error is stored as its output: if the cell must fail, tag it raises-exception' }
  })
}

/** Some kernels tell of an error by a message, some print it. */
function showsError({ outputs }: CodeCell, said: string): boolean {
  return (outputs as readonly Record<string, unknown>[]).some((output) => {
    if (output.output_type === 'error') return said.includes(`${output.ename}: ${output.evalue}`)
    if (output.output_type !== 'stream' || output.name !== 'stderr') return false
    return String(output.text)
      .split('\n')
      .some((line) => line.trim() !== '' && said.includes(line.trim()))
  })
}
