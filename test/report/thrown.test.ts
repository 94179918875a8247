import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../lib/notebook/index.ts'
import type { Entry } from '../../lib/report/entry.ts'
import { formatThrown } from '../../lib/report/thrown.ts'
import { codeNotebook } from '../helpers/runs.ts'

const notebook = codeNotebook(['const f = 1', '', 'f()'])
notebook.cells.unshift({ cell_type: 'markdown', metadata: {}, source: 'text' })
const cells = [1, null, 2].map((executionCount, i) => ({
  ...{ index: i + 1, status: 'ok' as const, outputs: [], executionCount, milliseconds: 0 },
}))
const run = { path: 'n/x.ipynb', kernel: 'tslab', cells, findings: [], milliseconds: 0 }
const entry: Entry = { name: 'x', notebook, run, outcome: 'failed' }
const thrown = (detail: string, at = { cell: 3, line: 1, column: 2 }): Finding => ({
  ...{ kind: 'cell-failed', cell: 3, message: 'the cell failed: E: no', error: 'E: no', at, detail },
})

test('thrown where the cell itself stands → its place by number, line and column, the lines, no stack', () => {
  const { message, detail } = formatThrown(thrown('E: no\n> 1 | f()\n    |  ^\n    at In[2]:1:2'), entry)
  assert.is(message, 'the cell failed')
  assert.is(detail, 'n/x.ipynb:3:1:2  E: no\n> 1 | f()\n    |  ^')
})

test('thrown in what another cell has defined → the place there, and the way to it', () => {
  const said = 'E: no\n> 1 | const f = 1\n    at f (In[1]:1:7)\n    at In[2]:1:2'
  const { detail } = formatThrown(thrown(said, { cell: 1, line: 1, column: 7 }), entry)
  assert.is(detail, 'n/x.ipynb:1:1:7  E: no\n> 1 | const f = 1\n    at f (n/x.ipynb:1:1:7)\n    at n/x.ipynb:3:1:2')
})

test('does not compile → the line that names the place says what is wrong, once', () => {
  const said = 'In[2]:1:2 - error TS1: no\n> 1 | f()\nIn[2]:1:3 - error TS2: nor this'
  assert.is(
    formatThrown(thrown(said), entry).detail,
    'n/x.ipynb:3:1:2 - error TS1: no\n> 1 | f()\nn/x.ipynb:3:1:3 - error TS2: nor this',
  )
})

test('no place is known → as it is', () => {
  const finding: Finding = { kind: 'cell-failed', message: 'm', error: 'E: no', detail: 'd' }
  assert.is(formatThrown(finding, entry), finding)
})

test('a cell that never ran under that number → the name that the kernel gives it', () => {
  const { detail } = formatThrown(thrown('E: no\n    at In[7]:1:1\n    at In[2]:1:2'), entry)
  assert.is(detail, 'n/x.ipynb:3:1:2  E: no\n    at In[7]:1:1\n    at n/x.ipynb:3:1:2')
})

test.run()
