import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createCongestion } from '../../../lib/tcp/congestion/index.ts'
import { SendSequence } from '../../../lib/tcp/retransmission/send-sequence.ts'
import { Usage } from '../../../lib/tcp/sender/usage.ts'

/** A window of data of 5,000 octets was in flight, of segments of 1,000. */
function used(): { usage: Usage; snd: SendSequence; limits: (cwnd: number, ssthresh: number) => boolean } {
  const snd = new SendSequence(77)
  const usage = new Usage()
  Object.assign(snd, { una: 1, nxt: 5_001 })
  usage.sent(snd)
  const congestion = createCongestion('reno', false)
  const limits = (cwnd: number, ssthresh: number): boolean =>
    usage.limited(Object.assign(congestion, { cwnd, ssthresh }), 1_000)
  return { usage, snd, limits }
}

test('slow start → cwnd limits while less than twice what was in flight', () => {
  const { limits } = used()
  assert.equal([limits(9_999, 50_000), limits(10_000, 50_000)], [true, false])
})

test('congestion avoidance → cwnd limits while no further segment would have fit', () => {
  const { limits } = used()
  assert.equal([limits(5_999, 4_000), limits(6_000, 4_000)], [true, false])
  assert.is(limits(5_999, 5_999), true, 'at ssthresh avoidance has begun')
})

test('the most of a window of data counts, until the next window begins', () => {
  const { usage, snd, limits } = used()
  snd.una = 4_001
  usage.sent(snd)
  assert.is(limits(5_999, 1), true)
  Object.assign(snd, { una: 5_001, nxt: 5_501 })
  usage.sent(snd)
  assert.is(limits(5_999, 1), false)
  assert.is(limits(1_499, 1), true)
})

test.run()
