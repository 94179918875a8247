/** What the figures of lesson 2.0.4 show when their parameters are turned. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lostFragment, lostSegment, narrowLine, oddsBySize } from '../../../lib/concepts/figures/segmentation.ts'

test('one piece lost, whichever → of the datagram nothing, of the stream everything', () => {
  for (let lost = 1; lost <= 6; lost++) {
    assert.is(lostFragment({ lost }).data.received, 0)
    const { intact, pieces } = lostSegment({ lost }).data
    assert.ok(intact)
    assert.is(pieces.filter(({ again }) => again).length, 1)
  }
})

test('a piece lost that is not sent → both whole, and the titles say so', () => {
  for (const figure of [lostFragment, lostSegment].map((make) => make({ bytes: 1000 }))) {
    assert.ok(figure.data.intact)
    assert.match(figure.svg(), /nothing is lost/)
  }
})

test('oddsBySize: each loss → measured near to (1 − p)ⁿ', () => {
  for (const loss of [1, 30]) {
    for (const [pieces, share] of oddsBySize({ loss }).data.measured)
      assert.ok(Math.abs(share - (1 - loss / 100) ** pieces) < 0.06, `${loss} %, ${pieces}: ${share}`)
  }
})

test('narrowLine: a line that takes less than 1,500 bytes → the segments that it takes, else the usual ones', () => {
  for (const narrow of [500, 1000, 1500]) {
    const { intact, connection, pieces } = narrowLine({ narrow }).data
    assert.ok(intact)
    assert.is(connection.mss, narrow - 40)
    assert.is(
      pieces.some(({ again }) => again),
      narrow < 1500,
    )
  }
})

test.run()
