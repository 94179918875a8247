/** What `check` itself says, whatever the exercise. */
import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type AllExercises, check } from '../../../lib/concepts/exercises.ts'

test('check without await, as a last expression → says what is missing; awaited → what the answer came to', async () => {
  const tried = check('lostSyn', { secondSyn: 1000, answer: 1080 })
  assert.match(inspect(tried), /write await before it, as in await check\('lostSyn', …\)/)
  assert.match(inspect(await tried), /^✓ the SYN is sent again/)
})

test('an exercise that there is not → an error that names those that there are', () => {
  const unknown = 'sendEverything' as keyof AllExercises
  assert.throws(() => check(unknown, undefined as never), /there is no exercise "sendEverything"; there are: .*sendAll/)
})

test.run()
