/** What a reader sees who cuts a stream by sends, and lets segments and reads cut it, too. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ThreeRulersParameters, threeRulers } from '../../../lib/concepts/figures/three-rulers.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf, manySettings } from '../../helpers/random-settings.ts'

const test = suite('three rulers')
const WORDS = ['one', 'two', 'three', 'four']

test('a send a message, a reader that wakes late → other segments, other reads, the same messages by a line feed and a length', async () => {
  const { data, play } = await threeRulers()
  assert.equal(data.sends, [4, 4, 6, 5])
  assert.equal(data.segments, [4, 15])
  assert.equal(data.reads, [6, 6, 6, 1])
  assert.equal(data.delivered.delimiter, WORDS)
  assert.equal(data.delivered.length, WORDS)
  assert.equal(data.delivered.recv, ['one\ntw', 'o\nthre', 'e\nfour', '\n'])
  assert.equal(data.delivered.close, ['one\ntwo\nthree\nfour\n'])
  assert.not(play!.challenge!.isMet)
})

test('no Nagle, or pauses in which even a delayed ACK comes back, and a reader that is quick → the rulers agree, as the challenge asks', async () => {
  for (const settings of [{ nagle: 'off' }, { pause: 100 }] satisfies ThreeRulersParameters[]) {
    const { play, sentence } = await threeRulers({ wakes: 0, ...settings })
    assert.ok(play!.challenge!.isMet)
    assert.match(sentence, 'The three rulers agree.')
  }
})

test('one send that one recv returns → rulers that agree, and no message for who takes a recv for one', async () => {
  const { data, play, sentence } = await threeRulers({ cuts: [], most: 20 })
  assert.equal([data.sends, data.segments, data.reads], [[19], [19], [19]])
  assert.match(sentence, 'The three rulers agree.')
  assert.not(play!.challenge!.isMet)
})

test('a recv for ten bytes → two messages and a part of the third', async () => {
  const { data } = await threeRulers({ most: 10 })
  assert.is(data.delivered.recv[0], 'one\ntwo\nth')
})

test('any moment → no more is delivered than has been read, and nothing by the end before it', async () => {
  const { moments } = (await threeRulers()).play!
  for (let at = 0; at < moments!.length - 1; at++) {
    const { reads, delivered } = (await threeRulers({ at })).data
    const read = reads.reduce((sum, bytes) => sum + bytes, 0)
    assert.ok(delivered.delimiter.join('\n').length <= read)
    assert.equal(delivered.close, [])
  }
})

test('a press between two letters → a send ends there, another press → no longer', async () => {
  const cut = (await threeRulers()).play!.targets!(680)[0]!
  assert.equal(cut.set!.cuts, [1, 4, 8, 14])
  const again = (await threeRulers({ cuts: [1, 4, 8, 14] })).play!.targets!(680)[0]!
  assert.ok(again.isOn)
  assert.equal(again.set!.cuts, [4, 8, 14])
})

const seed = seedFrom('RULERS_SEED')

test(`any settings (RULERS_SEED=${seed}) → three rulers over all bytes, and the messages that were sent`, async () => {
  const live = liveOf('2.1.4-how-much-recv-returns', 'rulers')
  for (const values of manySettings(live, draws(40), seed)) {
    const figure = await threeRulers(values as ThreeRulersParameters)
    assert.equal(liveFlaws(figure, live), [], JSON.stringify(values))
    const { at: _, ...settings } = values as ThreeRulersParameters
    const whole = (await threeRulers(settings)).data
    for (const sizes of [whole.sends, whole.segments, whole.reads])
      assert.is(
        sizes.reduce((sum, bytes) => sum + bytes, 0),
        19,
      )
    assert.equal([whole.delivered.delimiter, whole.delivered.length], [WORDS, WORDS])
  }
})

test.run()
