import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  bothWindowsClose,
  mostThatFinishes,
  threeCounters,
  whatEachCosts,
  whatStillFinishes,
} from '../../../lib/concepts/figures/deadlock.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'

const titleOf = ({ svg }: { svg: () => string }): string => /<title[^>]*>([^<]*)/.exec(svg())![1]!

test('the standstill, whatever buffers and delay → the last window that each end announces is 0', async () => {
  for (const parameters of [{}, { buffer: 2 }, { buffer: 32 }, { delay: 1 }, { delay: 50 }]) {
    const { data } = await bothWindowsClose(parameters)
    const windows = ['client', 'server'].map(
      (end) => segmentsOf(data.trace).findLast(({ from }) => from === end)!.segment.window,
    )
    assert.equal(windows, [0, 0], JSON.stringify(parameters))
  }
})

test('who stops first, whatever buffers and delay → the server', async () => {
  for (const parameters of [{}, { buffer: 4 }, { buffer: 8 }, { buffer: 128 }, { delay: 1 }, { delay: 50 }]) {
    assert.match(titleOf(await threeCounters(parameters)), /the server’s first/, JSON.stringify(parameters))
  }
})

test('the largest transfer that finishes → about four buffers, found again for each', async () => {
  const { data } = await whatStillFinishes({ smallest: 2 })
  assert.equal(
    data.map(({ size }) => size),
    [2048, 4096, 8192],
  )
  for (const { size, most } of data) assert.ok(most > 0.9 * 4 * size && most < 1.3 * 4 * size, `${size}: ${most}`)
  assert.is(await mostThatFinishes(4096), data[1]!.most)
})

test('a longer time limit → costs more, and the other two nothing', async () => {
  const [short, long] = [await whatEachCosts({ limit: 20 }), await whatEachCosts({ limit: 100 })]
  const [late, ...others] = short.data.map(({ value }) => value)
  const [later, ...same] = long.data.map(({ value }) => value)
  assert.ok(later! > late! && late! > Math.max(...others))
  assert.equal(others, same)
})

test.run()
