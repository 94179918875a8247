import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DelayedAck } from '../../../lib/tcp/receiver/delayed-ack.ts'
import { establishedScript } from '../../helpers/tcp-script.ts'

test('one segment → its ACK waits 40 ms', () => {
  establishedScript().run(`
    < P. 1:1461(1460) ack 1
    timer 40
    + 39
    + 1
    > . 1:1(0) ack 1461
    timer none`)
})

test('a second full-sized segment → ACK at once for both (MUST-58)', () => {
  establishedScript().run(`
    < . 1:1461(1460) ack 1
    < . 1461:2921(1460) ack 1
    > . 1:1(0) ack 2921
    timer none`)
})

test('data to send meanwhile → the ACK rides on it', () => {
  establishedScript().run(`
    < P. 1:101(100) ack 1
    + 20
    send 10
    > P. 1:11(10) ack 101
    timer 1020`)
})

test('small segments → one ACK for more than 536 octets', () => {
  establishedScript().run(`
    < P. 1:201(200) ack 1
    < P. 201:401(200) ack 1
    < P. 401:601(200) ack 1
    > . 1:1(0) ack 601`)
})

test('536 octets in small segments → the ACK waits; one more → at once', () => {
  establishedScript().run(`
    < P. 1:401(400) ack 1
    < P. 401:537(136) ack 1
    timer 40
    < P. 537:538(1) ack 1
    > . 1:1(0) ack 538`)
})

test('out of order → ACK at once; the hole filled → ACK at once', () => {
  establishedScript().run(`
    < P. 101:201(100) ack 1
    > . 1:1(0) ack 1
    < P. 1:51(50) ack 1
    > . 1:1(0) ack 51
    < P. 51:101(50) ack 1
    > . 1:1(0) ack 201`)
})

test('FIN → ACK at once', () => {
  establishedScript().run(`
    < F. 1:11(10) ack 1
    > . 1:1(0) ack 12`)
})

test('delay 0 → every segment is acknowledged at once', () => {
  establishedScript({ delayedAck: 0 }).run(`
    < P. 1:11(10) ack 1
    > . 1:1(0) ack 11
    < P. 11:21(10) ack 1
    > . 1:1(0) ack 21`)
})

test('a delay of half a second or more → refused (MUST-40)', () => {
  assert.throws(() => establishedScript({ delayedAck: 500 }), /delayedAck is 500/)
  const ack = new DelayedAck({ delayedAck: 5000, mss: 1460, quickAcks: 0 })
  ack.received(10, 0)
  assert.ok(ack.deadline < 500)
})

test('several segments taken in before anything is sent → one ACK for all (MUST-59)', () => {
  const script = establishedScript()
  const { connection } = script
  for (let count = 0; count < 4; count++) {
    const seq = (5001 + count * 1460) >>> 0
    const ack = connection.tcb.sender?.sndNxt ?? 0
    connection.segmentArrives(
      {
        sourcePort: 9000,
        destinationPort: 80,
        seq,
        ack,
        flags: { ack: true },
        window: 1000,
        urgentPointer: 0,
        options: {},
        payload: new Uint8Array(1460),
      },
      0,
    )
  }
  assert.is(connection.pollTransmit(0)?.ack, 5001 + 4 * 1460)
  assert.is(connection.pollTransmit(0), undefined)
})

test('a FIN waits for what comes before it → its coming is acknowledged at once, hole or not', () => {
  establishedScript().run(`
    < F. 101:101(0) ack 1
    > . 1:1(0) ack 1
    < . 1:51(50) ack 1
    > . 1:1(0) ack 51
    < . 51:101(50) ack 1
    > . 1:1(0) ack 102`)
})

test.run()
