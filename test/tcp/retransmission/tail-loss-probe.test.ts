import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { TailLossProbe } from '../../../lib/tcp/retransmission/tail-loss-probe.ts'
import { established, type Script, type ScriptOptions } from '../sender/sender-script.ts'

const test = suite('tail loss probe')

/** So many octets sent at once; a round-trip time of 100 ms. */
function sent(octets: number, options: ScriptOptions = {}): Script {
  const s = established({ sack: true, lossDetection: 'rack-tlp', ...options })
  s.write(octets)
  s.out()
  return s
}

test('§7.2: no ACK for 2 SRTT → the last segment again; of a single one, whose ACK may be held back, 200 ms later', () => {
  assert.equal(sent(2_000).fire(), [200, ['R 1001:2001 P']])
  assert.equal(sent(1_000).fire(), [400, ['R 1:1001 P']])
  const s = sent(2_000, { lossDetection: 'dup-ack' })
  assert.equal(s.fire(), [1_000, ['R 1:1001']], 'without it, an RTO')
})

test('§7.2: more is sent, or new data acknowledged → 2 SRTT from then on', () => {
  const s = sent(2_000)
  s.now += 50
  s.write(2_000)
  s.out()
  assert.is((s.sender.deadline() ?? 0) - s.now, 200)
  s.now += 60
  s.ack(1_001)
  assert.ok((s.sender.deadline() ?? 0) - s.now > 150)
  s.ack(4_001)
  assert.is(s.sender.deadline(), undefined)
})

test('§7.2: never later than the retransmission timer', () => {
  const s = sent(1_000, { rtt: 100, minRto: 200, initialRto: 200 })
  assert.is(s.fire()[0], 300, 'SRTT + 4 · RTTVAR')
  assert.is(s.sender.takeEvents()[0]?.type, 'timer')
})

test('§7.2: a path faster than the clock → the probe waits two of its ticks', () => {
  assert.is(sent(2_000, { rtt: 0 }).fire()[0], 2)
})

test('§7.2: something is known to be missing → no probe', () => {
  const s = sent(4_000)
  s.now += 100
  s.ack(1, { sack: [[1_001, 2_001]] })
  s.pass(90)
  assert.not(s.events().includes('loss-probe'))
})

test('§7.3: there is new data and the window takes it → that, beyond cwnd; else the last segment', () => {
  const s = sent(14_000)
  assert.equal(s.fire(), [200, ['10001:11001']])
  assert.is(s.sender.sample().cwnd, 10_000)
  const full = sent(14_000, { window: 3_000 })
  assert.equal(full.fire(), [200, ['R 2001:3001']])
  const fin = sent(1_000)
  fin.write(100)
  fin.sender.close()
  assert.equal(fin.out(), ['1001:1102 FP'])
  assert.equal(fin.fire(), [200, ['R 1001:1102 FP']])
})

test('§7.3: a FIN of its own → it is the last segment', () => {
  const s = sent(1_000)
  s.sender.close()
  assert.equal(
    s.out(),
    ['1001:1001 F'].map(() => '1001:1002 F'),
  )
  assert.equal(s.fire()[1], ['R 1001:1002 F'])
})

test('§7.3: what Nagle’s algorithm holds back → goes as the probe', () => {
  const s = sent(1_000)
  s.write(10)
  assert.equal(s.out(), [])
  assert.equal(s.fire()[1], ['1001:1011 P'])
})

test('§7.3: one probe at a time → after it the retransmission timer runs, the whole RTO', () => {
  const s = sent(2_000)
  s.fire()
  assert.equal(s.fire(), [1_000, ['R 1:1001']])
})

test('§7.3: no round-trip time measured since the last probe → the next waits for the RTO', () => {
  const s = sent(3_000)
  s.fire()
  s.now += 100
  // The ACK is of what was resent: by Karn it measures nothing, and new data makes the probe due again.
  s.ack(3_001)
  s.write(2_000)
  s.out()
  assert.equal(s.fire(), [200, []])
  assert.equal(s.fire(), [1_000, ['R 3001:4001']])
})

test('§7.4: the probe has mended the loss → the next ACK tells so, and cwnd is reduced', () => {
  const s = sent(10_000)
  s.now += 100
  s.ack(2_001)
  s.fire()
  s.now += 100
  s.ack(10_001)
  s.write(2_000)
  s.out()
  s.now += 100
  s.events()
  s.ack(12_001)
  assert.equal(s.events(), ['tail-loss-repaired'])
  const { cwnd, ssthresh } = s.sender.sample()
  assert.equal([cwnd, ssthresh], [4_000, 4_000], 'half of the eight that were in flight')
})

test('§7.4: a DSACK, or a duplicate ACK without SACK → the original had come: cwnd stays', () => {
  for (const [name, second] of [
    ['DSACK', { sack: [[9_001, 10_001]] as [number, number][] }],
    ['duplicate', {}],
  ] as const) {
    const s = sent(10_000)
    s.now += 100
    s.ack(6_001)
    s.fire()
    s.ack(10_001)
    s.ack(10_001, second)
    s.write(2_000)
    s.out()
    s.ack(12_001)
    assert.not(s.events().includes('tail-loss-repaired'), name)
    assert.ok((s.sender.sample().cwnd ?? 0) > 10_000, name)
  }
})

test('§7.4: the probe was new data → its ACK says nothing of a loss', () => {
  const s = sent(14_000)
  s.fire()
  s.ack(11_001)
  s.out()
  s.ack(14_001)
  assert.not(s.events().includes('tail-loss-repaired'))
})

test('no round-trip time yet → the probe waits a second, the retransmission timer at most; 200 ms more only with one', () => {
  const tail = new TailLossProbe()
  tail.schedule(1, undefined, 5_000, 10)
  assert.is(tail.at, 1_010)
  tail.schedule(1, undefined, 500, 10)
  assert.is(tail.at, 500)
})

test('the timeout expires → a probe is due if a round-trip time was measured since the last, and none is out', () => {
  const tail = new TailLossProbe()
  const dueAfter = (): boolean => {
    tail.schedule(2, 100, 1_000, 0)
    tail.expire()
    const { at, due } = tail
    assert.is(at, Infinity)
    tail.stop()
    return due
  }
  assert.is(dueAfter(), false)
  tail.measured()
  assert.is(dueAfter(), true)
  tail.sent(3_001, true, 3_000)
  assert.is(dueAfter(), false)
  tail.measured()
  assert.is(dueAfter(), false, 'one is out')
  tail.reset()
  assert.is(dueAfter(), true)
  tail.sent(3_001, true, 3_000)
  tail.reset()
  assert.is(dueAfter(), false, 'nothing measured since')
})

test('reset → the timeout does not run', () => {
  const tail = new TailLossProbe()
  tail.schedule(2, 100, 1_000, 0)
  tail.reset()
  assert.is(tail.at, Infinity)
})

test('§7.4.2: an ACK before the end of the probe tells nothing, the first one beyond it once', () => {
  const tail = new TailLossProbe()
  assert.is(tail.repairs(9_001, undefined, false), false)
  tail.sent(3_001, true, 3_000)
  assert.is(tail.repairs(3_000, undefined, true), false)
  assert.is(tail.repairs(3_001, 2_001, false), false)
  assert.is(tail.repairs(3_002, undefined, false), true)
  assert.is(tail.repairs(3_003, undefined, false), false)
})

test('§7.2: an ACK that acknowledges nothing new → the probe does not wait longer', () => {
  const s = sent(2_000)
  const before = s.sender.deadline()
  s.now += 50
  s.ack(1)
  assert.is(s.sender.deadline(), before)
})

test('§7.1: an ACK begins a recovery → the probe that is out is forgotten', () => {
  const s = sent(10_000)
  s.now += 100
  s.ack(2_001)
  s.fire()
  s.now += 100
  s.acked(2_001, { sack: [[9_001, 10_001]] })
  assert.is(s.sender.sample().phase, 'fast-recovery')
  s.now += 100
  s.ack(10_001)
  s.write(2_000)
  s.out()
  s.ack(12_001)
  assert.not(s.events().includes('tail-loss-repaired'))
})

test('§7.1: RACK’s timer begins a recovery → the same', () => {
  const s = sent(1_000)
  assert.equal(s.fire()[1], ['R 1:1001 P'])
  for (const first of [1_001, 2_001]) {
    s.now += 10
    s.write(1_000)
    assert.equal(s.out(), [`${first}:${first + 1_000} P`])
  }
  s.now += 100
  s.acked(1, { sack: [[2_001, 3_001]] })
  assert.is(s.sender.sample().phase, 'slow-start')
  s.fire()
  assert.is(s.sender.sample().phase, 'fast-recovery')
  s.ack(3_001)
  assert.not(s.events().includes('tail-loss-repaired'))
})

test('the probe is due, and an ACK comes before it is sent → none is sent', () => {
  const s = sent(2_000)
  s.pass(200)
  s.ack(2_001)
  s.write(1_000)
  s.out()
  assert.not(s.events().includes('loss-probe'))
})

test('§7.1: recovery begins → the probe is forgotten', () => {
  const s = sent(4_000)
  s.fire()
  s.fire()
  s.now += 100
  s.acked(4_001)
  s.write(1_000)
  s.out()
  s.ack(5_001)
  assert.not(s.events().includes('tail-loss-repaired'))
})

test.run()
