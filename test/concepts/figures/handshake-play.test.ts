/** What a reader can do with the figures of lesson 2.0.1: any setting that a page could make. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fiveSegments, headerOf, oneSegmentLost, wholeExchange } from '../../../lib/concepts/figures/handshake.ts'
import { answerTime } from '../../../lib/concepts/figures/lost-segments.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'
import type { Figure } from '../../../lib/draw/index.ts'
import { Random } from '../../../lib/network/index.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveOf, playFlaws, randomValues } from './play.ts'

const FIGURES: Readonly<Record<string, (values: object) => Figure>> = {
  whole: wholeExchange,
  'third-lost': oneSegmentLost,
  five: fiveSegments,
  'syn-layout': headerOf,
}

const seed = seedFrom('PLAY_SEED')

for (const [cell, make] of Object.entries(FIGURES))
  test(`${cell}: any settings (PLAY_SEED=${seed}) → a sound picture, and nothing to press that cannot be`, () => {
    const live = liveOf('2.0.1', cell)
    const random = new Random(seed)
    for (let at = 0; at < draws(24); at++) {
      const values = randomValues(live, (bound) => random.below(bound))
      const told = JSON.stringify(values)
      assert.equal(playFlaws(live, make(values)), [], told)
    }
  })

test('any segments lost → the run ends, and the answer has come or the client has given up', () => {
  const random = new Random(seed)
  for (let at = 0; at < draws(60); at++) {
    const lost = Array.from({ length: 24 }, (_, index) => index + 1).filter(() => random.below(3) > 0)
    const { time, trace } = wholeExchange({ lost, first: (['client', 'server', 'both'] as const)[at % 3]! }).data
    const isGivenUp = trace.events.some((event) => event.type === 'state' && event.to === 'CLOSED')
    assert.ok(time > 0 || isGivenUp, `${lost}`)
    assert.ok(trace.end < 3_600_000)
  }
})

test('nothing lost → a round trip to begin, and one a message', () => {
  for (const messages of [1, 2, 4])
    for (const rtt of [10, 300]) assert.is(wholeExchange({ messages, rtt }).data.time, answerTime({ messages, rtt }))
})

test('an address names segments twice, as many as there may be → a press sets no more than that', () => {
  const lost = [2, 19, 14, 19, 6, 22, 19, 16, 23, 2, 15, 7, 4, 14, 19, 19, 15, 7, 1, 17, 1, 8, 3, 12]
  const sets = wholeExchange({ rtt: 20, messages: 3, first: 'both', pause: 30, lost }).play!.targets!(680)
  for (const { set } of sets) assert.is(new Set(set!.lost as number[]).size, (set!.lost as number[]).length)
})

test('an arrow is pressed → its segment is lost; pressed again, it arrives', () => {
  const [first] = pressable({})
  assert.equal(first!.set, { lost: [1] })
  assert.equal(pressable({ lost: [1] })[0]!.set, { lost: [] })
  assert.ok(pressable({ lost: [1] })[0]!.isOn)
})

test('a segment before others that are lost is pressed → those behind it arrive again', () => {
  assert.equal(pressable({ lost: [1, 5] })[2]!.set, { lost: [1, 3] })
})

test('each of five segments lost → the third alone is free, and meets the challenge', () => {
  for (let lost = 1; lost <= 5; lost++) {
    const { data, play } = fiveSegments({ lost: [lost] })
    assert.is(data.time, lost === 3 ? 80 : 1080)
    assert.is(play!.challenge!.isMet, lost === 3)
  }
})

test('the first SYN and its copy lost → more than three seconds', () => {
  assert.not(oneSegmentLost().play!.challenge!.isMet)
  assert.not(oneSegmentLost({ lost: [1] }).play!.challenge!.isMet)
  assert.ok(oneSegmentLost({ lost: [1, 2] }).play!.challenge!.isMet)
})

test('both close at once, and the ACK of the client’s FIN is lost → it waits in CLOSING for more than a second', () => {
  assert.not(wholeExchange({ first: 'both' }).play!.challenge!.isMet)
  assert.ok([9, 8].some((lost) => wholeExchange({ first: 'both', lost: [lost] }).play!.challenge!.isMet))
})

test('the last ACK lost → answered from TIME-WAIT, and it is said', () => {
  assert.match(wholeExchange({ lost: [8] }).play!.said!, 'answers it from TIME-WAIT')
  assert.match(wholeExchange({ lost: [3] }).play!.said!, 'costs nothing')
  assert.match(wholeExchange({ lost: [1] }).play!.said!, '1,000 ms later')
})

test('a moment → states up to it, and the segment that was sent last', () => {
  const { views, moments } = wholeExchange({ at: 2 }).play!
  assert.match(moments![2]!, /^40 ms: SYN ACK arrives/)
  assert.match(views![0]!.figure!.sentence, /Client: CLOSED, then SYN-SENT, then ESTABLISHED\./)
  assert.match(views![1]!.name, 'Segment 4')
})

test('a segment is looked into → its own bytes, and what is other than in the one before it', () => {
  const [, view] = wholeExchange({ segment: [4] }).play!.views!
  const bytes = segmentsOf(wholeExchange().data.trace)[3]!.bytes
  assert.match(view!.figure!.sentence, `${bytes.length - 52} of data`)
  assert.ok(view!.facts!.some(({ name, value }) => name === 'other than in segment 3' && /flags/.test(value)))
})

test('the checksum of each segment → is what its steps come to', () => {
  for (let segment = 1; segment <= 8; segment++)
    for (const field of ['checksum', 'header-checksum']) {
      const facts = headerOf({ segment, field: [field] }).play!.views![0]!.facts!
      const end = facts.find(({ name }) => name === 'every bit turned round')!
      assert.is(`0x${end.value}`, facts[0]!.value)
    }
})

function pressable(values: Parameters<typeof wholeExchange>[0]): readonly { set?: object; isOn?: boolean }[] {
  return wholeExchange(values).play!.targets!(680)
}

test.run()
