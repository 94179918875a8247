import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compareTranscripts } from '../../lib/concepts/transcripts.ts'

test('two transcripts → the lines that differ, and those that one lacks', () => {
  const compared = compareTranscripts({
    'your Linux': ['connect: done', 'send: 5', 'recv: EOF'],
    'our TCP': ['connect: done', 'send: 3'],
  })
  assert.equal(compared.differences, [1, 2])
  assert.not(compared.isSame)
  assert.is(
    `${compared}`,
    'your Linux        our TCP\nconnect: done  =  connect: done\nsend: 5        ≠  send: 3\nrecv: EOF      ≠',
  )
})

test('two that are the same → said so', () => assert.ok(compareTranscripts({ a: ['x'], b: ['x'] }).isSame))

test('in a notebook → a table, in which nothing of a line is markup', () => {
  const show = compareTranscripts({ a: ['<b>|`x`'], b: [] }) as unknown as Record<symbol, () => Record<string, string>>
  const { 'text/markdown': table = '' } = show[Symbol.for('Jupyter.display')]!()
  assert.ok(table.includes('| a | same? | b |\n| --- | :-: | --- |\n| \\<b\\>\\|\\`x\\` | ≠ |  |'), table)
})

test('one transcript or three → an error that says what is wanted', () => {
  assert.throws(() => compareTranscripts({ a: [] }), /two transcripts, not 1/)
  assert.throws(() => compareTranscripts({ a: [], b: [], c: [] }), /not 3/)
})

test.run()
