import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LESSONS } from '../../lib/concepts/course.ts'
import { TERMS, term, termsOf } from '../../lib/concepts/terms.ts'

test('every word → a name of its own, whatever the case', () => {
  const names = TERMS.map(({ name }) => name.toLowerCase())
  assert.equal(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  )
})

test('every word → brought by a lesson of the course', () => {
  const lessons = new Set(LESSONS.map(({ name }) => name))
  assert.equal(
    TERMS.filter(({ lesson }) => !lessons.has(lesson)).map(({ name, lesson }) => `${name}: ${lesson}`),
    [],
  )
})

test('every word → one sentence, a source, a Chinese name', () => {
  const source = /^(RFC \d+( §\d+(\.\d+)*)?|[a-z]+\([237]\)|ackbook\/\w+|[A-Z][a-z]+ \d{4})$/
  for (const { name, sentence, clause, chinese } of TERMS) {
    assert.match(sentence, /^[A-Z][^!?]*[^.!?]\.$/, name)
    assert.not.match(sentence, /[.] [A-Z]/, `${name}: more than one sentence`)
    assert.match(clause, source, name)
    assert.match(chinese, /\p{Script=Han}/u, name)
  }
})

test('term → the word by its name; unknown → an error that lists what there is', () => {
  assert.is(term('ISN').lesson, '2.0.1-handshake-and-close')
  assert.throws(() => term('quantum'), /no term "quantum".*three-way handshake/)
})

test('termsOf → the words of one lesson', () => {
  assert.ok(termsOf('1-introduction').some(({ name }) => name === 'datagram'))
  assert.equal(termsOf('no such lesson'), [])
})

test.run()
