import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { utf8 } from '../../lib/bytes.ts'
import { listenOn, segmentsOf } from '../../lib/concepts/helpers.ts'
import {
  answerTo,
  askLines,
  asStream,
  costOfLines,
  eachAlone,
  hearText,
  readText,
  sayAtOnce,
  sayInTwo,
  serveLines,
} from '../../lib/concepts/socket-file.ts'
import { connectedPair, sendAll } from '../../lib/socket/index.ts'
import { type SimulatedNetwork, simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'

const server = (net: SimulatedNetwork) => ({ address: net.server.address, port: 1060 })
const WORD = 'Grüezi'

test('answerTo → capitals, lengths in characters and bytes, an error for anything else', () => {
  assert.is(answerTo('shout grüezi mitenand'), 'ok GRÜEZI MITENAND')
  assert.is(answerTo('length grüezi'), 'ok 6 characters, 7 bytes')
  assert.is(answerTo('length 🙂'), 'ok 1 characters, 4 bytes')
  assert.is(answerTo('length'), 'ok 0 characters, 0 bytes')
  assert.is(answerTo('quit'), 'ok bye')
  assert.is(answerTo('dance'), 'error unknown command "dance"')
  assert.is(answerTo(''), 'error unknown command ""')
})

test('a conversation in lines → the same answers on the simulated network and on the system', async () => {
  const lines = ['shout grüezi', 'length grüezi', 'dance', 'quit']
  const answers = ['ok GRÜEZI', 'ok 6 characters, 7 bytes', 'error unknown command "dance"', 'ok bye']
  const net = simulatedNetwork({ seed: 1 })
  const door = listenOn(net.server, 1, 1060)
  const { results } = await net.run({
    server: (host) => serveLines(host, door),
    client: (host) => askLines(host, server(net), lines),
  })
  assert.equal(results.client, answers)
  const here = systemHost({ print: () => {} })
  const listener = listenOn(here)
  const [, answered] = await Promise.all([serveLines(here, listener), askLines(here, listener.getsockname(), lines)])
  assert.equal(answered, answers)
})

test('a client that does not say quit → its end of file ends the conversation', async () => {
  const net = simulatedNetwork({ seed: 1 })
  const door = listenOn(net.server, 1, 1060)
  const { results } = await net.run({
    server: (host) => serveLines(host, door),
    client: (host) => askLines(host, server(net), ['shout a']),
  })
  assert.equal(results.client, ['ok A'])
})

for (const [decode, understood] of [
  [eachAlone, 'Gr\ufffd\ufffdezi'],
  [asStream, WORD],
] as const) {
  test(`a character in two segments, ${decode.name} → ${understood}`, async () => {
    const net = simulatedNetwork({ seed: 1 })
    const door = listenOn(net.server, 1, 1060)
    const { results, trace } = await net.run({
      server: (host) => hearText(host, door, decode()),
      client: (host) => sayInTwo(host, server(net), WORD, 3),
    })
    assert.is(results.server, understood)
    const data = segmentsOf(trace).filter(({ segment }) => segment.payload.length > 0)
    assert.equal(
      data.map(({ segment }) => segment.payload.length),
      [3, 4],
    )
  })

  test(`a character cut by recv's maximum, ${decode.name} → ${understood}`, async () => {
    const { client, server: other } = await connectedPair(systemHost())
    await sendAll(client, utf8(WORD))
    client.close()
    assert.is(await readText(other, decode(), { max: 3 }), understood)
    other.close()
  })
}

test('one send longer than a segment → TCP cuts a character, and a decoder for the stream mends it', async () => {
  const text = `x${'ü'.repeat(1000)}`
  for (const decode of [eachAlone, asStream]) {
    const net = simulatedNetwork({ seed: 1 })
    const door = listenOn(net.server, 1, 1060)
    const { results } = await net.run({
      server: (host) => hearText(host, door, decode()),
      client: (host) => sayAtOnce(host, server(net), text),
    })
    assert.is(results.server === text, decode === asStream)
    assert.is([...results.server].filter((character) => character === '\ufffd').length, decode === asStream ? 0 : 2)
  }
})

test('the stream ends within a character → the decoder says so', async () => {
  const { client, server: other } = await connectedPair(systemHost())
  await sendAll(client, utf8(WORD).subarray(0, 3))
  client.close()
  assert.is(await readText(other, asStream()), 'Gr\ufffd')
  other.close()
})

test('a hundred lines through a file → one segment; with no buffer → a hundred, each with its headers', async () => {
  const words = Array.from({ length: 100 }, (_, index) => `word ${index}`)
  const text = words.join('\n').length + 1
  assert.equal(await costOfLines(words, 8192), { segments: 1, octets: text + 52 })
  assert.equal(await costOfLines(words, 0), { segments: 100, octets: text + 100 * 52 })
})

test.run()
