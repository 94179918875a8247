import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../helpers/within.ts'
import { compare } from './compare.ts'

const test = suite('simulated and system: random programs')

/** A thousand and more: `npm run soak -- --programs 1000`. */
const PROGRAMS = 40

test(`${PROGRAMS} programs of send, recv, shutdown and close in any order and size → the same bytes, ends and errors on both`, () =>
  within(120_000, 'random programs', async () => {
    const seen = { waited: 0, drained: 0, broken: 0, ended: 0 }
    await compare({
      programs: PROGRAMS,
      compared: (steps, outcomes) => {
        for (const [index, { call }] of steps.entries()) {
          const outcome = outcomes[index] ?? ''
          if (call === 'flood' && !outcome.endsWith(`@${index}`)) seen.waited++
          if (call === 'flood' && outcome.startsWith('all taken')) seen.drained++
          if (outcome.startsWith('ECONNRESET') || outcome.startsWith('EPIPE')) seen.broken++
          if (call === 'recv' && outcome.startsWith('0 right')) seen.ended++
        }
      },
    })
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, `none of the programs has ${what}`)
  }))

test.run()
