import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { consequenceOf, ENDINGS } from '../../lib/concepts/half-close.ts'
import { outcomeOf } from '../../lib/concepts/helpers.ts'
import { connectedPair, recvToEnd } from '../../lib/socket/index.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'

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

test('shutdown again → nothing while the connection is half-closed, ENOTCONN after both FINs, on both networks', async () => {
  for (const host of [simulatedNetwork().client, systemHost()]) {
    const { client, server } = await connectedPair(host)
    client.shutdown('write')
    assert.is(await outcomeOf(() => client.shutdown('write')), 'done')
    await recvToEnd(server)
    server.shutdown('write')
    await recvToEnd(client)
    assert.is(await outcomeOf(() => client.shutdown('write')), 'ENOTCONN')
    for (const socket of [client, server]) socket.close()
  }
})

test.run()
