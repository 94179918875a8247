import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { overDatagrams, overTcp } from '../../lib/concepts/reliability.ts'
import { outage } from '../../lib/network/index.ts'

const LETTERS = [...'ABCDEFGHIJKLMNOPQRST']
const MESSAGE = LETTERS.join(' ')
const BAD = { delay: 20, loss: 0.1, duplicate: 0.1, reorder: { probability: 0.1, by: 12 }, corrupt: 0.05 }

test('a link without faults → both bring the message', () => {
  assert.is(overDatagrams(LETTERS, { link: { delay: 20 } }).text, MESSAGE)
  assert.is(overTcp(LETTERS, { link: { delay: 20 } }).text, MESSAGE)
})

test('a link with every fault → bare datagrams arrive in another form, TCP intact', () => {
  let spoilt = 0
  for (let seed = 1; seed <= 20; seed++) {
    if (overDatagrams(LETTERS, { seed, link: BAD }).text !== MESSAGE) spoilt++
    assert.is(overTcp(LETTERS, { seed, link: BAD }).text, MESSAGE, `seed ${seed}`)
  }
  assert.ok(spoilt >= 18, `${spoilt} of 20`)
})

test('the link is cut → the receiver has a beginning without holes, the sender an error', () => {
  const { text, error } = overTcp(LETTERS, { link: { delay: 20, script: outage(100, Number.POSITIVE_INFINITY) } })
  assert.ok(text.length > 0 && text.length < MESSAGE.length)
  assert.ok(MESSAGE.startsWith(text))
  assert.is(error?.code, 'ETIMEDOUT')
})

test('a message longer than the send buffer → refused, not cut', () => {
  assert.throws(() => overTcp(['x'.repeat(70_000)], { link: { delay: 1 } }), /take fewer pieces/)
})

test.run()
