import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  callAndLeave,
  connectInTurn,
  type Ending,
  type HangUp,
  hangUp,
  loseLastAck,
  readAll,
  readThreeTimes,
  sendAndClose,
  sendAndWait,
  serveAndRestart,
  startServer,
  tryToStart,
  twoGenerals,
} from '../../lib/concepts/socket-options.ts'
import { type Address, type Host, type Socket, withHost } from '../../lib/socket/index.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { socketTable, systemHost } from '../../lib/socket/system/index.ts'
import { within } from '../helpers/within.ts'

const test = suite('concepts: socket options')
const PORT = 1060

interface Ends<Result, Other> {
  server: (host: Host, listener: Socket) => Promise<Result>
  client: (host: Host, server: Address) => Promise<Other>
  reuse?: boolean
}

type Place = <Result, Other>(ends: Ends<Result, Other>) => Promise<readonly [Result, Other]>

const places: Record<string, Place> = {
  system: ({ server, client, reuse = false }) =>
    withHost(systemHost(), (host) => {
      const listener = startServer(host, { reuse })
      return Promise.all([server(host, listener), client(host, listener.getsockname())])
    }),
  simulated: async ({ server, client, reuse = false }) => {
    const net = simulatedNetwork({ seed: 1 })
    const listener = startServer(net.server, { reuse, port: PORT })
    const address = listener.getsockname()
    const { results } = await net.run({
      server: (host: Host) => server(host, listener),
      client: (host: Host) => client(host, address),
    })
    return [results.server, results.client] as const
  },
}

/** Did the server get its port again? By whether the old and the new listener set SO_REUSEADDR. */
const RESTARTS: readonly (readonly [ending: Ending, before: boolean, after: boolean, outcome: string])[] = [
  ['server closes first', false, false, 'EADDRINUSE'],
  ['server closes first', false, true, 'EADDRINUSE'],
  ['server closes first', true, false, 'EADDRINUSE'],
  ['server closes first', true, true, 'done'],
  ['client closes first', false, false, 'done'],
  ['server resets', false, false, 'done'],
]

const HANGING_UP: readonly (readonly [how: HangUp, outcome: string])[] = [
  ['reads it, closes', 'the end'],
  ['does not read it, closes', 'ECONNRESET'],
  ['reads it, closes with linger 0', 'ECONNRESET'],
]

for (const [name, place] of Object.entries(places)) {
  for (const [ending, before, reuse, outcome] of RESTARTS) {
    const title = `${name}: ${ending}, SO_REUSEADDR ${before ? 'before' : 'not before'}, ${reuse ? 'after' : 'not after'} → ${outcome}`
    test(title, () =>
      within(10_000, title, async () => {
        const [restarted] = await place({
          reuse: before,
          server: (host, listener) => serveAndRestart(host, listener, ending, reuse),
          client: (host, server) => callAndLeave(host, server, ending),
        })
        assert.is(restarted, outcome)
      }),
    )
  }

  for (const [how, outcome] of HANGING_UP) {
    test(`${name}: the server ${how} → the client reads ${outcome}`, () =>
      within(10_000, how, async () => {
        const [, read] = await place({
          server: (host, listener) => hangUp(host, listener, 16, how),
          client: (host, server) => sendAndWait(host, server, new Uint8Array(16)),
        })
        assert.is(read, outcome)
      }))
  }

  test(`${name}: another one listens, both with SO_REUSEADDR → EADDRINUSE all the same`, async () => {
    const host = name === 'system' ? systemHost() : simulatedNetwork().server
    await withHost(host, async (scope) => {
      const { port } = startServer(scope, { reuse: true }).getsockname()
      assert.is(await tryToStart(scope, { reuse: true, port }), 'EADDRINUSE')
    })
  })
}

const linux = process.platform === 'linux' ? test : test.skip

linux('system: the server could start again → TIME-WAIT is in the table as before', () =>
  within(10_000, 'table', () =>
    withHost(systemHost(), async (host) => {
      const listener = startServer(host, { reuse: true })
      const address = listener.getsockname()
      const [restarted] = await Promise.all([
        serveAndRestart(host, listener, 'server closes first', true),
        callAndLeave(host, address, 'server closes first'),
      ])
      assert.is(restarted, 'done')
      const left = socketTable().filter(({ local }) => local.port === address.port)
      assert.equal(
        left.map(({ state, inode }) => [state, inode]),
        [['TIME-WAIT', 0]],
      )
    }),
  ),
)

for (const msl of [30_000, 120_000]) {
  test(`without SO_REUSEADDR, MSL ${msl} ms → the port is free again after twice that`, async () => {
    const net = simulatedNetwork({ seed: 1, tcp: { msl } })
    const listener = startServer(net.server, { port: PORT })
    const address = listener.getsockname()
    const { results } = await net.run({
      server: async (host: Host) => {
        await serveAndRestart(host, listener, 'server closes first', false)
        const start = host.now()
        while ((await tryToStart(host, { port: PORT })) !== 'done') await host.sleep(500)
        return host.now() - start
      },
      client: (host: Host) => callAndLeave(host, address, 'server closes first'),
    })
    assert.ok(Math.abs(results.server - 2 * msl) < 1000, `${results.server} ms`)
  })
}

for (const [msl, answer] of [
  [120_000, 'ACK'],
  [0, 'RST'],
] as const) {
  test(`the last ACK is lost, MSL ${msl} → the FIN that comes again is answered by ${answer}`, async () => {
    const trace = await loseLastAck(msl)
    const last = trace.events.filter((event) => event.type === 'packet' && event.what === 'delivered').at(-1)
    const flags = last?.type === 'packet' ? last.segment?.flags : undefined
    assert.is(last?.type === 'packet' && last.to, 'server')
    assert.is(flags?.rst === true ? 'RST' : flags?.ack === true ? 'ACK' : '', answer)
  })
}

test('closing with linger 0 behind a long send → not all of it arrives; in good order → all of it', async () => {
  const bytes = new Uint8Array(60_000)
  const send = (linger: number | undefined) =>
    places.simulated!({
      server: (_, listener) => readAll(listener),
      client: (host, server) => sendAndClose(host, server, bytes, linger),
    })
  assert.equal((await send(undefined))[0], { bytes: 60_000, ended: 'the end' })
  const [broken] = await send(0)
  assert.is(broken.ended, 'ECONNRESET')
  assert.ok(broken.bytes < 60_000)
})

test('two generals → one stands alone as often as the formula says, and never never', () => {
  for (const messages of [1, 2, 5, 10]) {
    const { alone, together, neither } = twoGenerals(messages, 0.2, 20_000)
    assert.is(alone + together + neither, 20_000)
    const expected = 0.2 * 0.8 ** (messages - 1)
    assert.ok(
      Math.abs(alone / 20_000 - expected) < 0.01,
      `${messages} messages: ${alone / 20_000}, expected ${expected}`,
    )
    assert.ok(Math.abs(together / 20_000 - 0.8 ** messages) < 0.02)
  }
})

test('five ports of a client that closes first → each once a TIME-WAIT, however long that lasts', async () => {
  for (const msl of [1000, 30_000]) assert.is(await connectInTurn(5, msl, 3 * 2 * msl), 15, `${msl} ms`)
})

test('a server answers without having read, and closes → its answer, the reset, the end, on both networks', async () => {
  const expected = ['too large', 'ECONNRESET', 'end of file']
  assert.equal(await withHost(systemHost(), readThreeTimes), expected)
  assert.equal(await readThreeTimes(simulatedNetwork().client), expected)
})

test.run()
