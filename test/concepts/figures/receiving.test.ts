import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { threeSends } from '../../../lib/concepts/figures/receiving.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'

test('three sends, near or far apart in time → other segments, the same reads', async () => {
  const payloads: number[][] = []
  for (const pause of [0, 100]) {
    const { sizes, trace } = (await threeSends({ pause })).data
    assert.equal(sizes, [4, 4, 3])
    payloads.push(
      segmentsOf(trace)
        .map(({ segment }) => segment.payload.length)
        .filter((bytes) => bytes > 0),
    )
  }
  assert.equal(payloads, [
    [2, 9],
    [2, 6, 3],
  ])
})

test.run()
