import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SentLog } from '../../lib/tcp/retransmission/sent-log.ts'

const test = suite('sent-log')

test('segments acknowledged in one → the times of the oldest and the newest', () => {
  const log = new SentLog()
  for (let i = 0; i < 4; i++) log.push(i * 10, i * 10 + 10, 100 + i)
  assert.ok(log.acknowledge(30))
  assert.equal([log.oldest, log.newest, log.oldestStart, log.length], [100, 102, 0, 1])
})

test('an ACK within a segment → it stays', () => {
  const log = new SentLog()
  log.push(0, 10, 1)
  assert.not(log.acknowledge(9))
  assert.is(log.length, 1)
})

test('MUST-18: one of the segments was sent twice → no round-trip time (Karn)', () => {
  const log = new SentLog()
  for (let i = 0; i < 4; i++) log.push(i * 10, i * 10 + 10, i)
  log.mark(15, 16)
  assert.ok(log.acknowledge(10))
  assert.not(log.acknowledge(30))
  assert.ok(log.acknowledge(40))
})

test('any pushes, marks and ACKs → the same as a plain list, over growth and wrap of the ring', () => {
  const step = fc.oneof(
    fc.record({ push: fc.integer({ min: 1, max: 20 }), times: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ mark: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ ack: fc.double({ min: 0, max: 1, noNaN: true }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const log = new SentLog()
      let model: { start: number; end: number; time: number; resent: boolean }[] = []
      let una = 0
      let nxt = 0
      let time = 0
      const place = (x: number): number => una + Math.round(x * (nxt - una))
      for (const s of steps) {
        if ('push' in s) {
          for (let i = 0; i < s.times; i++) {
            model.push({ start: nxt, end: nxt + s.push, time: ++time, resent: false })
            log.push(nxt, nxt + s.push, time)
            nxt += s.push
          }
        } else if ('mark' in s) {
          const from = place(s.mark)
          log.mark(from, from + s.length)
          for (const m of model) if (m.end > from && m.start < from + s.length) m.resent = true
        } else {
          una = place(s.ack)
          const gone = model.filter((m) => m.end <= una)
          model = model.filter((m) => m.end > una)
          assert.is(log.acknowledge(una), gone.length > 0 && gone.every((m) => !m.resent))
          if (gone.length > 0) {
            assert.equal([log.oldest, log.newest], [gone[0]!.time, gone[gone.length - 1]!.time])
          }
        }
        assert.is(log.length, model.length)
      }
    }),
  )
})

test.run()
