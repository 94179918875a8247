/** What a reader can do with the figures of lesson 1: any setting that a page could make. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { confirmedLetters } from '../../../lib/concepts/confirmed-letters.ts'
import { lettersOnBadLink } from '../../../lib/concepts/figures/reliability.ts'
import { Random } from '../../../lib/network/index.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveOf, playFlaws, randomValues } from './play.ts'

const seed = seedFrom('PLAY_SEED')

test(`bad: any settings (PLAY_SEED=${seed}) → a sound picture, and nothing to press that cannot be`, () => {
  const live = liveOf('1', 'bad')
  const random = new Random(seed)
  for (let at = 0; at < draws(12); at++) {
    const values = randomValues(live, (bound) => random.below(bound))
    assert.equal(playFlaws(live, lettersOnBadLink(values)), [], JSON.stringify(values))
  }
})

test('the bad link → bare letters are missing, double and out of order; confirmed ones and those of TCP are whole', () => {
  const { sentence } = lettersOnBadLink().play!.views![0]!.figure!
  const strips = sentence.split('. ')
  const whole = [...'ABCDEFGHIJKLMNOPQRST'].join(' ')
  assert.not.match(strips[0]!, whole)
  assert.match(strips[1]!, '…')
  assert.match(strips[2]!, whole)
  assert.match(strips[3]!, whole)
})

test('all letters arrive over a link that loses → the challenge is met', () => {
  const met = Array.from({ length: 50 }, (_, at) => lettersOnBadLink({ seed: at + 1, loss: 5, flipped: 0 })).filter(
    ({ play }) => play!.challenge!.isMet,
  )
  assert.ok(met.length > 5 && met.length < 40, `${met.length} of 50`)
  assert.not(lettersOnBadLink({ loss: 0, flipped: 0 }).play!.challenge!.isMet)
})

test('letters of which one is never confirmed → those before it, and an end', () => {
  const { got, time } = confirmedLetters(['A', 'B'], { link: { delay: 20, loss: 1 } })
  assert.equal(got, [])
  assert.is(time, 4000)
})

test.run()
