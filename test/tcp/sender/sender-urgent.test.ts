import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { established, Script } from './sender-script.ts'

const test = suite('sender: urgent')

test('MUST-30, 62: urgent data → URG on every segment that precedes its end, pointing to the octet after it', () => {
  const s = established({ noDelay: true })
  s.write(1_500)
  s.writeUrgent(1)
  s.write(1_000)
  assert.equal(s.out(), ['1:1001 U1501', '1001:2001 U501', '2001:2502 P'])
  assert.is(s.sender.sndUp, (s.sender.iss + 1_502) >>> 0)
})

test('MUST-31: more urgent data than the field can point over → it points as far as it can, and on with each segment', () => {
  const s = established({ window: 200_000, initialWindow: 100 })
  s.writeUrgent(70_000)
  const out = s.out()
  assert.is(out.length, 70)
  assert.is(out[0], '1:1001 U65535')
  assert.is(out[4], '4001:5001 U65535')
  assert.is(out[5], '5001:6001 U65000')
  assert.is(out[69], '69001:70001 PU1000')
})

test('urgent data is smaller than a segment and something is outstanding → Nagle does not hold it', () => {
  const s = established()
  s.write(1)
  s.out()
  s.writeUrgent(1)
  assert.equal(s.out(), ['2:3 PU1'])
})

test('MUST-66: urgent data meets a closed window → the peer is told once, by a segment without data', () => {
  const s = established({ window: 1_000 })
  s.write(1_000)
  s.out()
  s.acked(1_001, { window: 0 })
  s.writeUrgent(5)
  assert.equal(s.out(), ['1001:1001 U5'])
  assert.equal(s.out(), [])
  assert.equal(s.fire(), [1_000, ['probe 1001:1002 U5']])
})

test('urgent data is written before the SYN, whose answer closes the window → the SYN has no URG, the peer is told after it', () => {
  const s = new Script({ window: 0 })
  s.writeUrgent(5)
  s.sender.open()
  assert.equal(s.out(), ['0:1 S'])
  s.sender.negotiated({ mss: 1_000, sack: false })
  assert.equal(s.acked(1), ['1:1 U5'])
})

test('the urgent data is resent → URG is on the copy too', () => {
  const s = established()
  s.writeUrgent(10)
  s.out()
  assert.equal(s.fire()[1], ['R 1:11 PU10'])
})

test.run()
