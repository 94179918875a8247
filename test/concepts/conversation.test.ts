import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { introduce, sorted, tellAll } from '../../lib/concepts/conversation.ts'
import { listenOn } from '../../lib/concepts/helpers.ts'
import { type Host, nameOf, withHost } from '../../lib/socket/index.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'
import { within } from '../helpers/within.ts'

const test = suite('concepts: one socket per conversation')

const hosts: Record<string, () => Host> = {
  system: () => systemHost(),
  simulated: () => simulatedNetwork({ seed: 1 }).server,
}

for (const [name, host] of Object.entries(hosts)) {
  const on = (title: string, program: (host: Host) => Promise<void>): void => {
    test(`${name}: ${title}`, () => within(10_000, title, () => withHost(host(), program)))
  }

  on('three in one room → each is answered by its own name and address', async (host) => {
    const listener = listenOn(host, 3)
    const server = listener.getsockname()
    const telling = tellAll(listener, 3)
    const words = ['one', 'two', 'three']
    const introductions = await Promise.all(words.map((word) => introduce(host, server, word)))
    for (const [index, { own, answer }] of introductions.entries()) assert.is(answer, `${words[index]}, you are ${own}`)
    const conversations = await telling
    assert.equal(conversations.sort(), introductions.map(({ own }) => `${nameOf(server)} ↔ ${own}`).sort())
  })
}

test('a trace of two conversations → the receiver’s segments in two heaps, answered in reverse', async () => {
  const net = simulatedNetwork({ seed: 1 })
  const listener = listenOn(net.server, 2, 1060)
  const server = listener.getsockname()
  const call = (word: string) => ({ host: 'client', run: (host: Host) => introduce(host, server, word) })
  const { results, trace } = await net.run({ server: () => tellAll(listener, 2), a: call('a'), b: call('bcd') })
  const lines = sorted(trace, 'server').split('\n').slice(1)
  assert.equal(
    lines.map((line) => line.split(/\s+/).filter((_, index) => index !== 2)),
    [
      [results.a.own, nameOf(server), '5'],
      [results.b.own, nameOf(server), '7'],
    ],
  )
  const answers = trace.events.flatMap((event) =>
    event.type === 'packet' && event.what === 'sent' && event.from === 'server' && event.segment?.payload.length
      ? `${event.segment.destinationPort}`
      : [],
  )
  assert.equal(
    answers,
    [results.b.own, results.a.own].map((own) => own.split(':')[1]),
  )
})

test.run()
