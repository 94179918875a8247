/** What a reader sees who steps through the loop that assigns and the loop that adds. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LoopStepsParameters, loopSteps } from '../../../lib/concepts/figures/two-loops.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf, manySettings } from '../../helpers/random-settings.ts'

const test = suite('two loops, line by line')
const LETTERS = 'ABCDEFGHIJKLMNOPQRST'

test('= with a send buffer of eight bytes → the second turn again and again, and no end', async () => {
  const { data, play } = await loopSteps()
  assert.equal(data.turns.map(({ from, took }) => [from, took]).slice(0, 3), [
    [0, 8],
    [8, 8],
    [8, 8],
  ])
  assert.is(data.arrived, `ABCDEFGH${'IJKLMNOP'.repeat(7)}`)
  assert.not(data.hasEnded)
  assert.not(play!.challenge!.isMet)
})

test('+= → each turn begins where the last one stopped, and the message arrives', async () => {
  const { data, play } = await loopSteps({ loop: '+=' })
  assert.equal(
    data.turns.map(({ from, took }) => [from, took]),
    [
      [0, 8],
      [8, 8],
      [16, 4],
    ],
  )
  assert.equal([data.hasEnded, data.arrived], [true, LETTERS])
  assert.not(play!.challenge!.isMet)
})

test('a send buffer that holds the message → no difference, as the challenge asks', async () => {
  for (const loop of ['=', '+='] as const) {
    const { data, play } = await loopSteps({ loop, sendBuffer: 20 })
    assert.equal([data.hasEnded, data.arrived, data.turns.length], [true, LETTERS, 1])
    assert.is(play!.challenge!.isMet, loop === '=')
  }
})

test('one moment after the other → the line that is lit is the one that has run', async () => {
  const { moments } = (await loopSteps({ loop: '+=' })).play!
  const lit: (number | undefined)[] = []
  for (let at = 0; at < moments!.length; at++) {
    const { play } = await loopSteps({ loop: '+=', at })
    lit.push(play!.views![0]!.lines!.findIndex(({ isLit }) => isLit))
  }
  assert.equal(lit, [0, 1, 2, 1, 2, 1, 2, 1])
})

test('a reader that is slow → pieces of other sizes, none of which = keeps count of', async () => {
  const { data } = await loopSteps({ receiveBuffer: 4, reader: 'slow' })
  assert.ok(new Set(data.turns.map(({ took }) => took)).size > 1)
  assert.ok(data.turns.every(({ took, sent }) => took === sent))
})

const seed = seedFrom('LOOPS_SEED')

test(`any settings (LOOPS_SEED=${seed}) → += brings the message, = only where the first send takes it all`, async () => {
  const live = liveOf('2.1.3-how-much-send-sends', 'loop-steps')
  for (const values of manySettings(live, draws(40), seed)) {
    const { at: _, ...settings } = values as LoopStepsParameters
    assert.equal(liveFlaws(await loopSteps(values as LoopStepsParameters), live), [], JSON.stringify(values))
    const { hasEnded, arrived } = (await loopSteps(settings)).data
    assert.is(hasEnded, settings.loop === '+=' || settings.sendBuffer! >= LETTERS.length, JSON.stringify(values))
    if (hasEnded) assert.is(arrived, LETTERS)
  }
})

test.run()
