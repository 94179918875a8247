import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { squareRootPoint, TOLERANCE } from './square-root.ts'

// The other points, down to a loss in ten thousand, take minutes: `npm run soak -- --laws`.
for (const [congestion, sack, probability] of [
  ['reno', false, 5e-3],
  ['new-reno', false, 5e-3],
  ['new-reno', true, 2e-3],
] as const) {
  test(`${congestion}${sack ? ' with SACK' : ''}, one segment in ${1 / probability} lost at random, RTT 100 ms → a window of √1.5/√p segments, within ${100 * TOLERANCE} %`, () => {
    const point = squareRootPoint(probability, 300, { congestion, sack })
    assert.ok(Math.abs(point.deviation) < TOLERANCE, JSON.stringify(point))
  })
}

test.run()
