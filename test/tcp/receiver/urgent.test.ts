import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'

test('URG → the user is told, and how much is still to be read (MUST-30, MUST-32, MUST-33)', () => {
  const script = establishedScript().run(`
    < U. 1:101(100) ack 1 urg 60
    urgent-left 60
    recv 50 = 50
    urgent-left 10
    recv 50 = 50
    urgent-left 0
    + 40
    > . 1:1(0) ack 101`)
  assert.is(script.count('urgent'), 1)
})

test('urgent data of any length, announced before it comes (MUST-31)', () => {
  establishedScript().run(`
    < U. 1:11(10) ack 1 urg 5000
    urgent-left 5000
    recv 10 = 10
    urgent-left 4990
    + 40
    > . 1:1(0) ack 11`)
})

test('URG on a SYN → its pointer counts from the SYN on (RFC 9293 §3.1)', () => {
  new Script().run(`
    connect
    > S 0:0(0)
    < SU. 0:10(10) ack 1 win 1000 urg 5 <mss 1460>
    > . 1:1(0) ack 11
    urgent-left 4`)
})

test('a FIN follows the urgent data → as much of it is still to be read as before', () => {
  establishedScript().run(`
    < FU. 1:101(100) ack 1 urg 60
    > . 1:1(0) ack 102
    urgent-left 60
    recv 50 = 50
    urgent-left 10`)
})

test('more urgent data → told again; the same once more → not', () => {
  const script = establishedScript().run(`
    < U. 1:11(10) ack 1 urg 20
    < U. 11:21(10) ack 1 urg 10
    < U. 21:31(10) ack 1 urg 30
    urgent-left 50
    + 40
    > . 1:1(0) ack 31`)
  assert.is(script.count('urgent'), 2)
})

test('urgent SEND → URG, its pointer names the octet after the urgent data (MUST-62)', () => {
  establishedScript().run(`
    urgent 10 = 10
    > UP. 1:11(10) ack 1 urg 10
    send 10 = 10
    < . 1:1(0) ack 11
    > P. 11:21(10) ack 1`)
})

test('after the peer has closed, URG → ignored', () => {
  const script = establishedScript().run(`
    < F. 1:1(0) ack 1
    > . 1:1(0) ack 2
    < U. 2:2(0) ack 1 urg 10`)
  assert.is(script.count('urgent'), 0)
})

test('nothing is urgent → no pointer', () => {
  establishedScript().run(`
    < P. 1:11(10) ack 1
    + 40
    > . 1:1(0) ack 11 urg 0`)
})

test.run()
