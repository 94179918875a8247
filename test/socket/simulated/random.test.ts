import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withHost } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { within } from '../../helpers/within.ts'
import { play, randomProgram, type Step, stillOnSystem } from './random-program.ts'

const test = suite('simulated and system: random programs')

/** More of them: `PROGRAMS=1000 node --import tsx test/socket/simulated/random.test.ts`; with `SEED` as a failure gives it, the same again. */
const numRuns = Number(process.env.PROGRAMS ?? 40)
const seed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }

async function onSimulated(steps: readonly Step[]): Promise<string[]> {
  const network = simulatedNetwork({ delay: 1 })
  return withHost(network.server, (server) =>
    withHost(network.client, (client) =>
      play({ server, client }, steps, async () => {
        await network.settle()
        await network.quiet()
      }),
    ),
  )
}

async function onSystem(steps: readonly Step[]): Promise<string[]> {
  const host = systemHost()
  return withHost(host, (ends) =>
    play({ server: ends, client: ends }, steps, (progress) => stillOnSystem(ends, progress)),
  )
}

test(`${numRuns} programs of send, recv, shutdown and close → the same bytes, ends and errors on both`, () =>
  within(60_000 + numRuns * 2000, 'random programs', () =>
    fc.assert(
      fc.asyncProperty(randomProgram, async (steps) => {
        const [ours, theirs] = await Promise.all([onSimulated(steps), onSystem(steps)])
        assert.equal(ours, theirs)
      }),
      { numRuns, ...seed },
    ),
  ))

test.run()
