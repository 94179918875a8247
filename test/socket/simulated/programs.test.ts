import { suite } from 'uvu'
import { type Host, withHost } from '../../../lib/socket/index.ts'
import { type SimulatedNetwork, simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { within } from '../../helpers/within.ts'
import { groups } from '../programs/index.ts'

/** What the suite holds for the operating system it holds for our own TCP, between two machines and within one. */
const places: Record<string, (network: SimulatedNetwork) => { server: Host; client: Host }> = {
  'two hosts': ({ server, client }) => ({ server, client }),
  'one host': ({ server }) => ({ server, client: server }),
}

for (const [place, ends] of Object.entries(places)) {
  for (const [name, programs] of Object.entries(groups)) {
    const test = suite(`simulated, ${place}: ${name}`)
    for (const { title, run } of programs) {
      test(title, () => {
        const { server, client } = ends(simulatedNetwork({ delay: 1 }))
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
