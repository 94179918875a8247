/** What a reader sees who cuts a text between its bytes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CuttableText, cutLetter } from '../../../lib/concepts/figures/cut-letter.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'
import { flawsDrawn, liveOf, manySettings } from '../../helpers/random-settings.ts'

const test = suite('cut the letter')

const lengthOf = (text: string): number => new TextEncoder().encode(text).length

for (const [text, within] of [
  ['Grüezi', [3]],
  ['你好', [1, 2, 4, 5]],
  ['🙂', [1, 2, 3]],
  ['Hello', []],
] as [CuttableText, number[]][])
  test(`${text}, cut at each place → broken piece by piece within a letter alone, and never as a stream`, async () => {
    for (let cut = 1; cut < lengthOf(text); cut++) {
      const { data, sentence } = await cutLetter({ text, cut })
      assert.is(data.streamed, text)
      assert.is(data.flushed, text)
      assert.is(data.alone !== text, within.includes(cut), `${cut}: ${data.alone}`)
      assert.is(sentence.startsWith('The cut falls within'), within.includes(cut))
      const sizes = segmentsOf(data.run.trace).flatMap(({ segment }) => segment.payload.length || [])
      assert.equal(sizes, [cut, lengthOf(text) - cut])
    }
  })

test('the stream ends within a letter → a decoder for the stream is silent; its last call tells', async () => {
  const { data } = await cutLetter({ behind: 'the stream ends' })
  assert.equal([data.alone, data.streamed, data.flushed], ['Gr\ufffd', 'Gr', 'Gr\ufffd'])
})

test('a press between two bytes → the cut is there, and what is cut is said', async () => {
  const { play } = await cutLetter()
  const places = play!.targets!(340)
  assert.equal(
    places.map(({ set }) => set!.cut),
    [1, 2, 3, 4, 5, 6],
  )
  assert.equal(
    places.filter(({ isOn }) => isOn).map(({ label }) => label),
    ['cut between c3 and bc, within ü'],
  )
})

test('a letter of four bytes cut behind its first → the challenge is met, at no other place of any text', async () => {
  const met: string[] = []
  for (const text of ['Grüezi', '你好', '🙂', 'Hello'] as const)
    for (let cut = 1; cut < lengthOf(text); cut++)
      if ((await cutLetter({ text, cut })).play!.challenge!.isMet) met.push(`${text} ${cut}`)
  assert.equal(met, ['🙂 1'])
})

test('all settings → pictures, words and presses are sound', async () => {
  const live = liveOf('2.2.2-sockets-as-files', 'split-picture')
  for (const values of manySettings(live, 100, 1)) {
    const { flaws } = await flawsDrawn(live, cutLetter, values)
    assert.is(flaws.join('\n'), '', JSON.stringify(values))
  }
})

test.run()
