import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { limitsOf, limitsTable } from '../../lib/concepts/limits.ts'
import { wholeConnection } from '../../lib/concepts/whole-connection.ts'
import { isSegment } from '../../lib/network/index.ts'

const { trace } = await wholeConnection()
const limits = limitsOf(trace)

test('the whole connection → every segment with data, once, under a limit that fits its windows', () => {
  const data = trace.events
    .filter(isSegment)
    .filter(({ what, from, segment }) => what === 'sent' && from === 'client' && segment.payload.length > 0)
  assert.is(
    limits.reduce((sum, { segments }) => sum + segments, 0),
    data.length,
  )
  for (const { by, cwnd, window } of limits) {
    if (by === 'cwnd') assert.ok(cwnd[0] < window[1])
    if (by === 'receive window') assert.ok(window[0] < cwnd[1])
  }
})

test('the loss, the closed window → the third duplicate ACK and the persist timer let a segment go', () => {
  const names = limits.map(({ by }) => by)
  assert.is(names.filter((by) => by === 'third duplicate ACK').length, 1)
  assert.is(names.filter((by) => by === 'persist timer').length, 1)
})

test('the table → a line a limit, in whole milliseconds', () => {
  assert.is(limitsTable(limits).split('\n').length, limits.length + 1)
  assert.match(limitsTable(limits), /142 to 182 +3 +receive window +8000 to 9000/)
})

test('nothing lost, nobody asleep → no timer, no duplicate', async () => {
  const calm = await wholeConnection({ lost: 0, nap: 0 })
  assert.not(limitsOf(calm.trace).some(({ by }) => by === 'persist timer' || by === 'third duplicate ACK'))
})

test.run()
