import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Deadlined, Deadlines } from '../../lib/tcp/stack/deadlines.ts'

const never = Number.POSITIVE_INFINITY
const newItem = (): Deadlined => ({ deadline: never, heapIndex: -1 })

test('deadlines set, put off, brought forward and taken out in any order → first is always the earliest', () => {
  const change = fc.tuple(
    fc.nat(39),
    fc.oneof({ weight: 4, arbitrary: fc.nat(500) }, { weight: 1, arbitrary: fc.constant(never) }),
  )
  fc.assert(
    fc.property(fc.array(change, { minLength: 100, maxLength: 300, size: 'max' }), (changes) => {
      const deadlines = new Deadlines<Deadlined>()
      const items = Array.from({ length: 40 }, newItem)
      for (const [index, deadline] of changes) {
        deadlines.set(items[index]!, deadline)
        const due = items.filter((item) => item.deadline !== never)
        assert.is(deadlines.size, due.length)
        assert.is(deadlines.first?.deadline ?? never, Math.min(never, ...due.map((item) => item.deadline)))
      }
      // And they come out in order.
      const times: number[] = []
      for (let { first } = deadlines; first; { first } = deadlines) {
        times.push(first.deadline)
        deadlines.set(first, never)
      }
      assert.equal(
        times,
        [...times].sort((a, b) => a - b),
      )
    }),
    { numRuns: 200 },
  )
})

test.run()
