import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { timedFlow } from '../../lib/concepts/retransmission-timer.ts'

test('round trips that vary → SRTT and RTTVAR by the formulas of RFC 6298, each from the one before', () => {
  const { measurements } = timedFlow({ settings: { minRto: 0 } })
  assert.ok(measurements.length > 50)
  for (const [at, { measured, srtt, rttvar, rto }] of measurements.entries()) {
    const before = measurements[at - 1]
    if (!before) continue
    assert.ok(Math.abs(rttvar - (0.75 * before.rttvar + 0.25 * Math.abs(before.srtt - measured))) < 1e-6)
    assert.ok(Math.abs(srtt - (0.875 * before.srtt + 0.125 * measured)) < 1e-6)
    assert.ok(Math.abs(rto - (srtt + 4 * rttvar)) < 1e-6)
  }
})

test('a floor → RTO never below it; measurements are the same', () => {
  const [none, floor] = [0, 1000].map((minRto) => timedFlow({ settings: { minRto } }).measurements)
  assert.ok(floor!.every(({ rto }) => rto === 1000))
  assert.equal(
    floor!.map(({ srtt }) => srtt),
    none!.map(({ srtt }) => srtt),
  )
})

test('a lone segment lost three times → sent again after 1, 2 and 4 s', () => {
  const { again, waits } = timedFlow({ rtt: 40, jitter: 0, messages: 1, lose: [1, 2, 3] })
  assert.equal(waits, [1000, 2000, 4000])
  assert.equal(again, [1080, 3080, 7080])
})

test('an ACK of what was sent four times → without timestamps no measurement, the RTO stays; with them it falls', () => {
  const rtoWith = (timestamps: boolean): number =>
    timedFlow({ rtt: 40, jitter: 0, messages: 1, lose: [1, 2, 3], settings: { timestamps } }).rto
  assert.equal([rtoWith(false), rtoWith(true)], [8000, 1000])
})

test.run()
