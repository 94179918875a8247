import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Action, EventQueue } from '../../lib/network/event-queue.ts'

class Note extends Action {
  readonly #label: number
  readonly #log: [number, number][]
  again: number[] = []
  readonly #queue: EventQueue

  constructor(queue: EventQueue, label: number, log: [number, number][]) {
    super()
    this.#queue = queue
    this.#label = label
    this.#log = log
  }

  fire(now: number): void {
    this.#log.push([now, this.#label])
    const later = this.again.shift()
    if (later !== undefined) this.#queue.schedule(this, now + later)
  }
}

function runAll(queue: EventQueue): void {
  while (queue.next() < Number.POSITIVE_INFINITY) queue.fire()
}

test('any times, put off, brought forward and called off → in order of time, then of scheduling', () => {
  const step = fc.record({ label: fc.nat(40), time: fc.oneof(fc.nat(30), fc.constant(Number.POSITIVE_INFINITY)) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const queue = new EventQueue()
      const log: [number, number][] = []
      const notes = Array.from({ length: 41 }, (_, label) => new Note(queue, label, log))
      const due = new Map<number, number>()
      for (const { label, time } of steps) {
        queue.schedule(notes[label]!, time)
        if (time === Number.POSITIVE_INFINITY) due.delete(label)
        else due.set(label, time)
      }
      runAll(queue)
      assert.equal(new Map(log.map(([time, label]) => [label, time])), new Map([...due].sort((a, b) => a[1] - b[1])))
      assert.is(log.length, due.size)
      for (const [at, [time]] of log.entries()) assert.ok(at === 0 || log[at - 1]![0] <= time)
    }),
    { numRuns: 500 },
  )
})

test('many at the same time → in the order in which they were scheduled', () => {
  const queue = new EventQueue()
  const log: [number, number][] = []
  for (let label = 0; label < 200; label++) queue.schedule(new Note(queue, label, log), 5)
  runAll(queue)
  assert.equal(
    log.map(([, label]) => label),
    Array.from({ length: 200 }, (_, label) => label),
  )
})

test('an action that is due again, even at once → happens again', () => {
  const queue = new EventQueue()
  const log: [number, number][] = []
  const note = new Note(queue, 1, log)
  note.again = [0, 0, 5]
  queue.schedule(note, 10)
  queue.schedule(new Note(queue, 2, log), 12)
  runAll(queue)
  assert.equal(log, [
    [10, 1],
    [10, 1],
    [10, 1],
    [12, 2],
    [15, 1],
  ])
})

test('a timer put off again and again → happens once, at the last time asked for', () => {
  const queue = new EventQueue()
  const log: [number, number][] = []
  const timer = new Note(queue, 0, log)
  for (let time = 1; time <= 100; time++) queue.schedule(timer, time)
  assert.is(queue.next(), 100)
  runAll(queue)
  assert.equal(log, [[100, 0]])
})

test('called off → nothing is due, and no time passes', () => {
  const queue = new EventQueue()
  const note = new Note(queue, 0, [])
  queue.schedule(note, 3)
  queue.schedule(note, Number.POSITIVE_INFINITY)
  assert.is(queue.next(), Number.POSITIVE_INFINITY)
  queue.schedule(note, 4)
  assert.is(queue.next(), 4)
})

test.run()
