import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mutated, originals, pass } from './mutations.ts'

test('a hundred notebooks with something wrong → each refused in a sentence, or read, checked, written and rendered', () => {
  const texts = originals()
  const first = Number(process.env.SEED ?? Date.now() % 1_000_000)
  const fates = new Set<string>()
  for (let seed = first; seed < first + 100; seed++) {
    try {
      fates.add(pass(mutated(texts, seed)))
    } catch (cause) {
      throw new Error(`${(cause as Error).stack}\nthe same again: npm run soak -- --notebooks 1 --seed ${seed}`, {
        cause,
      })
    }
  }
  assert.equal([...fates].sort(), ['refused', 'verified', 'wrong'])
})

test('the same seed → the same notebook', () => {
  const texts = originals()
  assert.is(mutated(texts, 7), mutated(texts, 7))
  assert.is.not(mutated(texts, 7), mutated(texts, 8))
})

test.run()
