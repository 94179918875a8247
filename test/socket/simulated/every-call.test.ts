import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../helpers/within.ts'
import { onBoth } from './both.ts'
import { calls, played } from './every-call.ts'
import { situations } from './situations.ts'

const test = suite('simulated and system: every call in every state')

const SEQUENCES = 40
/** Calls that ask for a name. */
const BINDS = ['bind to any port', 'bind to a port in use']

for (const name of Object.keys(situations)) {
  test(`${name}: each call → the same result, readiness, name, state and error on both`, () =>
    within(60_000, name, async () => {
      await Promise.all(Object.keys(calls).map((one, index) => compare(name, [one], index % 2 === 0)))
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
        (name, names, isApart) => compare(name, names, isApart),
      ),
      { numRuns: SEQUENCES },
    ),
  ))

test.run()

async function compare(name: string, names: readonly string[], isApart: boolean): Promise<void> {
  const { simulated, system } = await onBoth(isApart ? 'two hosts' : 'one host', async (ends, still) =>
    played(
      await situations[name]!(ends, still),
      names.map((one) => calls[one]!),
      ends,
      still,
    ),
  )
  const [first = ''] = names
  if (BINDS.includes(first) && mayDiffer(simulated, system)) return
  assert.equal(simulated, system, `${name}: ${names.join(', ')}`)
}

/** Where the connection is over Linux has given the port back, and binds anew; POSIX allows EINVAL as well. */
function mayDiffer([ours = '', look = '']: readonly string[], [theirs = '']: readonly string[]): boolean {
  return ours === 'EINVAL' && (theirs === 'nothing' || theirs === 'EADDRINUSE') && look.includes('CLOSED')
}
