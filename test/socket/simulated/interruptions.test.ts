import { suite } from 'uvu'
import { drawnFrom, seedFrom } from '../../helpers/draws.ts'
import { within } from '../../helpers/within.ts'
import { compareInterrupted, happenings, interruptible } from './interruptions.ts'

const test = suite('simulated and system: every wait, and what may end it')
const seed = seedFrom('SOCKETS_SEED')

// A gate lets everything happen to each.
for (const [place, [standing, wait]] of interruptible.entries()) {
  const drawn = drawnFrom(Object.keys(happenings), 3, seed + place)
  test(`${standing}, ${wait} waits, and what SOCKETS_SEED=${seed} draws happens at either end → the same comes of it on both`, () =>
    within(60_000, `${standing}, ${wait}`, async () => {
      await Promise.all(drawn.map((happening) => compareInterrupted(standing, wait, happening)))
    }))
}

test.run()
