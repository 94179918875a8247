import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../helpers/within.ts'
import { onBoth } from './both.ts'
import { happenings, interrupted, standings, waits } from './interruptions.ts'

const test = suite('simulated and system: every wait, and what may end it')

/**
 * Milliseconds, virtual or not: longer than anything under way takes, an ACK that is held back too. A machine that has much else to
 * do may take longer: what differs is looked at again with more patience.
 */
const PAUSES = [60, 1_000]

for (const [standing, waitsThere] of Object.entries(standings)) {
  for (const wait of Object.keys(waits).filter(waitsThere)) {
    test(`${standing}, ${wait} waits, and anything happens at either end → the same comes of it on both`, () =>
      within(60_000, `${standing}, ${wait}`, async () => {
        await Promise.all(Object.keys(happenings).map((happening) => compare(standing, wait, happening)))
      }))
  }
}

test.run()

async function compare(standing: string, wait: string, happening: string): Promise<void> {
  for (const [attempt, pause] of PAUSES.entries()) {
    const { simulated, system } = await onBoth('two hosts', (ends) =>
      interrupted(standing, wait, happening, ends, () => ends.client.sleep(pause)),
    )
    const isLast = attempt === PAUSES.length - 1
    if (!isLast && JSON.stringify(simulated) !== JSON.stringify(system)) continue
    assert.equal(simulated, system, `${standing}, ${wait} waits: ${happening}`)
    return
  }
}
