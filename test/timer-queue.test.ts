import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Timer, TimerQueue } from '../lib/timer-queue.ts'

interface Note {
  label: number
  /** After how many milliseconds it is set anew, each time that it is taken. */
  again: number[]
}

const note = (label: number, again: number[] = []): Timer<Note> => new Timer({ label, again })

/** Takes whatever is due, and sets it anew where it asks for that. @returns when which was due */
function runAll(queue: TimerQueue<Note>): [time: number, label: number][] {
  const log: [number, number][] = []
  for (let now = queue.next(); now < Number.POSITIVE_INFINITY; now = queue.next()) {
    const timer = queue.take()
    log.push([now, timer.owner.label])
    const later = timer.owner.again.shift()
    if (later !== undefined) queue.set(timer, now + later)
  }
  return log
}

test('any times, put off, brought forward, called off and removed → in order of time, then of setting', () => {
  const step = fc.record({
    label: fc.nat(40),
    time: fc.oneof(fc.nat(30), fc.constant(Number.POSITIVE_INFINITY), fc.constant(undefined)),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const queue = new TimerQueue<Note>()
      const notes = Array.from({ length: 41 }, (_, label) => note(label))
      const due = new Map<number, number>()
      for (const { label, time } of steps) {
        if (time === undefined) queue.remove(notes[label]!)
        else queue.set(notes[label]!, time)
        if (time === undefined || time === Number.POSITIVE_INFINITY) due.delete(label)
        else due.set(label, time)
        assert.is(queue.next(), Math.min(Number.POSITIVE_INFINITY, ...due.values()))
      }
      const log = runAll(queue)
      assert.equal(new Map(log.map(([time, label]) => [label, time])), new Map([...due].sort((a, b) => a[1] - b[1])))
      assert.is(log.length, due.size)
      for (const [at, [time]] of log.entries()) assert.ok(at === 0 || log[at - 1]![0] <= time)
    }),
    { numRuns: 500 },
  )
})

test('many at the same time → in the order in which they were set', () => {
  const queue = new TimerQueue<Note>()
  for (let label = 0; label < 200; label++) queue.set(note(label), 5)
  assert.equal(
    runAll(queue).map(([, label]) => label),
    Array.from({ length: 200 }, (_, label) => label),
  )
})

test('one that is due again, even at once → is taken again', () => {
  const queue = new TimerQueue<Note>()
  queue.set(note(1, [0, 0, 5]), 10)
  queue.set(note(2), 12)
  assert.equal(runAll(queue), [
    [10, 1],
    [10, 1],
    [10, 1],
    [12, 2],
    [15, 1],
  ])
})

test('a timer put off again and again → due once, at the last time asked for', () => {
  const queue = new TimerQueue<Note>()
  const timer = note(0)
  for (let time = 1; time <= 100; time++) queue.set(timer, time)
  assert.is(queue.next(), 100)
  assert.equal(runAll(queue), [[100, 0]])
})

test('called off → nothing is due, and no time passes', () => {
  const queue = new TimerQueue<Note>()
  const timer = note(0)
  queue.set(timer, 3)
  queue.set(timer, Number.POSITIVE_INFINITY)
  assert.is(queue.next(), Number.POSITIVE_INFINITY)
  queue.set(timer, 4)
  assert.is(queue.next(), 4)
})

test('removed from among others → it has no place any more, though an earlier one is still due', () => {
  const queue = new TimerQueue<Note>()
  const notes = Array.from({ length: 9 }, (_, label) => note(label))
  for (const timer of notes) queue.set(timer, timer.owner.label)
  queue.remove(notes[5]!)
  queue.remove(notes[5]!)
  assert.equal([notes[5]!.slot, notes[5]!.due], [-1, Number.POSITIVE_INFINITY])
  assert.equal(
    runAll(queue).map(([, label]) => label),
    [0, 1, 2, 3, 4, 6, 7, 8],
  )
})

test.run()
