import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Script } from '../../helpers/tcp-script.ts'

test('SYN-SENT: SYN without ACK → SYN-RECEIVED, SYN,ACK; ACK → ESTABLISHED (MUST-10)', () => {
  const script = new Script().run(`
    connect
    > S 0:0(0) <mss 1460>
    < S 0:0(0) win 1000 <mss 1000>
    > S. 0:0(0) ack 1 <mss 1460>
    state SYN-RECEIVED
    < . 1:1(0) ack 1 win 1000
    state ESTABLISHED`)
  assert.equal(script.path, ['SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED'])
})

test('SYN-RECEIVED after crossing SYNs: the peer answers with SYN,ACK as we did → ESTABLISHED (MUST-10)', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < S. 0:0(0) ack 1 win 1000
    state ESTABLISHED
    send 10 = 10
    > P. 1:11(10) ack 1`)
})

test('crossing SYNs with window scales: the window of the SYN,ACK is not scaled (RFC 7323 §2.2)', () => {
  const { connection } = new Script({ windowScale: true }).run(`
    connect
    > S 0:0(0)
    < S 0:0(0) win 1000 <mss 1460, wscale 3>
    > S. 0:0(0) ack 1
    < S. 0:0(0) ack 1 win 1000 <mss 1460, wscale 3>
    state ESTABLISHED`)
  assert.is(connection.status().snd.wnd, 1000)
})

const SCALED = `
    connect
    > S 0:0(0)
    < S 0:0(0) win 10 <mss 1460, wscale 3>
    > S. 0:0(0) ack 1
    < S. 0:0(0) ack 1 win 10 <mss 1460, wscale 3>
    state ESTABLISHED
    send 10 = 10
    > P. 1:11(10) ack 1`

test('all that the SYN offered is sent, and the field rounds it down → ACKs go on from SND.NXT: both ends may have done so', () => {
  new Script({ windowScale: true }).run(`${SCALED}
    < P. 1:11(10) ack 1 win 1
    + 40
    > . 11:11(0) ack 11
    < . 11:11(0) ack 11 win 1
    unacked 0`)
})

test('the window is taken back by more than that → the ACK is at its edge, where it is taken', () => {
  new Script({ windowScale: true }).run(`${SCALED}
    < P. 1:11(10) ack 1 win 0
    + 40
    > . 1:1(0) ack 11`)
})

test('crossing SYNs: the SYN,ACK comes again when established → challenge ACK, nothing else', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < S. 0:0(0) ack 1
    < S. 0:0(0) ack 1
    > . 1:1(0) ack 1
    state ESTABLISHED`)
})

test('crossing SYNs: the SYN,ACK is repeated until it is acknowledged', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S 0:0(0)
    > S. 0:0(0) ack 1
    + 1000
    > S. 0:0(0) ack 1
    + 2000
    > S. 0:0(0) ack 1
    < . 1:1(0) ack 1
    state ESTABLISHED`)
})

test('CLOSE in SYN-RECEIVED with nothing to send → FIN-WAIT-1, FIN after the handshake', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S 0:0(0)
    > S. 0:0(0) ack 1
    shutdown
    state FIN-WAIT-1
    < . 1:1(0) ack 1
    > F. 1:1(0) ack 1
    < . 1:1(0) ack 2
    state FIN-WAIT-2`)
})

test('CLOSE in SYN-RECEIVED with data to send → queued until established', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S 0:0(0)
    > S. 0:0(0) ack 1
    send 100 = 100
    shutdown
    send 1 ! EPIPE
    state SYN-RECEIVED
    < . 1:1(0) ack 1
    > FP. 1:101(100) ack 1
    state FIN-WAIT-1`)
})

test.run()
