import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeCell, Notebook, Output, Policy } from '../../lib/notebook/index.ts'
import { namesOfRules, ruleUses } from '../../lib/verify/index.ts'

const test = suite('rule uses')

const printed = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text })
const shown = (data: Record<string, unknown>): Output => ({ output_type: 'display_data', data, metadata: {} })

interface Given {
  stored?: Output[]
  fresh?: Output[]
  own?: Policy
  tags?: string[]
  status?: 'ok' | 'failed' | 'not-run'
}

/** What is found of rules that hold for the notebook, for its cells, and for the project. */
function uses(cells: readonly Given[], whole: Policy = {}, shared: Policy = {}) {
  const notebook: Notebook = {
    ...{ nbformat: 4, nbformat_minor: 5, metadata: { ackbook: whole } },
    cells: cells.map(
      ({ stored = [], own = {}, tags = [] }): CodeCell => ({
        ...{ cell_type: 'code', metadata: { ackbook: own, tags }, source: 'x', outputs: stored, execution_count: 1 },
      }),
    ),
  }
  const run = {
    ...{ path: 'a.ipynb', findings: [] },
    cells: cells.map(({ stored = [], fresh = stored, status = 'ok' as const }, index) => ({
      ...{ index, status, outputs: fresh, executionCount: 1 },
    })),
  }
  return ruleUses(notebook, run, { rules: shared })
}

const cell = (text: string): Given => ({ stored: [printed(text)] })

test('a preset that matches, though both sides have the same → needed', () =>
  assert.equal(uses([cell('took 3 ms')], { normalise: ['duration', 'uuid'] }).vain, [{ rule: 'normalise "uuid"' }]))

test('a pattern that matches on one side alone → needed', () => {
  const normalise = [{ pattern: 'id-\\d+', name: 'ids' }]
  assert.equal(uses([{ stored: [printed('a')], fresh: [printed('id-7')] }], { normalise }).vain, [])
  assert.equal(uses([cell('a')], { normalise }).vain, [{ rule: 'normalise "ids"' }])
})

test('what a rule before it has taken away → nothing is left for it', () =>
  assert.equal(uses([cell('2026-01-02')], { normalise: ['date', 'number'] }).vain, [{ rule: 'normalise "number"' }]))

test('the end of what is stored and the beginning of what came → no text together', () =>
  assert.is(
    uses([{ stored: [printed('a1')], fresh: [printed('2b')] }], { normalise: [{ pattern: '12' }] }).vain.length,
    1,
  ))

test('a tolerance → needed where there are numbers', () => {
  assert.equal(uses([cell('mean 5.2')], { tolerance: 0.1 }).vain, [])
  assert.equal(uses([cell('no number')], { tolerance: 0.1 }).vain, [{ rule: 'tolerance' }])
})

test('types that are ignored or compared alone → needed where a display has them', () => {
  const outputs = [shown({ 'image/png': 'AA==', 'text/plain': 'a' })]
  const rules: Policy = { ignore: ['image/*', 'stderr'], only: ['text/plain', 'text/latex'] }
  assert.equal(uses([{ stored: outputs }], rules).vain, [{ rule: 'ignore "stderr"' }, { rule: 'only "text/latex"' }])
})

test('what is not compared → told, with the number of cells', () => {
  const both = { stored: [shown({ 'image/png': 'AA==', 'text/plain': 'a' }), printed('x')] }
  assert.equal(uses([both, both, cell('x')], { ignore: ['image/*'] }, { only: ['text/plain'] }).leftOut, [
    { name: 'image/png', count: 2 },
  ])
  assert.equal(uses([both], { ignore: ['stdout'], only: ['image/png'] }).leftOut, [
    { name: 'text/plain', count: 1 },
    { name: 'stdout', count: 1 },
  ])
  assert.equal(uses([cell('x')], { ignore: ['stderr'] }).leftOut, [])
})

test("a cell's own rule → told with the cell, whatever others need", () => {
  const all = uses([cell('3 ms'), { ...cell('none'), own: { normalise: ['duration'] } }])
  assert.equal(all.vain, [{ rule: 'normalise "duration"', cell: 'cell 2' }])
})

test('a cell whose outputs are ignored → needs none of its rules', () =>
  assert.is(
    uses([{ ...cell('3 ms'), own: { normalise: ['duration'] }, tags: ['nbval-ignore-output'] }]).vain.length,
    1,
  ))

for (const status of ['failed', 'not-run'] as const) {
  test(`a cell that is ${status} might have needed it → nothing is said of the notebook's rules`, () => {
    const { vain, isWhole } = uses([cell('a'), { status }], { normalise: ['uuid'] })
    assert.equal([vain, isWhole], [[], false])
  })
}

test('rules of the project → those that found something, by their names', () => {
  const shared: Policy = { normalise: ['ansi', 'uuid', 'port', { pattern: 'x' }], ignore: ['stderr'], tolerance: 0.1 }
  const { needed, isWhole } = uses([cell('localhost:40123')], {}, shared)
  assert.equal([needed, isWhole], [['normalise "port"', 'tolerance'], true])
  const names = ['normalise "uuid"', 'normalise "port"', 'normalise "x"', 'tolerance', 'ignore "stderr"']
  assert.equal(namesOfRules(shared), names)
})

test.run()
