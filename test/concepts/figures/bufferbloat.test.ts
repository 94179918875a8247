/** What the figures of a deep queue show when their parameters are turned. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { oneMark, pingBesideSender, twoDepths } from '../../../lib/concepts/figures/bufferbloat.ts'

test('twoDepths: each queue that fills → the longest ping takes the way and what waits before it', () => {
  for (const queue of [100, 300]) {
    const { usual, deep } = twoDepths({ queue }).data
    assert.ok(Math.abs(deep.longestPing - (40 + 1.2 * queue)) < 3, `${deep.longestPing} ms`)
    assert.ok(Math.abs(usual.longestPing - (40 + 1.2 * 34)) < 3, `${usual.longestPing} ms`)
  }
})

test('pingBesideSender: a deeper queue → a longer ping with drop-tail, the same with CoDel', () => {
  const [shallow, deep] = [100, 300].map((queue) => pingBesideSender({ queue }).data)
  assert.ok(deep!['drop-tail'].typicalPing > 1.5 * shallow!['drop-tail'].typicalPing)
  assert.ok(Math.abs(deep!.codel.typicalPing - shallow!.codel.typicalPing) < 3)
})

test('oneMark: any way → one packet marked in the picture, ECE from there, CWR at its end', () => {
  for (const parameters of [{}, { rate: 2, window: 10 }, { rtt: 60, window: 12 }]) {
    const { sentence, table } = oneMark(parameters)
    assert.match(sentence, /Marked on the way \(CE\): client's bytes/)
    assert.match(table, /ACK ECE/)
    assert.match(table, /ACK CWR/)
  }
})

test.run()
