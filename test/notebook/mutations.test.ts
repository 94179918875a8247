import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mutated, originals, pass } from './mutations.ts'

test('a hundred notebooks with something wrong → each refused in a sentence, or read, checked, written and rendered', () => {
  const texts = originals()
  const first = Number(process.env.SEED ?? Date.now() % 1_000_000)
  for (let seed = first; seed < first + 100; seed++) {
    try {
      pass(mutated(texts, seed))
    } catch (cause) {
      throw new Error(`${(cause as Error).stack}\nthe same again: npm run soak -- --notebooks 1 --seed ${seed}`, {
        cause,
      })
    }
  }
})

test('seeds 1 to 300 → of each fate some: what is wrong in them goes as far as it can', () => {
  const texts = originals()
  const fates = Array.from({ length: 300 }, (_, at) => pass(mutated(texts, at + 1)))
  assert.equal([...new Set(fates)].sort(), ['refused', 'verified', 'wrong'])
})

test('the same seed → the same notebook', () => {
  const texts = originals()
  assert.is(mutated(texts, 7), mutated(texts, 7))
  assert.is.not(mutated(texts, 7), mutated(texts, 8))
})

test.run()
