import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeCell, Notebook, Output, Policy } from '../../lib/notebook/index.ts'
import { verifyRun, verifyUnchanged } from '../../lib/verify/index.ts'

const test = suite('unchanged')

const stream = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text })
const picture = (data: string): Output => ({ output_type: 'display_data', data: { 'image/png': data }, metadata: {} })

function notebookOf(stored: readonly Output[][], ackbook: Policy): Notebook {
  const cells = stored.map(
    (outputs, index): CodeCell => ({
      ...{ cell_type: 'code', id: `c${index}`, metadata: {}, source: '1', outputs, execution_count: index + 1 },
    }),
  )
  return { nbformat: 4, nbformat_minor: 5, metadata: { ackbook }, cells }
}

const runOf = (outputs: readonly Output[][]) => ({
  path: 'a.ipynb',
  cells: outputs.map((each, index) => ({ index, status: 'ok' as const, outputs: each, executionCount: index + 1 })),
  findings: [],
})

const output = fc.oneof(
  fc.constantFrom('a\n', 'port 40001\n', 'port 40002\n', 'took 3 ms\n', '').map(stream),
  fc.constantFrom('QQ==', 'QkI=').map(picture),
)
const outputs = fc.array(fc.array(output, { maxLength: 2 }), { minLength: 1, maxLength: 3 })
const settings = fc.constantFrom<Policy>(
  {},
  { normalise: ['port', 'duration'] },
  { ignore: ['image/png'] },
  { tolerance: 0.1 },
)

test('any run of any notebook → what verifyRun says, or nothing; of one that left what is stored always what it says', () => {
  fc.assert(
    fc.property(outputs, outputs, settings, fc.boolean(), (stored, other, ackbook, isSame) => {
      const [notebook, run] = [notebookOf(stored, ackbook), runOf(isSame ? structuredClone(stored) : other)]
      const quick = verifyUnchanged(notebook, run)
      if (isSame) assert.ok(quick)
      if (quick) assert.equal(quick, verifyRun(notebook, run))
    }),
  )
})

test('an output is missing, there is one more, another kind of one → nothing said', () => {
  const notebook = notebookOf([[stream('a\n')]], {})
  for (const left of [[], [stream('a\n'), picture('QQ==')], [stream('b\n')]]) {
    assert.is(verifyUnchanged(notebook, runOf([left])), undefined)
  }
})

test.run()
