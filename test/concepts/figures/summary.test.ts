import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  bothWays,
  closing,
  opening,
  recovery,
  slowStart,
  wholeSheet,
  windowClosed,
  windowCloses,
} from '../../../lib/concepts/figures/summary.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'
import { marksOf } from '../../../lib/concepts/marks.ts'

const STAGES = [opening, slowStart, recovery, windowCloses, windowClosed, closing] as const

for (const way of [
  {},
  ...[3, 4, 5, 6, 7, 9, 10, 11].map((lost) => ({ lost })),
  ...[5, 30, 40].map((delay) => ({ delay })),
  ...[1, 10].map((rate) => ({ rate })),
  ...[200, 2000].map((nap) => ({ nap })),
]) {
  test(`the six stages of ${JSON.stringify(way)} → each segment in one of them, and the marks in all of them together`, async () => {
    const figures = await Promise.all(STAGES.map((stage) => stage(way)))
    const [{ trace, marks }] = figures.map(({ data }) => data) as [(typeof figures)[0]['data']]
    const rows = figures.flatMap(({ table }) => table.split('\n').slice(1))
    assert.is(rows.length, segmentsOf(trace).length)
    for (const short of ['lost', 'fast retransmit', 'window 0', 'window update'])
      assert.ok(
        marks.some((mark) => mark.short === short),
        short,
      )
    assert.match(figures[1]!.table, /\blost\b/)
    assert.is(figures[2]!.table.match(/resent/g)?.length, 1)
  })
}

test('the usual connection → its marks by the numbers of the table, on the sheet too', async () => {
  const { data, table } = await wholeSheet()
  assert.equal(data.marks, marksOf(data.trace))
  assert.is(table.trim().split('\n').length, 1 + data.marks.length)
})

test('a way without loss and sleep → the marks that are left keep their numbers', async () => {
  const usual = (await wholeSheet()).data.marks
  const { marks } = (await wholeSheet({ lost: 0, nap: 0 })).data
  assert.ok(marks.length < usual.length)
  for (const { short, number } of marks) assert.is(number, usual.find((mark) => mark.short === short)!.number)
})

test('the states up to a mark → no more than both ends have been in by then', async () => {
  assert.not.match((await bothWays({ until: 'half-close' })).sentence, /WAIT-2|CLOSE-WAIT/)
  assert.match((await bothWays()).sentence, /TIME-WAIT/)
})

test.run()
