/** What a reader sees who says of segments what let them go. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type WhyNowParameters, whyJustNow } from '../../../lib/concepts/figures/why-now.ts'
import { whyNowQuestions } from '../../../lib/concepts/why-now.ts'
import { isSegment } from '../../../lib/network/index.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf } from '../../helpers/random-settings.ts'

const test = suite('why now')
const live = liveOf('3-summary', 'why-now')

test('any throw of the dice → from five questions to ten, with five reasons or more, in the order of the run', () => {
  for (let seed = 1; seed <= 99; seed++) {
    const questions = whyNowQuestions(seed)
    assert.ok(questions.length >= 5 && questions.length <= 10, `${seed}`)
    assert.ok(new Set(questions.map(({ reason }) => reason)).size >= 5, `${seed}`)
    const times = questions.map(({ time }) => Number.parseFloat(time))
    assert.equal(
      times,
      times.toSorted((one, other) => one - other),
    )
  }
})

test('each reason → what has just happened in the trace, and no timer in what is shown of it', () => {
  for (let seed = 1; seed <= 20; seed++) {
    for (const { reason, id, picture } of whyNowQuestions(seed)) {
      const { events } = picture().data
      const asked = events.filter(isSegment).find((event) => event.what === 'sent' && event.id === id)!
      assert.not('cause' in asked)
      const inThisMoment = events.filter(({ time }) => time === asked.time)
      const acts = inThisMoment.filter((event) => event.type === 'program' && event.host === asked.from).length
      const came = inThisMoment
        .filter(isSegment)
        .filter(({ what, to }) => what === 'delivered' && to === asked.from).length
      const byProgram = reason === 'program' || reason === 'reader'
      const [wantsAct, wantsArrival] = [byProgram, !byProgram && reason !== 'timer']
      assert.equal([acts > 0, came > 0], [wantsAct, wantsArrival], `${seed}: ${reason}`)
    }
  }
})

test('nothing said → a question, and nothing that tells the answer', () => {
  const { data, play } = whyJustNow()
  assert.equal([data.given, data.isRight, data.right], [undefined, false, 0])
  assert.match(play!.said!, /^Question 1 of 10\. At 418\.3 ms the client sends bytes 4,001 to 5,000/)
  assert.ok(play!.actions!.slice(0, 5).every(({ isOn, isOff }) => isOn === false && isOff === undefined))
})

test('a wrong answer, then the right one → why and why not, but the first counts', () => {
  const wrong = whyJustNow({ answered: [1], answers: ['timer'] })
  assert.match(wrong.play!.said!, /^Not a timer\. No timer ran out/)
  const right = whyJustNow({ answered: [1, 1], answers: ['timer', 'cwnd'] })
  assert.match(right.play!.said!, /^Yes: cwnd left 3,000 − 3,000 = 0 bytes/)
  assert.equal([right.data.isRight, right.data.right, right.data.row], [true, 0, 0])
})

test('three right at once in a row → what the challenge asks for; a wrong one between them → not', () => {
  const three: WhyNowParameters = { answered: [1, 2, 3], answers: ['cwnd', 'arrival', 'timer'] }
  assert.ok(whyJustNow(three).play!.challenge!.isMet)
  const between: WhyNowParameters = { answered: [1, 2, 2, 3], answers: ['cwnd', 'cwnd', 'arrival', 'timer'] }
  assert.not(whyJustNow(between).play!.challenge!.isMet)
})

test('another question → the answer to the one before says nothing of it', () => {
  const { data, play } = whyJustNow({ question: 2, answered: [1], answers: ['cwnd'] })
  assert.is(data.given, undefined)
  assert.match(play!.said!, /^Question 2 of 10/)
})

test('as many answers as are kept, and one more → the oldest goes', () => {
  const answered = Array.from({ length: 30 }, () => 2)
  const { play } = whyJustNow({ answered, answers: answered.map(() => 'cwnd') })
  const [first] = play!.actions!
  assert.equal([(first!.set!.answered as number[]).length, (first!.set!.answers as string[]).length], [30, 30])
})

const seed = seedFrom('WHY_NOW_SEED')

test(`any dice, question and answers (WHY_NOW_SEED=${seed}) → a sound figure`, () => {
  const reasons = ['program', 'window', 'cwnd', 'timer', 'loss', 'reader', 'arrival']
  const settings = fc.record({
    seed: fc.integer({ min: 1, max: 99 }),
    question: fc.integer({ min: 1, max: 10 }),
    answered: fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 30 }),
    answers: fc.array(fc.constantFrom(...reasons), { maxLength: 30 }),
  })
  fc.assert(
    fc.property(settings, (values) => assert.equal(liveFlaws(whyJustNow(values), live), [])),
    { seed, numRuns: draws(40) },
  )
})

test.run()
