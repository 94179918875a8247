import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clampedScale, linearScale, log10, logScale, logTicks, magnitude, powerOfTen } from '../../lib/draw/scale.ts'

const test = suite('draw/scale')

test('a linear domain, rising or falling → its ends at the ends of the range, what is between in proportion', () => {
  assert.equal([2, 3, 4].map(linearScale([2, 4], [10, 110])), [10, 60, 110])
  assert.equal([2, 3, 4].map(linearScale([4, 2], [10, 110])), [110, 60, 10])
  assert.is(linearScale([2, 4], [10, 110])(5), 160)
  assert.is(linearScale([2, 2], [10, 110])(7), 60, 'a domain of one value: the middle')
})

test('a value outside of a clamped domain → the nearer end', () => {
  assert.equal([-5, 1, 99].map(clampedScale([0, 2], [10, 110])), [10, 60, 110])
})

test('a logarithmic domain → equal factors are equally far', () => {
  const scale = logScale([1, 10_000], [0, 400])
  assert.equal([1, 10, 100, 10_000].map(scale), [0, 100, 200, 400])
})

test('log10 → whole for powers of ten, near Math.log10 for others, and what it is for none', () => {
  for (let exponent = -15; exponent <= 15; exponent++) {
    assert.is(log10(powerOfTen(exponent)), exponent)
    assert.is(magnitude(powerOfTen(exponent) * 9), exponent)
  }
  for (let value = 1e-6; value < 1e12; value *= 1.37)
    assert.ok(Math.abs(log10(value) - Math.log10(value)) < 1e-13, String(value))
  assert.equal([0, -1, Infinity, NaN].map(log10), [-Infinity, NaN, Infinity, NaN])
})

test('ticks of a logarithmic domain → digits times powers of ten; the powers alone over many; round numbers within one', () => {
  assert.equal(logTicks([0.05, 0.3], 3), [0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.2, 0.3])
  assert.equal(logTicks([1, 1e8], 4), [1, 100, 10_000, 1_000_000, 100_000_000])
  assert.equal(logTicks([2.1, 2.9], 4), [2.2, 2.4, 2.6, 2.8])
})

test.run()
