import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Random, seedFor } from '../../lib/network/random.ts'

const MASK = 0xffff_ffffn

/** The generators' published definitions, in arbitrary precision. */
function* reference(seed: number): Generator<number> {
  let state = BigInt.asUintN(32, BigInt(seed))
  const splitmix = (): bigint => {
    state = (state + 0x9e37_79b9n) & MASK
    let z = state
    z = ((z ^ (z >> 16n)) * 0x21f0_aaadn) & MASK
    z = ((z ^ (z >> 15n)) * 0x735a_2d97n) & MASK
    return z ^ (z >> 15n)
  }
  const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & MASK
  const s = [splitmix(), splitmix(), splitmix(), splitmix() | 1n] as [bigint, bigint, bigint, bigint]
  for (;;) {
    yield Number((rotl((s[1] * 5n) & MASK, 7n) * 9n) & MASK)
    const t = (s[1] << 9n) & MASK
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotl(s[3], 11n)
  }
}

for (const seed of [0, 1, 42, 0xffff_ffff]) {
  test(`seed ${seed} → the numbers of xoshiro128** as published`, () => {
    const random = new Random(seed)
    const expected = reference(seed)
    for (let draw = 0; draw < 1000; draw++) assert.is(random.next(), expected.next().value)
  })
}

test('100,000 draws in 100 classes → evenly spread (chi-square within 1 in 10,000)', () => {
  for (const seed of [1, 2, 3]) {
    const random = new Random(seed)
    const counts = new Array<number>(100).fill(0)
    for (let draw = 0; draw < 100_000; draw++) counts[Math.floor(random.uniform() * 100)]!++
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    assert.ok(chiSquare > 52 && chiSquare < 160, String(chiSquare))
  }
})

test('below(limit) → every number less than it, none more often than chance has it', () => {
  const random = new Random(5)
  const counts = new Array<number>(6).fill(0)
  for (let draw = 0; draw < 60_000; draw++) counts[random.below(6)]!++
  assert.ok(
    counts.every((count) => Math.abs(count - 10_000) < 450),
    counts.join(),
  )
})

test('neighbouring seeds, or purposes → streams that have nothing in common', () => {
  const agreements = (a: Random, b: Random) => {
    let same = 0
    for (let draw = 0; draw < 10_000; draw++) if (a.next() >>> 31 === b.next() >>> 31) same++
    return same
  }
  for (let seed = 0; seed < 20; seed++) {
    const same = agreements(new Random(seed), new Random(seed + 1))
    assert.ok(Math.abs(same - 5000) < 250, String(same))
  }
  const same = agreements(new Random(seedFor(1, 'a → b loss')), new Random(seedFor(1, 'a → b jitter')))
  assert.ok(Math.abs(same - 5000) < 250, String(same))
})

test('chance(0) → never, and no number is used up; chance(1) → always', () => {
  const random = new Random(1)
  const untouched = new Random(1)
  assert.not(random.chance(0))
  assert.is(random.next(), untouched.next())
  for (let draw = 0; draw < 1000; draw++) assert.ok(random.chance(1))
})

test.run()
