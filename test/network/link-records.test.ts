import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { singleFlow } from '../../lib/concepts/congestion-control.ts'
import { dropsAt, longestQueue, queueLengths } from '../../lib/network/index.ts'

test('a queue of three that is full at times → its lengths and its drops, as the events of the trace have them', () => {
  const { trace } = singleFlow({ rate: 1e6, rtt: 40, queue: 3 }, { until: 2000, lose: [4] })
  const link = 'client → server'
  const [lengths, full, lost] = [
    queueLengths(trace, link),
    dropsAt(trace, link, 'queue full'),
    dropsAt(trace, link, 'script'),
  ]
  const dropped = trace.events.filter((event) => event.type === 'packet' && event.what === 'dropped')
  assert.is(Math.max(...lengths.map(({ packets }) => packets)), 3)
  assert.is(longestQueue(trace, link), 3)
  assert.is(longestQueue(trace, 'server → client'), 0)
  assert.is(lost.length, 1)
  assert.ok(full.length > 0)
  assert.equal(
    [...full, ...lost].sort((one, other) => one - other),
    dropped.map(({ time }) => time).sort((one, other) => one - other),
  )
  assert.equal(queueLengths(trace, 'server → client'), [])
})

test.run()
