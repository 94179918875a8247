import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'

test('active OPEN: SYN, SYN,ACK, ACK → ESTABLISHED', () => {
  const script = new Script().run(`
    connect
    > S 0:0(0) win 65535 <mss 1460>
    state SYN-SENT
    < S. 0:0(0) ack 1 win 1000 <mss 1460>
    > . 1:1(0) ack 1 win 65535
    state ESTABLISHED`)
  assert.equal(script.path, ['SYN-SENT', 'ESTABLISHED'])
})

test('passive OPEN: SYN, SYN,ACK, ACK → ESTABLISHED', () => {
  assert.equal(establishedScript().path, ['LISTEN', 'SYN-RECEIVED', 'ESTABLISHED'])
})

test('LISTEN: RST → ignored; ACK → reset with its sequence number from the ACK; anything else → ignored', () => {
  new Script().run(`
    listen
    < R 0:0(0)
    < . 0:0(0) ack 77
    > R 77:77(0)
    < F 0:0(0)
    < P 0:10(10)
    state LISTEN`)
})

test('SYN-SENT: ACK of what was never sent → reset with its sequence number from the ACK, and waits on', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S. 0:0(0) ack 77
    > R 77:77(0)
    < . 0:0(0) ack 0
    > R 0:0(0)
    state SYN-SENT`)
})

test('SYN-SENT: ACK of our SYN without SYN or RST → dropped', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < . 0:0(0) ack 1
    state SYN-SENT`)
})

test('SYN-SENT: RST that acknowledges our SYN → CLOSED, ECONNREFUSED told once', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < R. 0:0(0) ack 1
    state CLOSED
    error ECONNREFUSED
    recv 10 ! ECONNREFUSED
    recv 10 = end
    timer none`)
})

test('SYN-SENT: RST without ACK, or with a wrong one → ignored', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < R 0:0(0)
    < R. 0:0(0) ack 2
    state SYN-SENT`)
})

test('SYN-RECEIVED: RST, passive open → back to LISTEN, no error to the user (MUST-11)', () => {
  const script = new Script().run(`
    listen
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < R 1:1(0)
    state LISTEN
    error none
    timer none
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < . 1:1(0) ack 1
    state ESTABLISHED`)
  assert.is(script.count('error'), 0)
})

test('SYN-RECEIVED: RST, active open → CLOSED, ECONNREFUSED (MUST-11)', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S 0:0(0)
    > S. 0:0(0) ack 1
    state SYN-RECEIVED
    < R 1:1(0)
    state CLOSED
    error ECONNREFUSED`)
})

test('SYN-RECEIVED: another SYN in the window, passive open → back to LISTEN', () => {
  new Script().run(`
    listen
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < S 10:10(0)
    state LISTEN`)
})

test('SYN-RECEIVED: another SYN in the window, active open → challenge ACK', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < S 10:10(0)
    > . 1:1(0) ack 1
    state SYN-RECEIVED`)
})

test('SYN-RECEIVED: the peer repeats its SYN → SYN,ACK again at once', () => {
  new Script().run(`
    listen
    < S 0:0(0)
    > S. 0:0(0) ack 1
    + 500
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < . 1:1(0) ack 1
    state ESTABLISHED`)
})

test('SYN-RECEIVED: ACK of what was never sent → reset, and waits on', () => {
  new Script().run(`
    listen
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < . 1:1(0) ack 2
    > R 2:2(0)
    < . 1:1(0) ack 0
    > R 0:0(0)
    state SYN-RECEIVED`)
})

test('text with the SYN → kept, and acknowledged and given to the user once established', () => {
  new Script().run(`
    listen
    < S 0:100(100)
    > S. 0:0(0) ack 1
    recv 200 = nothing
    < . 101:101(0) ack 1
    recv 200 = 100
    + 40
    > . 1:1(0) ack 101`)
})

test('text and FIN with the SYN → both kept: the end follows the text', () => {
  new Script().run(`
    listen
    < SF 0:100(100)
    > S. 0:0(0) ack 1
    < . 1:1(0) ack 1
    > . 1:1(0) ack 102
    state CLOSE-WAIT
    recv 200 = 100
    recv 200 = end`)
})

test('text with a SYN that crosses ours → acknowledged no earlier than our SYN is', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < S 0:3(3)
    > S. 0:0(0) ack 1
    < S. 0:0(0) ack 1
    state ESTABLISHED
    recv 10 = 3
    + 40
    > . 1:1(0) ack 4`)
})

test('SYN-RECEIVED: CLOSE, and text came with the SYN → it can be read all the same', () => {
  new Script().run(`
    listen
    < S 0:5(5)
    > S. 0:0(0) ack 1
    shutdown
    < . 6:6(0) ack 1
    > F. 1:1(0) ack 6
    state FIN-WAIT-1
    recv 10 = 5`)
})

test('text with the ACK of the SYN → taken in', () => {
  new Script().run(`
    listen
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < P. 1:101(100) ack 1
    state ESTABLISHED
    recv 200 = 100
    + 40
    > . 1:1(0) ack 101`)
})

test('SEND before the handshake is done → queued, sent when established', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    send 100 = 100
    recv 1 = nothing
    < S. 0:0(0) ack 1
    > P. 1:101(100) ack 1`)
})

test('LISTEN with a known peer: SEND → active open (RFC 9293 §3.10.2)', () => {
  new Script().run(`
    listen
    send 10 = 10
    > S 0:0(0)
    state SYN-SENT`)
})

test('LISTEN turned into an active open → a refusal in SYN-RECEIVED is an error, not LISTEN again (MUST-11)', () => {
  for (const call of ['send 10 = 10', 'connect']) {
    new Script().run(`
      listen
      ${call}
      > S 0:0(0)
      < S 0:0(0)
      > S. 0:0(0) ack 1
      < R 1:1(0)
      state CLOSED
      error ECONNREFUSED`)
  }
})

test('SYN-RECEIVED: SYN with RST at the old number → ignored', () => {
  new Script().run(`
    listen
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < SR 0:0(0)
    state SYN-RECEIVED`)
})

test('LISTEN without a peer: SEND and active OPEN → EDESTADDRREQ', () => {
  new Script({ remote: false }).run(`
    listen
    send 10 ! EDESTADDRREQ
    connect ! EDESTADDRREQ
    state LISTEN`)
})

test('calls before OPEN → ENOTCONN; a second OPEN → EISCONN', () => {
  new Script().run(`
    send 1 ! ENOTCONN
    recv 1 ! ENOTCONN
    shutdown ! ENOTCONN
    abort
    connect
    > S 0:0(0)
    connect ! EISCONN
    listen ! EISCONN`)
})

test('CLOSE in LISTEN and SYN-SENT → CLOSED, nothing is sent, no timer is left', () => {
  new Script().run(`
    listen
    shutdown
    state CLOSED
    timer none`)
  new Script().run(`
    connect
    > S 0:0(0)
    shutdown
    state CLOSED
    timer none`)
})

test('CLOSED: any segment but RST → reset', () => {
  new Script({ peerIsn: 0 }).run(`
    < S 10:10(0)
    > R. 0:0(0) ack 11
    < . 10:10(0) ack 5
    > R 5:5(0)
    < R 10:10(0)
    < F 10:15(5)
    > R. 0:0(0) ack 16`)
})

test('SYN-RECEIVED, passive: text with the SYN, then RST → the next peer’s stream begins without it', () => {
  new Script().run(`
    listen
    < S 0:10(10)
    > S. 0:0(0) ack 1
    < R 1:1(0)
    state LISTEN
    < S 0:0(0)
    > S. 0:0(0) ack 1
    < . 1:1(0) ack 1
    state ESTABLISHED
    readable 0
    < P. 1:11(10) ack 1
    + 40
    > . 1:1(0) ack 11
    recv 50 = 10`)
})

test('SYN-RECEIVED, passive: text with the SYN, then another SYN → LISTEN; the next stream begins without it', () => {
  new Script().run(`
    listen
    < S 0:10(10)
    > S. 0:0(0) ack 1
    < S 20:20(0)
    state LISTEN
    < S 100:100(0)
    > S. 0:0(0) ack 101
    < . 101:101(0) ack 1
    state ESTABLISHED
    readable 0`)
})

test('SYN-SENT: the peer holds an old connection → reset, and the SYN again soon, once, however often it is asked for', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < . 700:700(0) ack 300
    > R 300:300(0)
    + 2
    > S 0:0(0)
    < . 700:700(0) ack 300
    > R 300:300(0)
    + 998
    + 2
    > S 0:0(0)
    < S. 0:0(0) ack 1 <mss 1460>
    > . 1:1(0) ack 1
    state ESTABLISHED`)
})

test.run()
