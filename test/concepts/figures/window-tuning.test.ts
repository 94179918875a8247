/** What a download shows when its path and the most of its window are turned. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type LongPathParameters, tuningWindow } from '../../../lib/concepts/figures/window-tuning.ts'
import { NARROW, WIDE } from '../../../lib/draw/index.ts'
import { flawsOf } from '../../draw/geometry.ts'

const durations = (parameters: LongPathParameters): [fixed: number, tuned: number] => {
  const { fixed, tuned } = tuningWindow(parameters).data
  return [Math.round(fixed.duration!), Math.round(tuned.duration!)]
}

test('as the lesson has it → a fixed window takes a round trip for each 64 KB, one that tunes itself a fifth of the time', () => {
  const [fixed, tuned] = durations({})
  assert.ok(fixed > (40 * 3e6) / 65_535 && tuned < fixed / 5, `${fixed} and ${tuned} ms`)
})

test('a path that 64 KB fill → nothing is gained', () => {
  const [fixed, tuned] = durations({ rtt: 10, rate: 10 })
  assert.is(tuned, fixed)
})

test('a window that may not grow, or only to a quarter of what the path holds → as slow as that window', () => {
  const [fixed, same] = durations({ most: 0.065 })
  assert.is(same, fixed)
  const [, quarter] = durations({ rate: 200, most: 0.25 })
  const [, all] = durations({ rate: 200, most: 2 })
  assert.ok(quarter > 1.5 * all, `${quarter} and ${all} ms`)
})

test('what is offered → grows round by round, ahead of what is in flight', () => {
  const { samples } = tuningWindow().data.tuned
  assert.ok(samples.every(({ flight, sndWnd }) => flight <= sndWnd))
  assert.ok(samples.some(({ sndWnd }) => sndWnd > 20 * 65_535))
})

test('each parameter at its ends, wide and narrow → no label is cut, covered or struck through', () => {
  const ends = [{}, { rtt: 5 }, { rtt: 400 }, { rate: 10 }, { most: 0.1 }, { most: 30 }]
  for (const parameters of ends)
    for (const width of [WIDE, NARROW])
      assert.equal(flawsOf(tuningWindow(parameters).svg(width), width), [], `${JSON.stringify(parameters)} at ${width}`)
})

test.run()
