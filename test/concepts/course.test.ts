import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LESSONS, SOCKETS_FIRST } from '../../lib/concepts/course.ts'

test('the course → each lesson once in both orders', () => {
  assert.equal([...SOCKETS_FIRST].sort(byName), [...LESSONS].sort(byName))
})

test('sockets first → 1, 2.1 to 2.2.2, 2.0.1 to 2.0.4, 3', () => {
  const numbers = SOCKETS_FIRST.map(({ number }) => number).join(' ')
  assert.is(numbers, '1 2.1 2.1.1 2.1.2 2.1.3 2.1.4 2.1.5 2.2 2.2.1 2.2.2 2.0.1 2.0.2 2.0.3 2.0.4 3')
})

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}

test.run()
