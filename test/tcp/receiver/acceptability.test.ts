import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isAcceptable } from '../../../lib/tcp/receiver/acceptability.ts'
import { establishedScript } from '../../helpers/tcp-script.ts'

// The four cases of RFC 9293 §3.4, table 6.
for (const [length, window, seq, acceptable] of [
  [0, 0, 100, true],
  [0, 0, 101, false],
  [0, 0, 99, false],
  [0, 10, 100, true],
  [0, 10, 109, true],
  [0, 10, 110, false],
  [0, 10, 99, false],
  [5, 0, 100, false],
  [5, 10, 96, true],
  [5, 10, 95, false],
  [5, 10, 109, true],
  [5, 10, 110, false],
] as const) {
  test(`RCV.NXT 100, RCV.WND ${window}: SEG.SEQ ${seq}, SEG.LEN ${length} → ${acceptable ? '' : 'not '}acceptable`, () => {
    assert.is(isAcceptable(seq, length, 100, window), acceptable)
  })
}

test('any segment, any window, anywhere on the circle → as by counting octets', () => {
  const seqs = fc.integer({ min: -40, max: 40 })
  const property = fc.property(fc.nat(0xffffffff), seqs, fc.nat(20), fc.nat(30), (rcvNxt, distance, length, window) => {
    const seq = (rcvNxt + distance) >>> 0
    const inWindow = (place: number): boolean => place >= 0 && place < window
    const expected =
      length === 0
        ? window === 0
          ? distance === 0
          : inWindow(distance)
        : window > 0 && (inWindow(distance) || inWindow(distance + length - 1))
    assert.is(isAcceptable(seq, length, rcvNxt, window), expected)
  })
  fc.assert(property, { numRuns: 2000, seed: 1 })
})

test('text from before the window → acknowledged, dropped', () => {
  establishedScript().run(`
    < P. 1:11(10) ack 1
    + 40
    > . 1:1(0) ack 11
    < P. 1:11(10) ack 1
    > . 1:1(0) ack 11
    readable 10`)
})

test('text from beyond the window → acknowledged, dropped', () => {
  establishedScript({ receiveBuffer: 1000 }).run(`
    < P. 1001:1011(10) ack 1
    > . 1:1(0) ack 1 win 1000
    readable 0`)
})

test('text that begins before the window → its new part is taken in', () => {
  establishedScript().run(`
    < P. 1:11(10) ack 1
    < P. 6:21(15) ack 1
    > . 1:1(0) ack 21
    recv 50 = 20`)
})

test('text that ends beyond the window → what fits is taken in, no FIN', () => {
  establishedScript({ receiveBuffer: 100 }).run(`
    < FP. 1:201(200) ack 1
    > . 1:1(0) ack 101 win 0
    state ESTABLISHED
    recv 500 = 100
    > . 1:1(0) ack 101 win 100`)
})

test('text that ends one octet beyond the window, or right at its edge → no FIN; the FIN', () => {
  establishedScript({ receiveBuffer: 100 }).run(`
    < FP. 1:102(101) ack 1
    > . 1:1(0) ack 101
    state ESTABLISHED`)
  establishedScript({ receiveBuffer: 100 }).run(`
    < FP. 1:101(100) ack 1
    > . 1:1(0) ack 102
    state CLOSE-WAIT`)
})

test('closed window: text → acknowledged, dropped; its ACK counts (MUST-66)', () => {
  establishedScript({ receiveBuffer: 100 }).run(`
    send 10
    > P. 1:11(10) ack 1
    < P. 1:101(100) ack 1
    + 40
    > . 11:11(0) ack 101 win 0
    unacked 10
    < P. 101:111(10) ack 11
    > . 11:11(0) ack 101 win 0
    unacked 0
    readable 100`)
})

test('closed window: text from beyond its edge → acknowledged, its ACK does not count', () => {
  establishedScript({ receiveBuffer: 100 }).run(`
    send 10
    > P. 1:11(10) ack 1
    < P. 1:101(100) ack 1
    + 40
    > . 11:11(0) ack 101 win 0
    < P. 111:121(10) ack 11
    > . 11:11(0) ack 101 win 0
    unacked 10`)
})

test('an ACK without text at the right edge of a full window → counts, and is not answered; with text there, it does not', () => {
  establishedScript({ receiveBuffer: 100 }).run(`
    send 20
    > P. 1:21(20) ack 1 win 100
    < P. 101:111(10) ack 11
    > . 21:21(0) ack 1
    unacked 20
    < . 101:101(0) ack 11
    unacked 10
    < . 102:102(0) ack 21
    > . 21:21(0) ack 1
    unacked 10`)
})

test('an exact RST is at RCV.NXT: at the right edge of a full window → dropped', () => {
  establishedScript({ receiveBuffer: 100 }).run(`
    < R 101:101(0)
    state ESTABLISHED`)
})

test('unacceptable segment → nothing of it counts, not its ACK, not its window', () => {
  const script = establishedScript().run(`
    send 100 = 100
    > P. 1:101(100) ack 1
    < . 70000:70000(0) ack 101 win 7
    > . 101:101(0) ack 1
    unacked 100`)
  assert.is(script.connection.status().snd.wnd, 65535)
})

test('closed window: exact RST → CLOSED (MUST-66)', () => {
  establishedScript({ receiveBuffer: 100 }).run(`
    < P. 1:101(100) ack 1
    + 40
    > . 1:1(0) ack 101 win 0
    < R 101:101(0)
    state CLOSED`)
})

test('closed window: URG with text → the user is told of urgent data (MUST-66)', () => {
  const script = establishedScript({ receiveBuffer: 100 }).run(`
    < P. 1:101(100) ack 1
    + 40
    > . 1:1(0) ack 101 win 0
    < U. 101:111(10) ack 1 urg 10
    > . 1:1(0) ack 101 win 0
    urgent-left 110`)
  assert.is(script.count('urgent'), 1)
})

test('sequence numbers wrap in the middle of the stream → nothing is noticed', () => {
  establishedScript({ peerIsn: 0xfffffff0 }).run(`
    < P. 1:11(10) ack 1
    < P. 31:41(10) ack 1
    > . 1:1(0) ack 11
    < P. 11:31(20) ack 1
    > . 1:1(0) ack 41
    recv 100 = 40`)
})

test.run()
