import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONGESTION_NAMES } from '../../../lib/tcp/congestion/index.ts'
import { established, type Script, type ScriptOptions } from '../sender/sender-script.ts'

const test = suite('retransmission: one reduction a window')

/** Ten segments of 1,000 octets in flight, and more to send. */
function inFlight(options: ScriptOptions = {}): Script {
  const s = established(options)
  s.write(40_000)
  s.out()
  s.events()
  s.now += 100
  return s
}

const windows = (s: Script): unknown[] => [s.sender.congestion.cwnd, s.sender.congestion.ssthresh]

const ANSWERS: Readonly<Record<string, readonly [cwnd: number, ssthresh: number]>> = {
  tahoe: [5_000, 5_000],
  reno: [5_000, 5_000],
  'new-reno': [5_000, 5_000],
  cubic: [7_000, 7_000],
  none: [Infinity, Infinity],
}

for (const congestion of CONGESTION_NAMES.filter((name) => name in ANSWERS)) {
  test(`${congestion}: an ACK with ECE → cwnd and ssthresh ${ANSWERS[congestion]!.join(', ')}, nothing sent again`, () => {
    const s = inFlight({ congestion })
    const out = s.acked(1_001, { ece: true })
    assert.equal(windows(s), ANSWERS[congestion])
    assert.not(out.some((line) => line.startsWith('R ')))
    assert.ok(s.events().includes('congestion-marked'))
  })
}

test('ECE on each ACK of a window → one reduction; on what was sent after it → another', () => {
  const s = inFlight()
  for (let octet = 1_001; octet <= 10_001; octet += 1_000) s.acked(octet, { ece: true })
  assert.equal(s.events(), ['congestion-marked'])
  assert.equal(windows(s), [5_000, 5_000])
  s.acked(11_001, { ece: true })
  assert.equal(s.events(), ['congestion-marked'])
})

test('an ACK with ECE in slow start → cwnd does not grow by it', () => {
  for (const ece of [false, true]) {
    const s = inFlight()
    s.fire()
    s.ack(1_001, { ece })
    assert.equal(windows(s), [ece ? 1_000 : 2_000, 5_000])
  }
})

test('ECE in fast recovery, and of what was sent before it → no second reduction', () => {
  const s = inFlight()
  s.acks(3, 1)
  const before = s.sender.congestion.ssthresh
  s.ack(1, { ece: true })
  s.ack(s.sender.snd.nxt, { ece: true })
  assert.is(s.sender.congestion.ssthresh, before)
  assert.not(s.events().includes('congestion-marked'))
})

for (const sack of [false, true]) {
  test(`${sack ? 'SACK' : 'no SACK'}: a loss in a window that was marked → sent again, but no second reduction`, () => {
    const s = inFlight({ sack })
    s.acked(1_001, { ece: true })
    const out = sack
      ? s.acked(1_001, { sack: [[2_001, 6_001]] })
      : [s.acked(1_001), s.acked(1_001), s.acked(1_001)].flat()
    assert.ok(out.includes('R 1001:2001'), out.join())
    assert.is(s.sender.congestion.ssthresh, 5_000)
  })
}

test('a timeout in a window that was marked → one segment, but ssthresh as the mark left it', () => {
  const s = inFlight()
  s.acked(1_001, { ece: true })
  s.fire()
  assert.equal(windows(s), [1_000, 5_000])
})

test('a loss of what was sent after the mark → another reduction', () => {
  const s = inFlight()
  s.acked(1_001, { ece: true })
  for (let octet = 2_001; octet <= 10_001; octet += 1_000) s.acked(octet)
  s.events()
  s.acks(3, 10_001)
  assert.ok(s.sender.congestion.ssthresh < 5_000)
})

test('a window of one segment that is marked → new data after an RTO', () => {
  const s = established({ initialWindow: 1 })
  s.write(5_000)
  assert.equal(s.out(), ['1:1001'])
  s.now += 100
  assert.equal(s.acked(1_001, { ece: true }), [])
  const [waited, out] = s.fire()
  assert.is(waited, s.sender.timer.rto.value)
  assert.equal(out, ['1001:2001'])
})

test('fast retransmit, a timeout, a mark → CWR on the first new data after it, on nothing sent again', () => {
  const s = inFlight()
  for (let each = 0; each < 3; each++) s.ack(1)
  const again = s.sender.poll(s.now)!
  assert.equal([again.retransmission, again.isNew, again.cwr], [true, false, false])
  s.out()
  assert.is(s.sender.reductions.cwrDue, true)
  s.ack(10_001)
  const first = s.sender.poll(s.now)!
  assert.equal([first.cwr, first.isNew, first.retransmission], [true, true, false])
  assert.is(s.sender.poll(s.now)!.cwr, false)
})

test.run()
