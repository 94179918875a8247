/** What a reader sees of a server that is started again: which of twelve ways work, and what stands in the way of the others. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { restartInTwelveWays, type TwelveWaysParameters } from '../../../lib/concepts/figures/restart.ts'
import { OPTION_SETTERS, RESTART_ENDINGS } from '../../../lib/concepts/restarts.ts'
import { NARROW, WIDE } from '../../../lib/draw/index.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf } from '../../helpers/random-settings.ts'

const test = suite('restart')

test('the server closed first, and TIME-WAIT lasts → it starts where both set the option; after the other ends always', async () => {
  for (const wait of [0, 55]) {
    const { outcomes } = (await restartInTwelveWays({ wait })).data
    const [inUse, done] = ['EADDRINUSE', 'done']
    assert.equal(outcomes, [
      [inUse, done, done],
      [inUse, done, done],
      [inUse, done, done],
      [done, done, done],
    ])
  }
})

test('any MSL, twice of it waited → all twelve start', async () => {
  for (const msl of [5, 30, 120]) {
    const { outcomes, timeWait } = (await restartInTwelveWays({ msl, wait: 2 * msl })).data
    assert.ok(outcomes.flat().every((outcome) => outcome === 'done'))
    assert.equal(timeWait, { host: 'server', lasted: 2000 * msl })
  }
})

test('who closes first → TIME-WAIT at that end, with what is left of it; nowhere after a reset', async () => {
  for (const [ending, host] of [
    ['server closes first', 'server'],
    ['client closes first', 'client'],
    ['server resets', undefined],
  ] as const) {
    const { remembered } = (await restartInTwelveWays({ ending, wait: 20 })).data
    assert.equal(
      remembered.map((one) => [one.host, one.state, Math.round(one.left / 1000)]),
      host === undefined ? [] : [[host, 'TIME-WAIT', 40]],
    )
  }
})

test('the shortest wait of the new server alone with the option → what is asked for; longer, or another way, is not', async () => {
  const isMet = async (parameters: TwelveWaysParameters): Promise<boolean> =>
    (await restartInTwelveWays(parameters)).play!.challenge!.isMet
  assert.ok(await isMet({ wait: 60 }))
  assert.ok(await isMet({ wait: 100, msl: 50 }))
  for (const other of [
    { wait: 55 },
    { wait: 65 },
    { wait: 60, ending: 'client closes first' },
    { wait: 60, reuse: 'neither server' },
  ] as const)
    assert.not(await isMet(other), JSON.stringify(other))
})

test('a cell pressed → that restart, at both widths', async () => {
  for (const width of [WIDE, NARROW]) {
    const targets = (await restartInTwelveWays()).play!.targets!(width)
    assert.equal(
      targets.map(({ set }) => set),
      OPTION_SETTERS.flatMap((reuse) => RESTART_ENDINGS.map((ending) => ({ reuse, ending }))),
    )
    assert.is(targets.filter(({ isOn }) => isOn).length, 1)
  }
})

const seed = seedFrom('RESTART_SEED')

test(`any restart (RESTART_SEED=${seed}) → its words say what its cell says, and the pictures are sound`, async () => {
  const live = liveOf('2.1.5-socket-options', 'restarts-played')
  const five = (most: number, least: number) => fc.integer({ min: least, max: most / 5 }).map((times) => 5 * times)
  const settings = fc.record({
    wait: five(240, 0),
    msl: five(120, 1),
    ending: fc.constantFrom(...RESTART_ENDINGS),
    reuse: fc.constantFrom(...OPTION_SETTERS),
  })
  const property = fc.asyncProperty(settings, async (values) => {
    const figure = await restartInTwelveWays(values)
    assert.equal(liveFlaws(figure, live), [])
    const { outcome, outcomes } = figure.data
    assert.is(outcome, outcomes[OPTION_SETTERS.indexOf(values.reuse)]![RESTART_ENDINGS.indexOf(values.ending)])
    assert.match(figure.play!.said!, outcome === 'done' ? /^It starts/ : /^EADDRINUSE/)
  })
  await fc.assert(property, { seed, numRuns: draws(25) })
})

test.run()
