import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Rto } from '../../../lib/tcp/retransmission/rto.ts'
import { type ConnectionSettings, resolveSettings } from '../../../lib/tcp/settings.ts'

const test = suite('rto')

const rtoOf = (settings: ConnectionSettings = {}): Rto => new Rto(resolveSettings(settings))

/** Feeds samples in. @returns [SRTT, RTTVAR, RTO] after each */
const run = (rto: Rto, samples: number[]): (number | undefined)[][] =>
  samples.map((sample) => {
    rto.sample(sample)
    return [rto.srtt, rto.rttvar, rto.value]
  })

test('MUST-18: no measurement yet → 1 s, doubled at each expiry up to the ceiling', () => {
  const rto = rtoOf()
  const values = [rto.value]
  for (let i = 0; i < 7; i++) {
    rto.backOff()
    values.push(rto.value)
  }
  assert.equal(values, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
})

test('MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4', () => {
  assert.equal(run(rtoOf({ minRto: 0 }), [100, 200, 100]), [
    [100, 50, 300],
    [112.5, 62.5, 362.5],
    [110.9375, 50, 310.9375],
  ])
})

test('constant 500 ms → RTTVAR decays by a quarter a sample: 1500, 1250, 1062.5, 921.875', () => {
  const values = run(rtoOf({ minRto: 0 }), [500, 500, 500, 500]).map((row) => row[2])
  assert.equal(values, [1_500, 1_250, 1_062.5, 921.875])
})

test('a result below the floor → 1 s by default, the setting where there is one', () => {
  assert.equal(run(rtoOf(), [20]), [[20, 10, 1_000]])
  assert.equal(run(rtoOf({ minRto: 200 }), [20]), [[20, 10, 200]])
})

test('variance below the clock’s granularity → G is added instead', () => {
  const rto = rtoOf({ minRto: 0, leastVariance: 10 })
  for (let i = 0; i < 60; i++) rto.sample(100)
  assert.is(Math.round(rto.value), 110)
})

test('a result above the ceiling → the ceiling', () => {
  const rto = rtoOf({ maxRto: 60_000 })
  rto.sample(50_000)
  assert.is(rto.value, 60_000)
})

test('backed off, then a sample → the back-off is over', () => {
  const rto = rtoOf()
  rto.sample(400)
  assert.is(rto.value, 1_200)
  rto.backOff()
  rto.backOff()
  assert.is(rto.value, 4_800)
  rto.sample(400)
  assert.is(rto.value, 1_000)
})

test('two samples expected a round trip → half the gains (RFC 7323 appendix G)', () => {
  const rto = rtoOf({ minRto: 0 })
  rto.sample(100)
  rto.sample(200, 2)
  assert.is(rto.rttvar, (7 / 8) * 50 + 100 / 8)
  assert.is(rto.srtt, (15 / 16) * 100 + 200 / 16)
})

test('the SYN timed out, first RTO 1 s → 3 s when data begins; first RTO 3 s already → unchanged', () => {
  const short = rtoOf()
  short.backOff()
  short.afterSynTimeout()
  assert.is(short.value, 3_000)
  const long = rtoOf({ initialRto: 3_000 })
  long.backOff()
  long.afterSynTimeout()
  assert.is(long.value, 6_000)
})

test('`linux` → at least 200 ms beside SRTT, not in all; 120 s at most', () => {
  const rto = rtoOf({ profile: 'linux' })
  assert.equal(run(rto, [20, 20]).at(-1), [20, 7.5, 220])
  for (let i = 0; i < 12; i++) rto.backOff()
  assert.is(rto.value, 120_000)
})

test('`freebsd` → 200 ms on top of each RTO, which are not doubled with it', () => {
  const rto = rtoOf({ profile: 'freebsd' })
  assert.is(run(rto, [4])[0]?.[2], 230)
  rto.backOff()
  assert.is(rto.value, 260)
  for (let i = 0; i < 12; i++) rto.backOff()
  assert.is(rto.value, 64_000)
})

test('the SYN timed out, but a timestamp has measured its round trip → 3 s, or that, as is set', () => {
  for (const [threeSecondRto, expected] of [
    ['always', 3_000],
    ['unmeasured', 1_000],
  ] as const) {
    const rto = rtoOf({ threeSecondRto })
    rto.sample(50)
    rto.afterSynTimeout()
    assert.is(rto.value, expected)
  }
  const unmeasured = rtoOf({ threeSecondRto: 'unmeasured' })
  unmeasured.afterSynTimeout()
  assert.is(unmeasured.value, 3_000)
})

test.run()
