import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DelayedAck } from '../../../lib/tcp/receiver/delayed-ack.ts'
import { establishedScript } from '../../helpers/tcp-script.ts'

const quick = (quickAcks = 16): DelayedAck => new DelayedAck({ delayedAck: 40, mss: 1460, quickAcks })

/** Takes in one small segment and sends the ACK, if it is due. */
function hears(ack: DelayedAck, now: number): boolean {
  ack.received(1, now)
  const { due } = ack
  if (due) ack.sent()
  return due
}

test('two quick ACKs → two segments acknowledged at once, the third waits', () => {
  establishedScript({ quickAcks: 2 }).run(`
    < P. 1:11(10) ack 1
    > . 1:1(0) ack 11
    + 1
    < P. 11:21(10) ack 1
    > . 1:1(0) ack 21
    + 1
    < P. 21:31(10) ack 1
    timer 42
    + 40
    > . 1:1(0) ack 31`)
})

test('the program has read a small segment whole → its ACK waits no longer', () => {
  establishedScript({ quickAcks: 1 }).run(`
    < P. 1:11(10) ack 1
    > . 1:1(0) ack 11
    recv 10
    + 1
    < P. 11:21(10) ack 1
    recv 5
    timer 41
    recv 5
    > . 1:1(0) ack 21
    timer none`)
})

test('without quick ACKs → it waits', () => {
  establishedScript().run(`
    < P. 1:11(10) ack 1
    recv 10
    timer 40
    + 40
    > . 1:1(0) ack 11`)
})

test('the program answers → interactive: the ACK waits for the answer, though there are quick ACKs left', () => {
  establishedScript({ quickAcks: 16, noDelay: true }).run(`
    < P. 1:11(10) ack 1
    > . 1:1(0) ack 11
    recv 10
    send 10
    > P. 1:11(10) ack 11
    + 1
    < P. 11:21(10) ack 11
    recv 10
    timer 41
    send 10
    > P. 11:21(10) ack 21`)
})

test('no answer in time → no longer interactive: small segments that are read are acknowledged at once', () => {
  const ack = quick(1)
  assert.ok(hears(ack, 0))
  ack.answered(1)
  assert.not(hears(ack, 2))
  assert.not(ack.allRead())
  assert.ok(ack.expire(ack.deadline))
  ack.sent()
  assert.not(hears(ack, 43))
  assert.ok(ack.allRead())
})

test('segments 100 ms apart → the delay grows with the pace, to the round trip, and never past 200 ms', () => {
  for (const [srtt, most] of [
    [50, 50],
    [1000, 200],
    [10, 40],
  ] as const) {
    const ack = quick(1)
    ack.times = { srtt, value: 3000 }
    hears(ack, 0)
    let [now, longest] = [0, 0]
    for (let round = 0; round < 12; round++) {
      now += 100
      ack.received(1, now)
      longest = Math.max(longest, ack.deadline - now)
      now = Math.max(now, ack.deadline)
      ack.expire(now)
      ack.sent()
    }
    assert.is(longest, most, `SRTT ${srtt}`)
  }
})

test('nothing for longer than the RTO → the sender begins again, and quick ACKs too', () => {
  const ack = quick(2)
  ack.times = { srtt: 20, value: 300 }
  const dues = [0, 1, 2].map((now) => hears(ack, now))
  assert.equal(dues, [true, true, false])
  ack.expire(ack.deadline)
  ack.sent()
  assert.equal(
    [302, 303, 304].map((now) => hears(ack, now)),
    [false, false, false],
  )
  ack.expire(ack.deadline)
  ack.sent()
  assert.equal(
    [605, 606, 607].map((now) => hears(ack, now)),
    [true, true, false],
  )
})

test.run()
