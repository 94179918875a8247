import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CellMetadata, CodeCell, Notebook, Output, OutputVerdict } from '../../lib/notebook/index.ts'
import { verifyRun } from '../../lib/verify/index.ts'

const test = suite('output verdicts')

const out = (text: string, name = 'stdout'): Output => ({ output_type: 'stream', name, text })
const shown = (data: Record<string, string>): Output => ({ output_type: 'display_data', data, metadata: {} })

const cases: [what: string, stored: Output[], fresh: Output[], settings: CellMetadata, verdicts: OutputVerdict[]][] = [
  ['the same', [out('a\n')], [out('a\n')], {}, [{ verdict: 'verified' }]],
  [
    'a stream in two pieces, a display between them that differs',
    [out('a'), shown({ 'text/plain': 'x' }), out('b')],
    [out('ab'), shown({ 'text/plain': 'y' })],
    {},
    [{ verdict: 'verified' }, { verdict: 'differs' }, { verdict: 'verified' }],
  ],
  [
    'one that may differ beside one that does not',
    [out('port 40001'), out('a', 'stderr')],
    [out('port 40002'), out('a', 'stderr')],
    { ackbook: { normalise: ['port'] } },
    [{ verdict: 'normalised', by: [{ name: 'port', count: 1 }] }, { verdict: 'verified' }],
  ],
  [
    'numbers within a tolerance, in two types of one output',
    [shown({ 'text/plain': '1.00 2.00', 'text/html': '<b>1.00</b>' })],
    [shown({ 'text/plain': '1.01 2.01', 'text/html': '<b>1.01</b>' })],
    { ackbook: { tolerance: 0.1 } },
    [{ verdict: 'normalised', by: [{ name: 'tolerance', count: 3 }] }],
  ],
  [
    'a type, a whole display and a stream that are left out',
    [shown({ 'image/png': 'QQ==', 'text/plain': 'x' }), shown({ 'image/png': 'QQ==' }), out('a', 'stderr')],
    [shown({ 'image/png': 'QkI=', 'text/plain': 'x' }), shown({ 'image/png': 'QkI=' }), out('b', 'stderr')],
    { ackbook: { ignore: ['image/*', 'stderr'] } },
    [
      { verdict: 'verified', leftOut: ['image/png'] },
      { verdict: 'not-compared', leftOut: ['image/png'] },
      { verdict: 'not-compared', leftOut: ['stderr'] },
    ],
  ],
  [
    'one type that is compared alone',
    [shown({ 'text/latex': 'a', 'text/plain': 'x' })],
    [shown({ 'text/latex': 'a', 'text/plain': 'y' })],
    { ackbook: { only: ['text/latex'] } },
    [{ verdict: 'verified', leftOut: ['text/plain'] }],
  ],
  [
    'a cell whose output is ignored',
    [out('a')],
    [out('b')],
    { tags: ['nbval-ignore-output'] },
    [{ verdict: 'not-compared' }],
  ],
]
for (const [what, stored, fresh, metadata, verdicts] of cases) {
  test(`${what} → ${verdicts.map(({ verdict }) => verdict).join(', ')}`, () => {
    const cell: CodeCell = { cell_type: 'code', id: 'a', metadata, source: '1', outputs: stored, execution_count: 1 }
    const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }
    const cells = [{ index: 0, status: 'ok' as const, outputs: fresh, executionCount: 1 }]
    const { outputs } = verifyRun(notebook, { path: 'a.ipynb', cells, findings: [] })
    assert.equal(outputs, [{ cell: 0, outputs: verdicts }])
  })
}

test.run()
