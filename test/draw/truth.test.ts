import fc from 'fast-check'
import { suite } from 'uvu'
import { draws } from '../helpers/draws.ts'
import { play, scenes } from './scenes.ts'
import { checkPart, checkSentences } from './truth.ts'

const test = suite('truth')
const seed = Number(process.env.TRUTH_SEED ?? Date.now() % 2 ** 31)
const numRuns = draws(60)

test(`random small worlds, seed ${seed} → every sentence agrees with what the programs at the ends know`, async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => checkSentences(await play(scene))),
    { seed, numRuns, includeErrorInReport: true },
  )
})

test(`parts of random small worlds, seed ${seed} → no sentence is belied by what was before or comes after`, async () => {
  const part = fc.record({
    scene: scenes,
    begin: fc.double({ min: 0, max: 0.8, noNaN: true }),
    length: fc.double({ min: 0.01, max: 1, noNaN: true }),
  })
  await fc.assert(
    fc.asyncProperty(part, async ({ scene, begin, length }) => {
      // A name used twice would have to be told apart here, too.
      const plans = scene.plans.filter(({ kind }) => kind !== 'again')
      const played = await play({ ...scene, plans })
      const times = played.trace.events.flatMap((event) => (event.type === 'packet' ? [event.time] : []))
      const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0
      checkPart(played, { from: at(begin), until: at(begin + length) })
    }),
    { seed, numRuns, includeErrorInReport: true },
  )
})

test.run()
