/** What the figures of a deep queue show when their parameters are turned. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { managedQueue, oneMark, pingBesideSender, twoDepths } from '../../../lib/concepts/figures/bufferbloat.ts'

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

test('managedQueue: each discipline → its sign in the words, and no other', () => {
  const words = (['drop-tail', 'codel', 'codel-ecn'] as const).map(
    (discipline) => managedQueue({ discipline, algorithm: 'new-reno' }).sentence,
  )
  assert.match(words[0]!, /dropped because it is full/)
  assert.match(words[1]!, /CoDel drops \d+ packets/)
  assert.match(words[2]!, /Nothing is dropped\. CoDel marks \d+ packets/)
  assert.not.match(words[1]!, /full|marks/)
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
