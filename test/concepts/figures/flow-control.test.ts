import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  lostUpdate,
  sleeperInTime,
  stopAndWait,
  useByWindow,
  windowAtWork,
} from '../../../lib/concepts/figures/flow-control.ts'
import { SEGMENT } from '../../../lib/concepts/flow-control.ts'

test('stop-and-wait → the share of a round that the title says', () => {
  for (const [rate, rtt] of [
    [10, 20],
    [1, 200],
    [100, 4],
  ] as const) {
    const figure = stopAndWait({ rate, rtt })
    const [, round, sending] = /Of each round of ([\d.]+) ms, ([\d.]+) ms/.exec(figure.svg())!.map(Number)
    assert.ok(Math.abs(figure.data.utilisation - sending! / round!) < 1e-4)
  }
})

test('the use of a line → measured within a hundredth of the formula, for each window', () => {
  for (const uses of [useByWindow().data, useByWindow({ rate: 1, rtt: 200 }).data])
    for (const { window, utilisation, formula } of uses) assert.ok(Math.abs(utilisation - formula) < 0.01, `${window}`)
})

test('a window that holds a round trip’s segments or more → never waits, a smaller one the rest of the round', () => {
  assert.match(windowAtWork().svg(), 'With a window of 8 segments the sender sends for 9.6 ms and waits for 11.6 ms')
  assert.match(windowAtWork({ window: 18 }).svg(), 'sends for 21.6 ms and never waits')
  assert.ok(windowAtWork({ window: 18 }).data.utilisation > 0.65)
})

test('a reader that sleeps → probes until it wakes, and all is read in the end', () => {
  for (const wakes of [1500, 3500, 10_000]) {
    const { read, probes } = sleeperInTime({ wakes }).data
    assert.is(read, 40 * SEGMENT)
    assert.ok(probes.length > 0 && probes.every((time) => time < wakes + 10))
  }
})

test('a lost update → the next probe finds the window open, however late', () => {
  for (const wakes of [1000, 5000, 10_000]) {
    const { probes, finished } = lostUpdate({ wakes }).data
    assert.ok(probes.at(-1)! > wakes && finished! > probes.at(-1)!)
  }
})

test.run()
