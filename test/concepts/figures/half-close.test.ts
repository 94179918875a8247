import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { allSaid, answerAndClose, deafReader, waysToClosed } from '../../../lib/concepts/figures/half-close.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'

test("shutdown('read') → no segment leaves in that moment, and what comes later is read", async () => {
  for (const parameters of [{}, { pause: 0 }, { delay: 50 }]) {
    const { events } = (await deafReader(parameters)).data.trace
    const said = events.flatMap((event) => (event.type === 'program' ? [event] : []))
    const [shut] = said
    const sent = events.filter((event) => event.type === 'packet' && event.what === 'sent' && event.from === 'server')
    assert.not.ok(sent.some(({ time }) => time === shut!.time))
    assert.is(said.at(-1)!.text, 'reads "still there?"')
  }
})

test('a server that closes with bytes unread → a reset, and as much of the answer as was under way', async () => {
  const [small, large] = [await answerAndClose({ buffer: 2 }), await answerAndClose({ buffer: 16 })]
  for (const { data } of [small, large]) {
    assert.is(data.results.client.ended, 'ECONNRESET')
    assert.ok(segmentsOf(data.trace).some(({ segment }) => segment.flags.rst))
  }
  assert.ok(small.data.results.client.bytes < large.data.results.client.bytes)
})

test('a server that reads to the end first → the whole answer, and no reset', async () => {
  const { data } = await answerAndClose({ finish: 'finish, then close' })
  assert.equal(data.results.client, { bytes: 12_288, ended: 'end of file' })
  assert.not.ok(segmentsOf(data.trace).some(({ segment }) => segment.flags.rst))
})

test('the last word of the client → after shutdown the answer is read, after close it meets a reset', async () => {
  const [half, whole] = [await allSaid(), await allSaid({ word: 'close()' })]
  assert.equal(half.data.results.client, ['apple', 'fig', 'pear'])
  assert.not.ok(segmentsOf(half.data.trace).some(({ segment }) => segment.flags.rst))
  assert.ok(segmentsOf(whole.data.trace).some(({ segment, from }) => segment.flags.rst && from === 'client'))
  assert.match((await waysToClosed()).sentence, /TIME-WAIT/)
  assert.not.match((await waysToClosed({ word: 'close()' })).sentence, /TIME-WAIT/)
})

test.run()
