import fc from 'fast-check'
import { suite } from 'uvu'
import { drawnFrom, seedFrom } from '../../helpers/draws.ts'
import { within } from '../../helpers/within.ts'
import { BINDS, calls, compareCalls } from './every-call.ts'
import { situations } from './situations.ts'

const test = suite('simulated and system: every call in every state')

const SEQUENCES = 40
const seed = seedFrom('SOCKETS_SEED')

// A gate makes every call in each.
for (const [place, name] of Object.keys(situations).entries()) {
  const drawn = drawnFrom(Object.keys(calls), 5, seed + place)
  test(`${name}: calls drawn by SOCKETS_SEED=${seed} → the same result, readiness, name, state and error on both`, () =>
    within(60_000, name, async () => {
      await Promise.all(drawn.map((one, index) => compareCalls(name, [one], index % 2 === 0)))
    }))
}

const situation = fc.constantFrom(...Object.keys(situations))
const call = fc.constantFrom(...Object.keys(calls).filter((one) => !BINDS.includes(one)))

test(`${SEQUENCES} sequences of calls from any state → the same on both after each`, () =>
  within(120_000, 'sequences', () =>
    fc.assert(
      fc.asyncProperty(
        situation,
        fc.array(call, { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        (name, names, isApart) => compareCalls(name, names, isApart),
      ),
      { numRuns: SEQUENCES },
    ),
  ))

test.run()
