import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { digestInPieces } from '../../lib/cache/digest.ts'

test('two JSON values → the same digest if they are written the same, else another', async () => {
  await fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const [first, second] = [one, other].map((value) => JSON.stringify(value))
      assert.is(digestInPieces(one) === digestInPieces(other), first === second)
      assert.is(digestInPieces(JSON.parse(first!)), digestInPieces(one))
    }),
  )
})

test('values that run into one another → digests of their own', () => {
  const values = [
    '',
    [],
    {},
    null,
    0,
    '0',
    ['a', 'b'],
    ['ab'],
    { a: 'b' },
    [['a'], 'b'],
    [['a', 'b']],
    [1, 2],
    [12],
    's0:',
  ]
  assert.is(new Set(values.map(digestInPieces)).size, values.length)
})

test('a long text with a pair of surrogates across two pieces → told from one with another pair there', () => {
  const before = 'a'.repeat(65_535)
  assert.is.not(digestInPieces(`${before}😀`), digestInPieces(`${before}😁`))
})

test.run()
