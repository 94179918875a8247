import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type AllExercises, type AnswerTo, check } from '../../lib/concepts/exercises.ts'

/**
 * Tests that wrong answers are refused, each with words that tell what is missing.
 *
 * @param wrong by what is wrong with it: the answer, and what the verdict has to say of it
 */
export function refuses<Name extends keyof AllExercises>(
  name: Name,
  wrong: Readonly<Record<string, readonly [answer: AnswerTo<Name>, says: RegExp]>>,
): void {
  assert.ok(Object.keys(wrong).length >= 3, `${name}: three wrong answers at the least`)
  for (const [what, [answer, says]] of Object.entries(wrong)) {
    test(`${name}: ${what} → refused, and told what is missing`, async () => {
      const verdict = await check(name, answer)
      assert.is(verdict.passed, false)
      assert.match(verdict.lines.at(-1)!, says)
    })
  }
}

/** Tests that another right answer than the lesson's own passes. */
export function accepts<Name extends keyof AllExercises>(name: Name, what: string, answer: AnswerTo<Name>): void {
  test(`${name}: ${what} → passes`, async () => {
    const verdict = await check(name, answer)
    assert.is(verdict.passed, true, String(verdict))
  })
}
