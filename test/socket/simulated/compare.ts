import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { withHost } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { play, randomProgram, type Step, stillOnSystem } from './random-program.ts'

export interface CompareOptions {
  programs: number
  /** As a failure names it, for the same programs again. */
  seed?: number
  /** Told what came of each, where both agree. */
  compared?: (steps: readonly Step[], outcomes: readonly string[]) => void
}

/** Played first: both ends are stuck in a flood, until each drains the other's. */
const STUCK: Step[] = [
  { end: 'near', call: 'flood' },
  { end: 'far', call: 'flood' },
  { end: 'far', call: 'recv', length: 100 },
  { end: 'far', call: 'drain' },
  { end: 'near', call: 'drain' },
  { end: 'far', call: 'close' },
  { end: 'near', call: 'recv', length: 1 },
]

/** Plays random programs on both providers. @throws Error with the smallest one that ends differently */
export async function compare({ programs, seed, compared }: CompareOptions): Promise<void> {
  await fc.assert(
    fc.asyncProperty(randomProgram, async (steps) => {
      const [ours, theirs] = await Promise.all([onSimulated(steps), onSystem(steps)])
      assert.equal(ours, theirs)
      compared?.(steps, ours)
    }),
    { numRuns: programs, examples: [[STUCK]], ...(seed !== undefined && { seed }) },
  )
}

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
