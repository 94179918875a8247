import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Timers } from '../../../lib/tcp/connection/timers.ts'

test('timers: the earliest is next; what is due is named once, in order of time', () => {
  const timers = new Timers()
  timers.set('time-wait', 30)
  timers.set('keep-alive', 10)
  timers.set('fin-wait-2', 20)
  assert.is(timers.next, 10)
  assert.is(timers.takeDue(9), undefined)
  assert.is(timers.takeDue(25), 'keep-alive')
  assert.is(timers.takeDue(25), 'fin-wait-2')
  assert.is(timers.takeDue(25), undefined)
  timers.clear('time-wait')
  assert.is(timers.next, Number.POSITIVE_INFINITY)
})

test.run()
