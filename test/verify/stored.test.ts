import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeCell, Finding, Notebook, Output } from '../../lib/notebook/index.ts'
import { type Executed, verifyRun } from '../../lib/verify/index.ts'

const test = suite('what is stored')

function cell(id: string, more: Partial<CodeCell> = {}): CodeCell {
  return { cell_type: 'code', id, metadata: {}, source: 'x', outputs: [], execution_count: 1, ...more }
}

function verify(cells: CodeCell[], findings: Finding[] = []) {
  const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells }
  const run: Executed = {
    path: 'x.ipynb',
    findings,
    cells: cells.map(({ outputs, metadata }, index) => {
      const status = metadata.tags?.includes('skip-execution') ? ('skipped' as const) : ('ok' as const)
      return { index, status, outputs, executionCount: index + 1 }
    }),
  }
  return verifyRun(notebook, run)
}

test('an id that two cells have → wrong, told of the second', () => {
  const { verdict, findings } = verify([cell('a'), cell('b'), cell('a')])
  assert.is(verdict, 'failed')
  assert.equal(
    findings.map(({ kind, cell, message }) => [kind, cell, message]),
    [['duplicate-id', 2, 'a cell before it has the same id, and an id names one cell alone (nbformat 4.5)']],
  )
})

test('cells without ids → no ids that are the same', () => {
  const { id: _, ...bare } = cell('')
  assert.is(verify([bare, bare]).verdict, 'verified')
})

test('all cells skipped, or none → nothing, not verified', () => {
  assert.is(verify([cell('a', { metadata: { tags: ['skip-execution'] } })]).verdict, 'nothing')
  assert.is(verify([]).verdict, 'nothing')
})

const shown: Output[] = [{ output_type: 'stream', name: 'stdout', text: 'a' }]
const counted = (counts: (number | null)[]) =>
  verify(counts.map((execution_count, at) => cell(`${at}`, { execution_count, outputs: shown }))).notes
for (const [counts, note] of [
  [[1, 2, 3], undefined],
  [[4, 7, 9], undefined],
  [[7, 2, 8], '7, 2, 8'],
  [[1, 1], '1, 1'],
  [[1, null], '1, none'],
  [[9, 8, 7, 6, 5, 4, 3, 2, 1], '9, 8, 7, 6, 5, 4, 3, 2, …'],
] as const) {
  test(`counts ${counts.join(', ')} → ${note === undefined ? 'no note' : 'a note'}, and verified`, () => {
    const notes = note === undefined ? [] : [`stored by a run that did not go from top to bottom (counts ${note})`]
    assert.equal(counted([...counts]), notes)
  })
}

test('a cell that is empty, skipped or was never run → counts for nothing in the order', () => {
  const cells = [
    cell('a', { execution_count: 5 }),
    cell('b', { source: ' ' }),
    cell('c', { metadata: { tags: ['skip-execution'] } }),
    cell('d', { execution_count: null }),
    cell('e', { execution_count: 6 }),
  ]
  assert.equal(verify(cells).notes, [])
})

const failure = (message: string, more: Partial<Finding> = {}): Finding => ({
  kind: 'cell-failed',
  cell: 0,
  message,
  ...more,
})
const error: Output = { output_type: 'error', ename: 'TypeError', evalue: 'no', traceback: [] }
const printed: Output = { output_type: 'stream', name: 'stderr', text: 'evalmachine:1\n\nTypeError: no\n    at x' }

test('a cell fails with the error that is stored, as an error or printed → the tag is named', () => {
  for (const outputs of [[error], [printed]]) {
    const { verdict, findings } = verify([cell('a', { outputs })], [failure('the cell failed: TypeError: no')])
    assert.is(verdict, 'failed')
    assert.is(findings[0]!.remedy, 'this error is stored as its output: if the cell must fail, tag it raises-exception')
  }
})

test('a cell fails otherwise, or what was said has a remedy → no word of the tag', () => {
  assert.is(
    verify([cell('a', { outputs: [error] })], [failure('the cell failed: RangeError: no')]).findings[0]!.remedy,
    undefined,
  )
  assert.is(verify([cell('a', { outputs: shown })], [failure('the cell failed: a')]).findings[0]!.remedy, undefined)
  const own = failure('the cell failed: TypeError: no', { remedy: 'own' })
  assert.is(verify([cell('a', { outputs: [error] })], [own]).findings[0]!.remedy, 'own')
})

test('the kernel did not start → the cause first, then the cells that were not run for it', () => {
  const findings: Finding[] = [
    { kind: 'not-run', cell: 0, message: 'not run' },
    { kind: 'process-left', message: 'left' },
    { kind: 'kernel-start', message: 'no' },
  ]
  assert.equal(
    verify([cell('a')], findings).findings.map(({ kind }) => kind),
    ['kernel-start', 'not-run', 'process-left'],
  )
})

test('a cell fails, another was never executed → no advice to store what would not be stored', () => {
  const cells = [cell('a', { execution_count: null }), cell('b')]
  const advised = (findings: Finding[]) =>
    verify(cells, findings).findings.filter(({ remedy }) => remedy?.includes('--update'))
  assert.is(advised([]).length, 1)
  assert.equal(advised([failure('the cell failed', { cell: 1 })]), [])
})

test.run()
