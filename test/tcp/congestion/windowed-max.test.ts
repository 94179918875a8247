import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WindowedMax } from '../../../lib/tcp/congestion/windowed-max.ts'

const test = suite('windowed max')

test('nothing has come → 0', () => {
  assert.is(new WindowedMax(10).value, 0)
})

test('the largest is ten rounds old → the next largest of those since', () => {
  const filter = new WindowedMax(10)
  filter.update(9, 0)
  filter.update(5, 3)
  filter.update(7, 5)
  filter.update(1, 9)
  assert.is(filter.value, 9)
  filter.update(1, 10)
  assert.is(filter.value, 7)
  filter.update(2, 15)
  assert.is(filter.value, 2)
})

test('any values in rounds that never fall → the largest of the last window, looked for one by one', () => {
  const step = fc.record({ value: fc.integer({ min: 0, max: 20 }), later: fc.integer({ min: 0, max: 4 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (steps, window) => {
      const filter = new WindowedMax(window)
      const all: { value: number; round: number }[] = []
      let round = 0
      for (const { value, later } of steps) {
        round += later
        all.push({ value, round })
        filter.update(value, round)
        const recent = all.filter((one) => one.round > round - window).map((one) => one.value)
        assert.is(filter.value, Math.max(...recent))
      }
    }),
  )
})

test.run()
