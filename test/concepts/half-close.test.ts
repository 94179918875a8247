import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { utf8 } from '../../lib/bytes.ts'
import {
  answerEarly,
  askAndReadLate,
  askSorted,
  consequenceOf,
  ENDINGS,
  finishAndClose,
  listenNoMore,
  serveSorted,
  speak,
  untilState,
} from '../../lib/concepts/half-close.ts'
import { stateAt } from '../../lib/concepts/handshake.ts'
import { listenOn, segmentsOf } from '../../lib/concepts/helpers.ts'
import { statePath } from '../../lib/draw/index.ts'
import { type SimulatedNetwork, simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'

const server = (net: SimulatedNetwork) => ({ address: net.server.address, port: 1060 })

test('a client half-closes → its answer still comes, through FIN-WAIT-2', async () => {
  const net = simulatedNetwork({ seed: 1, delay: 20 })
  const door = listenOn(net.server, 1, 1060)
  const { results, trace } = await net.run({
    server: (host) => serveSorted(host, door),
    client: (host) => askSorted(host, server(net), ['pear', 'apple', 'fig']),
  })
  assert.equal(results.client, ['apple', 'fig', 'pear'])
  assert.equal(statePath(trace, 'client').states.slice(-3), ['FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'])
  const fins = segmentsOf(trace).filter(({ segment }) => segment.flags.fin)
  assert.equal(
    fins.map(({ from }) => from),
    ['client', 'server'],
  )
})

test('each ending → the same at the other end, on the simulated network and on the system', async () => {
  const expected = [
    ['end of file', 'EPIPE'],
    ['nothing', 'taken'],
    ['end of file', 'EPIPE'],
    ['end of file', 'EBADF'],
    ['nothing', 'taken'],
    ['end of file', 'EPIPE'],
    ['reset', 'EBADF'],
  ]
  const net = simulatedNetwork({ seed: 1 })
  const { results } = await net.run({
    client: async (host) => {
      const found = []
      for (const ending of ENDINGS) found.push(await consequenceOf(host, ending))
      return found
    },
  })
  assert.equal(
    results.client.map(({ peerReads, send }) => [peerReads, send]),
    expected,
  )
  const here = []
  for (const ending of ENDINGS) here.push(await consequenceOf(systemHost(), ending))
  assert.equal(here, results.client)
})

for (const [finish, name, ended, whole] of [
  [(connection: { close(): void }) => connection.close(), 'close', 'ECONNRESET', false],
  [finishAndClose, 'finishAndClose', 'end of file', true],
] as const) {
  test(`${name} with something unread → ${ended}, ${whole ? 'all' : 'part'} of the answer`, async () => {
    const answer = new Uint8Array(12_288)
    const net = simulatedNetwork({ seed: 1 })
    const door = listenOn(net.server, 1, 1060)
    const { results } = await net.run({
      server: (host) => answerEarly(host, door, answer, finish),
      client: (host) => askAndReadLate(host, server(net), utf8('GET everything'), 60),
    })
    assert.is(results.client.ended, ended)
    assert.is(results.client.count === answer.length, whole)
    const here = systemHost()
    const listener = listenOn(here)
    const [, got] = await Promise.all([
      answerEarly(here, listener, answer, finish),
      askAndReadLate(here, listener.getsockname(), utf8('GET everything')),
    ])
    assert.is(got.ended, ended)
    assert.is(got.count === answer.length, whole)
  })
}

test("shutdown('read') → nothing on the wire, an empty read, and later data all the same", async () => {
  const net = simulatedNetwork({ seed: 1 })
  const door = listenOn(net.server, 1, 1060)
  const { results, trace } = await net.run({
    server: (host) => listenNoMore(host, door),
    client: (host) => speak(host, server(net), 'still there?'),
  })
  assert.equal(results, { server: { first: 0, later: 'still there?' }, client: 12 })
  const shut = trace.events.find((event) => event.type === 'program' && event.text.startsWith('shutdown'))
  const data = segmentsOf(trace).find(({ segment }) => segment.payload.length > 0)
  assert.ok(shut && data && shut.time < data.time)
  const between = segmentsOf(trace).filter(
    ({ time, from }) => from === 'server' && time >= shut.time && time < data.time,
  )
  assert.equal(between, [])
  assert.is(stateAt(trace, 'server', data.time), 'ESTABLISHED')
})

test('untilState, the state does not come → an error that names both', async () => {
  const net = simulatedNetwork({ seed: 1 })
  const { results } = await net.run({
    client: async (host) => {
      const listener = listenOn(host)
      const socket = host.socket()
      await socket.connect(listener.getsockname())
      return untilState(host, socket, 'CLOSE-WAIT', 10).catch((error) => error.message)
    },
  })
  assert.match(String(results.client), /is in ESTABLISHED, not in CLOSE-WAIT, after 10 ms/)
})

test.run()
