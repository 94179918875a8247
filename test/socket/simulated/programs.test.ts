import { suite } from 'uvu'
import { Network } from '../../../lib/network/index.ts'
import { type Host, withHost } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { within } from '../../helpers/within.ts'
import { groups } from '../programs/index.ts'

/** What the suite holds for the operating system it holds for our own TCP, between two machines and within one. */
const places: Record<string, () => { server: Host; client: Host }> = {
  'two hosts': () => simulatedNetwork({ delay: 1 }),
  'one host': () => {
    const { server } = simulatedNetwork({ delay: 1 })
    return { server, client: server }
  },
  'two hosts of IPv6': () => {
    const network = new Network()
    const [client, server] = [network.host('client', 'fd00::1'), network.host('server', 'fd00::2')]
    network.link(client, server, { rate: 100e6, delay: 1 })
    return simulatedNetwork({ network })
  },
}

for (const [place, ends] of Object.entries(places)) {
  for (const [name, programs] of Object.entries(groups)) {
    const test = suite(`simulated, ${place}: ${name}`)
    for (const { title, run } of programs) {
      test(title, () => {
        const { server, client } = ends()
        return within(10_000, title, () =>
          withHost(server, (one) =>
            withHost(client, async (other) => void (await run({ server: one, client: other }))),
          ),
        )
      })
    }
    test.run()
  }
}
