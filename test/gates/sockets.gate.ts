/** Our TCP against that of the operating system: every call in every state, and all that may end a call that waits. */
import { suite } from 'uvu'
import { within } from '../helpers/within.ts'
import { calls, compareCalls } from '../socket/simulated/every-call.ts'
import { compareInterrupted, happenings, interruptible } from '../socket/simulated/interruptions.ts'
import { situations } from '../socket/simulated/situations.ts'

const test = suite('simulated and system')

for (const name of Object.keys(situations)) {
  test(`${name}: each call → the same result, readiness, name, state and error on both`, () =>
    within(60_000, name, async () => {
      await Promise.all(Object.keys(calls).map((one, index) => compareCalls(name, [one], index % 2 === 0)))
    }))
}

for (const [standing, wait] of interruptible) {
  test(`${standing}, ${wait} waits, and anything happens at either end → the same comes of it on both`, () =>
    within(60_000, `${standing}, ${wait}`, async () => {
      await Promise.all(Object.keys(happenings).map((happening) => compareInterrupted(standing, wait, happening)))
    }))
}

test.run()
