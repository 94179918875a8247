import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sleepingServer, smallWrites, twoLoops } from '../../../lib/concepts/figures/sending.ts'

const test = suite('figures: how much send sends')

test('small buffers → the loop that adds comes to the end, the one that assigns does not', async () => {
  for (const buffers of [{}, { sendBuffer: 32_768 }, { receiveBuffer: 1024 }]) {
    const { message, adding, assigning } = (await twoLoops(buffers)).data
    assert.is(adding.at(-1), message.length)
    assert.ok(adding.every((place, turn) => turn === 0 || place > adding[turn - 1]!))
    assert.is(assigning.length, 21)
    assert.ok(Math.max(...assigning) < message.length)
  }
})

test('a send buffer that holds the message → no difference between the loops', async () => {
  const { message, adding, assigning } = (await twoLoops({ sendBuffer: 131_072 })).data
  assert.equal([adding, assigning], [[message.length], [message.length]])
})

test('a server that sleeps → reads in the end all that was taken, as much as the send buffer holds', async () => {
  for (const sendBuffer of [2048, 8192, 16_384]) {
    const { taken, read } = (await sleepingServer({ sendBuffer })).data
    assert.equal([taken, read], [sendBuffer, sendBuffer])
  }
})

test('small writes → slower by the delay of the ACK, unless written at once or without Nagle', async () => {
  const took = async (parameters: Parameters<typeof smallWrites>[0]) =>
    Math.round((await smallWrites(parameters)).data.took)
  assert.is(await took({ delayedAck: 200 }), 220)
  assert.is(await took({ noDelay: 'on' }), 10)
  assert.is(await took({ writes: 'one' }), 10)
})

test.run()
