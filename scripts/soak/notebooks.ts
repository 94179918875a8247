import { type Fate, mutated, originals, pass } from '../../test/notebook/mutations.ts'

const EVERY = 1000

/** Notebooks with something wrong in them through reading, checking, verifying, writing and rendering. @returns how many failed */
export function soakNotebooks(count: number, first: number): number {
  const texts = originals()
  const fates: Record<Fate, number> = { refused: 0, verified: 0, wrong: 0 }
  let [failed, slowest] = [0, 0]
  for (let seed = first; seed < first + count; seed++) {
    const text = mutated(texts, seed)
    const began = performance.now()
    try {
      fates[pass(text)]++
    } catch (error) {
      failed++
      console.log(
        `seed ${seed}: ${(error as Error).stack}\nThe same again: npm run soak -- --notebooks 1 --seed ${seed}`,
      )
    }
    slowest = Math.max(slowest, performance.now() - began)
    const done = seed - first + 1
    if (done % EVERY !== 0 && done !== count) continue
    const { refused, verified, wrong } = fates
    const times = `the slowest took ${Math.round(slowest)} ms`
    console.log(
      `${done} notebooks: ${refused} refused, ${verified} verified, ${wrong} wrong, ${failed} failed; ${times}`,
    )
  }
  return failed
}
