import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LESSONS } from '../../lib/concepts/course.ts'
import { TERMS, term, termsOf } from '../../lib/concepts/terms.ts'
import { linkToSource, termsTable } from '../../lib/concepts/terms-table.ts'

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

test('every word → a section that its RFC has', () => {
  const file = new URL('../input/rfc-sections.json', import.meta.url)
  const sections = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  const missing = TERMS.filter(({ clause }) => {
    const [, rfc, section] = /^RFC (\d+)(?: §(.+))?$/.exec(clause) ?? []
    if (rfc === undefined) return false
    return sections[rfc] === undefined || (section !== undefined && !sections[rfc].split(' ').includes(section))
  })
  assert.equal(
    missing.map(({ name, clause }) => `${name}: ${clause}`),
    [],
  )
})

test('term → the word by its name; unknown → an error that lists what there is', () => {
  assert.is(term('ISN').lesson, '2.0.1-handshake-and-close')
  assert.throws(() => term('quantum'), /no term "quantum".*three-way handshake/)
})

test('termsOf → the words of one lesson', () => {
  assert.ok(termsOf('1-introduction').some(({ name }) => name === 'datagram'))
  assert.equal(termsOf('no such lesson'), [])
})

test('the table → a row a word, in the order of the alphabet, with links to its source and its lesson', () => {
  const [, , ...rows] = termsTable().split('\n')
  assert.is(rows.length, TERMS.length)
  const names = rows.map((row) => /\*\*(.*?)\*\*/.exec(row)![1]!.toLowerCase())
  assert.equal(names, [...names].sort())
  const row = rows.find((one) => one.includes('**half-close**'))!
  assert.ok(row.includes('](https://www.rfc-editor.org/rfc/rfc9293.html#section-3.6.1)'))
  assert.ok(row.includes('[2.2.1](2.2.1-half-close.ipynb)'))
  assert.ok(rows.every((one) => one.split(' | ').length === 4))
})

test('a source → a link to the RFC, its section, or the manual page; anything else as it is', () => {
  assert.is(linkToSource('RFC 768'), '[RFC 768](https://www.rfc-editor.org/rfc/rfc768.html)')
  assert.is(linkToSource('listen(2)'), '[listen(2)](https://man7.org/linux/man-pages/man2/listen.2.html)')
  assert.is(linkToSource('Gray 1978'), 'Gray 1978')
})

test.run()
