/** What the figures of BBR show when their parameters are turned. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lossCosts } from '../../../lib/concepts/figures/bbr.ts'

const usual = lossCosts()

test('lossCosts: nothing lost → all alike; 5 % → BBR takes less than a fifth of the others’ time', () => {
  const { data } = usual
  const at = (name: keyof typeof data, loss: number): number => data[name].find(([x]) => x === loss)![1]
  const lossless = (['new-reno', 'cubic', 'bbr'] as const).map((name) => at(name, 0))
  assert.ok(Math.max(...lossless) < 1.2 * Math.min(...lossless), `${lossless}`)
  assert.ok(at('bbr', 5) < 0.2 * Math.min(at('new-reno', 5), at('cubic', 5)))
})

test('lossCosts: a longer way → BBR takes longer, by round trips', () => {
  const [near, far] = [usual, lossCosts({ rtt: 120 })].map(({ data }) => data.bbr[0]![1])
  assert.ok(far! > 2 * near! && far! < 3.5 * near!, `${near}, ${far}`)
})

test.run()
