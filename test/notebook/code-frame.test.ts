import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { codeFrame } from '../../lib/notebook/code-frame.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`).join('\n')

test('a place in the middle → two lines around it, the place pointed at', () => {
  assert.is(
    codeFrame(numbered(12), { line: 9, column: 6 }),
    ['   7 | line 7', '   8 | line 8', '>  9 | line 9', '     |      ^', '  10 | line 10', '  11 | line 11'].join('\n'),
  )
})

test('the first line, the last, the only one → as many as there are', () => {
  assert.is(codeFrame('a\nb', { line: 1, column: 1 }), '> 1 | a\n    | ^\n  2 | b')
  assert.is(codeFrame('a\nb', { line: 2, column: 2 }), '  1 | a\n> 2 | b\n    |  ^')
  assert.is(codeFrame('', { line: 1, column: 1 }), '> 1 |\n    | ^')
})

test('tabs → point at the same place; CRLF → no trace of it', () => {
  assert.is(codeFrame('\tx\r\ny', { line: 1, column: 2 }), '> 1 | \tx\n    | \t^\n  2 | y')
})

test('a line that is longer than a screen → its beginning, and no mark for what is not shown', () => {
  const long = 'x'.repeat(100_000)
  assert.is(codeFrame(long, { line: 1, column: 90_000 }), `> 1 | ${'x'.repeat(160)}`)
})

test('a place that is nowhere in the source → what lines there are', () => {
  assert.is(codeFrame('a', { line: 3, column: 1 }), '  1 | a')
})

test.run()
