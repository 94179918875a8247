import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { add, between, diff, geq, gt, leq, lt, max } from '../../../lib/tcp/wire/seq.ts'

const test = suite('seq')
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const near = fc.integer({ min: -0x7fff_ffff, max: 0x7fff_ffff })

test('one step beyond 2^32 − 1 → 0, and it is later', () => {
  assert.is(add(0xffff_ffff, 1), 0)
  assert.is(add(0, -1), 0xffff_ffff)
  assert.ok(lt(0xffff_ffff, 0))
  assert.ok(gt(0, 0xffff_ffff))
  assert.is(diff(0, 0xffff_ffff), 1)
})

test('numbers less than 2^31 apart → every comparison follows their distance, wrap or not', () => {
  fc.assert(
    fc.property(u32, near, (a, n) => {
      const b = add(a, n)
      assert.is(diff(b, a), n)
      assert.is(add(b, -n), a)
      assert.is(lt(a, b), n > 0)
      assert.is(leq(a, b), n >= 0)
      assert.is(gt(a, b), n < 0)
      assert.is(geq(a, b), n <= 0)
      assert.is(max(a, b), n > 0 ? b : a)
      assert.is(max(b, a), n > 0 ? b : a)
    }),
  )
})

test('a window of any size and place → exactly its octets lie between its edges', () => {
  fc.assert(
    fc.property(u32, fc.integer({ min: 0, max: 0x7fff_ffff }), near, (low, size, n) => {
      assert.is(between(add(low, n), low, add(low, size)), n >= 0 && n < size)
    }),
  )
})

test('an empty window → nothing lies in it', () => {
  assert.not(between(7, 7, 7))
})

test('a sum beyond 2^32 by far → still modulo 2^32', () => {
  fc.assert(
    fc.property(u32, fc.integer({ min: 0, max: 2 ** 50 }), (a, n) => {
      assert.is(add(a, n), Number((BigInt(a) + BigInt(n)) & 0xffff_ffffn))
    }),
  )
})

test.run()
