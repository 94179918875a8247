import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { windowScaleFor } from '../../../lib/tcp/receiver/receiver.ts'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'

test('unread octets fill the buffer → the window closes, its right edge stays', () => {
  establishedScript({ receiveBuffer: 4000 }).run(`
    < . 1:1461(1460) ack 1
    < . 1461:2921(1460) ack 1
    > . 1:1(0) ack 2921 win 1080
    < . 2921:4001(1080) ack 1
    + 40
    > . 1:1(0) ack 4001 win 0`)
})

test('closed window, a little is read → no window worth a segment is offered (MUST-39)', () => {
  establishedScript({ receiveBuffer: 4000 }).run(`
    < . 1:4001(4000) ack 1
    > . 1:1(0) ack 4001 win 0
    recv 1000 = 1000
    recv 459 = 459
    < . 4001:4002(1) ack 1
    > . 1:1(0) ack 4001 win 0
    recv 1 = 1
    > . 1:1(0) ack 4001 win 1460`)
})

test('closed window of a small buffer → reported when half of it is free (MUST-39)', () => {
  establishedScript({ receiveBuffer: 1000 }).run(`
    < . 1:1001(1000) ack 1
    + 40
    > . 1:1(0) ack 1001 win 0
    recv 499 = 499
    recv 1 = 1
    > . 1:1(0) ack 1001 win 500`)
})

test('a wide window, read by read → the peer is told when it has doubled', () => {
  establishedScript({ receiveBuffer: 20000 }).run(`
    < . 1:1461(1460) ack 1
    < . 1461:2921(1460) ack 1
    > . 1:1(0) ack 2921 win 17080
    recv 2920 = 2920
    < . 2921:12921(10000) ack 1
    > . 1:1(0) ack 12921 win 10000
    recv 9000 = 9000
    < . 12921:19921(7000) ack 1
    > . 1:1(0) ack 19921 win 12000
    recv 1000 = 1000
    recv 7000 = 7000`)
})

test('the buffer is made smaller → what was offered is still taken', () => {
  establishedScript({ receiveBuffer: 4000 }).run(`
    buffer 1000
    < . 1:1001(1000) ack 1
    + 40
    > . 1:1(0) ack 1001 win 3000`)
})

test('window scale: offered in SYN, used after it, the SYN itself not scaled (RFC 7323 §2)', () => {
  new Script({ receiveBuffer: 1_000_000, windowScale: true }).run(`
    connect
    > S 0:0(0) win 65535 <mss 1460, wscale 4>
    < S. 0:0(0) ack 1 win 1000 <mss 1460, wscale 2>
    > . 1:1(0) ack 1 win 62500
    < . 1:1(0) ack 1 win 730
    send 3000 = 3000
    > . 1:1461(1460) ack 1 win 62500
    > . 1461:2921(1460) ack 1`)
})

test('window scale: the peer does not offer it → neither side scales', () => {
  new Script({ receiveBuffer: 1_000_000, windowScale: true }).run(`
    listen
    < S 0:0(0) win 1000 <mss 1460>
    > S. 0:0(0) ack 1 win 65535 <mss 1460>
    < . 1:1(0) ack 1 win 500
    send 3000 = 3000
    > . 1:501(500) ack 1 win 65535`)
})

test('window scale above 14 → taken as 14 (RFC 7323 §2.3)', () => {
  const script = new Script({ windowScale: true }).run(`
    listen
    < S 0:0(0) win 1000 <mss 1460, wscale 20>
    > S. 0:0(0) ack 1 <mss 1460, wscale 0>
    < . 1:1(0) ack 1 win 1`)
  assert.is(script.connection.status().options.sendShift, 14)
  assert.is(script.connection.status().snd.wnd, 16384)
})

test('windowScaleFor: the least shift that expresses the buffer, at most 14', () => {
  assert.equal([1, 65535, 65536, 131070, 131071, 2 ** 30].map(windowScaleFor), [0, 0, 1, 1, 2, 14])
  assert.is(windowScaleFor(2 ** 40), 14)
})

test('the peer closes its window → a probe is sent, and goes on while probes are answered (MUST-36, MUST-37)', () => {
  establishedScript().run(`
    < . 1:1(0) ack 1 win 0
    send 100 = 100
    + 1000
    > . 1:2(1) ack 1
    < . 1:1(0) ack 1 win 0
    + 2000
    > . 1:2(1) ack 1
    < . 1:1(0) ack 1 win 1000
    > P. 1:101(100) ack 1`)
})

test('the peer takes its window back → an ACK carries a sequence number that it accepts (MUST-34)', () => {
  establishedScript().run(`
    send 1000 = 1000
    > P. 1:1001(1000) ack 1
    < . 1:1(0) ack 1 win 500
    < P. 1:11(10) ack 1 win 500
    + 40
    > . 501:501(0) ack 11`)
})

test('status: the variables of both halves', () => {
  const { snd, rcv, state, buffered, readable } = establishedScript()
    .run(`
    send 100
    > P. 1:101(100) ack 1
    < P. 1:11(10) ack 1 win 2000
    + 40
    > . 101:101(0) ack 11`)
    .connection.status()
  assert.equal(
    [state, buffered, readable, snd.wnd, snd.nxt - snd.una, rcv.nxt],
    ['ESTABLISHED', 100, 10, 2000, 100, 5011],
  )
  assert.equal([rcv.irs, rcv.wnd, rcv.up], [5000, 65525, undefined])
})

test('the buffer is made larger → the window grows; smaller → no more is offered than it holds', () => {
  const script = establishedScript({ receiveBuffer: 4000 }).run(`
    buffer 10000
    < . 1:1001(1000) ack 1
    + 40
    > . 1:1(0) ack 1001 win 9000`)
  assert.is(script.connection.receiveBuffer, 10_000)
  script.run(`
    buffer 2000
    < . 1001:9001(8000) ack 1
    > . 1:1(0) ack 9001 win 1000
    < . 9001:10001(1000) ack 1
    + 40
    > . 1:1(0) ack 10001 win 0
    recv 9000 = 9000
    > . 1:1(0) ack 10001 win 1000`)
})

test('no window scale, and a buffer larger than the field → RCV.WND is what was offered, no more', () => {
  const script = establishedScript({ receiveBuffer: 1_000_000 })
  script.run(`
    < P. 1:101(100) ack 1
    + 40
    > . 1:1(0) ack 101 win 65535`)
  assert.is(script.connection.status().rcv.wnd, 65_535)
  script.run(`
    < R 200001:200001(0)
    state ESTABLISHED
    < P. 65636:65637(1) ack 1
    > . 1:1(0) ack 101`)
  assert.is(script.connection.status().waiting, 0)
})

test('the buffer changes between two SYNs → both say the same shift, and the window is scaled by it (RFC 7323 §2.2, 2.3)', () => {
  new Script({ windowScale: true }).run(`
    connect
    > S 0:0(0) win 65535 <mss 1460, wscale 0>
    buffer 1000000
    + 1000
    > S 0:0(0) win 65535 <mss 1460, wscale 0>
    < S. 0:0(0) ack 1 win 65535 <mss 1460, wscale 7>
    > . 1:1(0) ack 1 win 65535`)
})

test('the buffer is made smaller before the SYN is answered → what the SYN offered stays offered', () => {
  const script = new Script({ windowScale: true, receiveBuffer: 1_000_000 })
  script.run(`
    connect
    > S 0:0(0) win 65535 <mss 1460, wscale 4>
    buffer 60000
    < S. 0:0(0) ack 1 win 65535 <mss 1460, wscale 7>
    > . 1:1(0) ack 1 win 4095`)
  assert.is(script.connection.status().rcv.wnd, 65_535)
})

test.run()
