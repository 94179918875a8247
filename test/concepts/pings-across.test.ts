import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pingsAcross } from '../../lib/concepts/pings-across.ts'

for (const queue of [34, 300])
  test(`one sender fills a queue of ${queue} → the longest ping takes the way and what waits before it`, () => {
    const pings = pingsAcross({ rate: 10e6, rtt: 40, queue })
    const longest = Math.max(...pings.map(({ took }) => took))
    assert.ok(Math.abs(longest - (40 + 1.2 * queue)) < 3, `${longest} ms`)
    assert.ok(pings[0]!.took < 41)
  })

test.run()
