import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Deadlines } from '../../lib/tcp/deadlines.ts'
import { Timers } from '../../lib/tcp/timers.ts'

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

test('deadlines: any setting, moving and clearing → the first is the earliest', () => {
  const steps = fc.array(fc.tuple(fc.nat(30), fc.option(fc.nat(100))), { maxLength: 200 })
  const property = fc.property(steps, (list) => {
    const items = Array.from({ length: 31 }, () => ({ deadline: Number.POSITIVE_INFINITY, heapIndex: -1 }))
    const deadlines = new Deadlines<(typeof items)[number]>()
    for (const [index, at] of list) {
      deadlines.set(items[index]!, at ?? Number.POSITIVE_INFINITY)
      const running = items.filter(({ heapIndex }) => heapIndex >= 0)
      assert.is(deadlines.size, running.length)
      const earliest = Math.min(...items.map(({ deadline }) => deadline))
      assert.is(deadlines.first?.deadline ?? Number.POSITIVE_INFINITY, earliest)
    }
  })
  fc.assert(property, { numRuns: 300, seed: 3 })
})

test.run()
