import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Ring } from '../lib/ring.ts'

test('any pushes and shifts, past each growth and round the end → the same as a plain list', () => {
  const step = fc.record({ push: fc.nat(40), shift: fc.nat(40) })
  const property = fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
    const ring = new Ring<number>()
    const list: number[] = []
    let pushed = 0
    for (const { push, shift } of steps) {
      for (let i = 0; i < push; i++) {
        ring.push(++pushed)
        list.push(pushed)
      }
      for (let i = 0; i < shift; i++) {
        assert.is(ring.first(), list[0])
        assert.is(ring.shift(), list.shift())
        assert.is(ring.length, list.length)
      }
    }
  })
  fc.assert(property, { numRuns: 200, seed: 16 })
})

test.run()
