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

test('pings that follow each other more quickly than they are answered → each with its own time', () => {
  const pings = pingsAcross({ rate: 1e6, rtt: 40, queue: 100 }, { every: 100, until: 10_000 })
  // Some of those who wait are pings, which take hardly any time.
  assert.ok(Math.abs(Math.max(...pings.map(({ took }) => took)) - (40 + 12 * 100)) < 60)
  assert.ok(pings.every(({ time, took }) => time % 100 === 0 && took >= 40))
})

test.run()
