import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exchanges, inThreeWays, oneExchange } from '../../lib/concepts/small-writes.ts'
import { isSegment } from '../../lib/network/index.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'
import { within } from '../helpers/within.ts'

const test = suite('concepts: small writes')

test('two writes, Nagle and a delayed ACK → a round trip, the delay, and a round trip', async () => {
  assert.is(Math.round((await oneExchange()).took), 60)
  assert.is(Math.round((await oneExchange({ delay: 20, delayedAck: 200 })).took), 280)
})

test('two writes, acknowledged at once → Nagle alone costs one more round trip', async () => {
  assert.is(Math.round((await oneExchange({ delayedAck: 0 })).took), 20)
})

test('TCP_NODELAY, or one write → one round trip, and no wait', async () => {
  assert.is(Math.round((await oneExchange({ noDelay: true })).took), 10)
  assert.is(Math.round((await oneExchange({ writes: 'one' })).took), 10)
})

test('TCP_NODELAY → a segment each; one write → one segment', async () => {
  assert.is(await requestsIn({ noDelay: true }), 2)
  assert.is(await requestsIn({}), 2)
  assert.is(await requestsIn({ writes: 'one' }), 1)
})

test('on the simulated network → each exchange waits for the ACK', async () => {
  const times = await exchanges(simulatedNetwork({ seed: 1 }).server, 3)
  assert.equal(times.map(Math.round), [40, 40, 40])
})

test('in three ways, on the simulated network → two writes wait each time, the others never', async () => {
  assert.equal(await inThreeWays(simulatedNetwork({ seed: 1 }).server), [
    'slowest: two writes',
    'two writes, first: 40.04 ms',
    'two writes, later: 40.04 ms',
    'with TCP_NODELAY, first: 0.02 ms',
    'with TCP_NODELAY, later: 0.02 ms',
    'one write, first: 0.02 ms',
    'one write, later: 0.02 ms',
  ])
})

if (process.platform === 'linux') {
  test('on Linux → two writes take longer than one, and longer than with TCP_NODELAY', () =>
    within(20_000, 'exchanges', async () => {
      const host = systemHost()
      const waits = middle(await exchanges(host, 7))
      const prompt = middle(await exchanges(host, 7, { noDelay: true }))
      const one = middle(await exchanges(host, 7, { writes: 'one' }))
      assert.ok(waits > prompt && waits > one, `${waits} ms; ${prompt} ms with TCP_NODELAY, ${one} ms by one write`)
    }))
}

async function requestsIn(options: Parameters<typeof oneExchange>[0]): Promise<number> {
  const { trace } = await oneExchange(options)
  return trace.events.filter((event) => {
    return isSegment(event) && event.what === 'sent' && event.from === 'client' && event.segment.payload.length > 0
  }).length
}

function middle(times: number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]!
}

test.run()
