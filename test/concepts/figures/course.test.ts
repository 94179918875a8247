import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LESSONS } from '../../../lib/concepts/course.ts'
import { courseMap } from '../../../lib/concepts/figures/course.ts'

const test = suite('the map of the course')

test('the map → every lesson between the first and the last stands on it, and in its words, and no other', () => {
  const { table, sentence } = courseMap()
  const expected = LESSONS.map(({ number }) => number)
    .slice(1, -1)
    .sort()
  for (const text of [table, sentence]) {
    const numbers = new Set([...text.matchAll(/\b2\.\d(?:\.\d)?/g)].map(([number]) => number))
    assert.equal([...numbers].sort(), expected)
  }
})

test.run()
