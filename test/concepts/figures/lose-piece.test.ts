/** What a reader sees who loses pieces of a datagram and of a stream. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { losePiece } from '../../../lib/concepts/figures/lose-piece.ts'
import { byChance, sentAsDatagram, sentAsStream } from '../../../lib/concepts/lose-piece.ts'
import { seedFrom } from '../../helpers/draws.ts'
import { checkRandomSettings, liveOf } from '../../helpers/random-settings.ts'

const test = suite('lose a piece')

test('any one piece lost → nothing of the datagram, all of the stream, whose bytes alone are sent again', () => {
  for (let lost = 1; lost <= 6; lost++) {
    const { datagram, stream } = losePiece({ lost: [lost] }).data
    assert.is(datagram.received, 0)
    assert.is(stream.received, 8000)
    const { from, to } = stream.pieces[lost - 1]!
    const others = 8000 - (datagram.pieces[lost - 1]!.to - datagram.pieces[lost - 1]!.from)
    assert.ok(
      losePiece({ lost: [lost] }).sentence.includes(`the other ${others.toLocaleString('en-US')} bytes are thrown`),
    )
    assert.equal(
      stream.resent.map((piece) => [piece.from, piece.to]),
      [[from, to]],
    )
  }
})

test('nothing lost → both whole, and nothing is sent again', () => {
  const { datagram, stream } = losePiece().data
  assert.equal([datagram.received, stream.received, stream.resent.length], [8000, 8000, 0])
})

test('a size and an MTU → as many pieces as the headers leave room for', () => {
  for (const [bytes, mtu] of [
    [8000, 1500],
    [60_000, 576],
    [60_000, 9000],
    [1000, 1500],
  ] as const) {
    const options = { bytes, mtu, lost: [] }
    const portion = Math.floor((mtu - 20) / 8) * 8
    assert.is(sentAsDatagram(options).pieces.length, Math.ceil((bytes + 8) / portion))
    assert.is(sentAsStream(options).pieces.length, Math.ceil(bytes / (mtu - 40)))
  }
})

test('a piece that the stream alone has → the datagram arrives', () => {
  const { data, sentence, play } = losePiece({ message: 60, lost: [42] })
  assert.equal([data.datagram.received, data.stream.resent.length], [60_000, 1])
  assert.match(sentence, /has no such piece/)
  assert.match(play!.said!, /of the stream alone/)
})

test('a press → that number in both rows, chance has no part any more; a second press takes it back', () => {
  const { targets } = losePiece({ tries: 2 }).play!
  const third = targets!(680).filter(({ link }) => link === '3')
  assert.is(third.length, 2)
  for (const { set } of third) assert.equal(set, { lost: [3], tries: 0, at: undefined })
  const back = losePiece({ lost: [3, 5] }).play!.targets!(680).find(({ link }) => link === '3')!
  assert.equal([back.isOn, back.set!.lost], [true, [5]])
})

test('by chance, many times → as often whole as (1 − p)ⁿ says, and whole where nothing was lost', () => {
  const tries = byChance({ bytes: 8000, mtu: 1500 }, { loss: 0.05, tries: 400 })
  for (const { lost, isWhole } of tries) assert.is(isWhole, lost.length === 0)
  const share = tries.filter(({ isWhole }) => isWhole).length / 400
  assert.ok(Math.abs(share - 0.95 ** 6) < 0.07, `${share}`)
  // What chance does the third time does not hang on how often it will be asked.
  assert.equal(byChance({ bytes: 8000, mtu: 1500 }, { loss: 0.05, tries: 5 }), tries.slice(0, 5))
})

test('shown at a moment → a hole below that is open, then filled; above, IP gives up last', () => {
  const whole = losePiece({ lost: [3] }).play!.moments!
  const fates = (at: number): string => losePiece({ lost: [3], at }).table
  assert.match(losePiece({ lost: [3], at: whole.length - 3 }).sentence, /up to the first hole/)
  assert.match(losePiece({ lost: [3], at: whole.length - 2 }).sentence, /IP waits.*all 8,000 bytes/)
  assert.match(fates(whole.length - 1), /thrown away/)
  assert.not.match(fates(0), /arrived/)
})

test('60 kB, 5 % lost → met with few large packets, not with many small ones', () => {
  const isMet = (mtu: number): boolean => losePiece({ message: 60, mtu }).play!.challenge!.isMet
  assert.equal([isMet(1500), isMet(9000)], [false, true])
  assert.not(losePiece({ message: 8, mtu: 9000 }).play!.challenge!.isMet)
})

const seed = seedFrom('LOSE_PIECE_SEED')
test(`any settings (LOSE_PIECE_SEED=${seed}) → pictures, words and presses are sound, the stream is whole`, () =>
  checkRandomSettings(liveOf('2.0.4-segmentation', 'lose-piece'), losePiece, {
    seed,
    usual: 20,
    flawOf: ({ data }, { message }) =>
      data.stream.received === Number(message) * 1000 ? undefined : `${data.stream.received} bytes of ${message} kB`,
  }))

test.run()
