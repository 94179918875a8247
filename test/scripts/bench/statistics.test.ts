import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { median, orderOf, ratio } from '../../../scripts/bench/statistics.ts'

const test = suite('bench: statistics')

test('an odd number of values → the middle one, and they stay as they are', () => {
  const values = [9, 1, 10]
  assert.is(median(values), 9)
  assert.equal(values, [9, 1, 10])
})

test('an even number of values → the mean of the two in the middle', () => {
  assert.is(median([4, 100, 2, 1]), 3)
})

test('no value → an error, not a number', () => {
  assert.throws(() => median([]), 'there is no median of nothing')
})

test('a machine that is slow in one round → the ratio stays what each round says', () => {
  assert.is(ratio([1, 10, 1], [4, 40, 4]), 0.25)
})

test('a round that only one has finished → it counts for neither', () => {
  assert.is(ratio([1, undefined, 3], [2, 1, undefined]), 0.5)
})

test('nothing that both have finished, or that cost nothing → no ratio', () => {
  assert.is(ratio([1, undefined], [undefined, 1]), undefined)
  assert.is(ratio([1], [0]), undefined)
  assert.is(ratio([1], []), undefined)
})

test('rounds in turn → forwards, backwards, forwards', () => {
  assert.equal(
    [orderOf(0, 3), orderOf(1, 3), orderOf(2, 3)],
    [
      [0, 1, 2],
      [2, 1, 0],
      [0, 1, 2],
    ],
  )
})

test.run()
