import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { within } from '../../helpers/within.ts'
import { connectTo, listenOn } from './talk.ts'

/** The RTO of both ends once they are connected, by the option that a program reads, in milliseconds. */
async function rtos(options: Parameters<typeof simulatedNetwork>[0]): Promise<Record<string, number>> {
  const { results } = await simulatedNetwork({ delay: 10, ...options }).run({
    server: async (host) => (await listenOn(host).accept()).getsockopt('tcpInfo').rto,
    client: async (host) => (await connectTo(host, '10.0.0.2')).getsockopt('tcpInfo').rto,
  })
  return results
}

test('a profile, one for each host, or none → what their connections go by; `tcp` over it', () =>
  within(60_000, 'profiles', async () => {
    assert.equal(await rtos({}), { server: 1_000, client: 1_000 })
    assert.equal(await rtos({ profile: 'linux' }), { server: 220, client: 220 })
    assert.equal(await rtos({ profile: { client: 'freebsd' } }), { server: 1_000, client: 260 })
    assert.equal(await rtos({ profile: 'linux', tcp: { minRto: 400 } }), { server: 400, client: 400 })
  }))

test('no such profile, no such host → an error that lists them', () => {
  assert.throws(() => simulatedNetwork({ profile: 'windows' as never }), /profile is "windows".*rfc, linux, freebsd/)
  assert.throws(() => simulatedNetwork({ profile: { servr: 'linux' } }), /"servr" is not known; did you mean server\?/)
  assert.throws(() => simulatedNetwork({ profile: { server: 'bsd' as never } }), /profile.server is "bsd"/)
})

test.run()
