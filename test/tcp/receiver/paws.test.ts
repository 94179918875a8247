import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Timestamps } from '../../../lib/tcp/receiver/timestamps.ts'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'
import { Pair, THERE } from '../../helpers/tcp-stacks.ts'

const withTimestamps = { timestamps: true, synOptions: 'mss 1460, ts 100/0' }

test('timestamps offered and taken → in every segment, RST too, echoing TS.Recent', () => {
  new Script({ timestamps: true }).run(`
    connect
    > S 0:0(0) <mss 1460, ts 0/0>
    + 100
    < S. 0:0(0) ack 1 <mss 1460, ts 777/0>
    > . 1:1(0) ack 1 <ts 100/777>
    send 10
    > P. 1:11(10) ack 1 <ts 100/777>
    abort
    > R 11:11(0) <ts 100/777>`)
})

test('timestamps not offered by the peer → not used', () => {
  new Script({ timestamps: true }).run(`
    listen
    < S 0:0(0) <mss 1460>
    > S. 0:0(0) ack 1 <mss 1460>
    < . 1:1(0) ack 1
    send 1460
    > P. 1:1461(1460) ack 1 <>`)
})

test('segment with an older timestamp → acknowledged, dropped', () => {
  establishedScript(withTimestamps).run(`
    < P. 1:11(10) ack 1 <ts 200/0>
    + 40
    > . 1:1(0) ack 11 <ts 40/200>
    < P. 11:21(10) ack 1 <ts 199/0>
    > . 1:1(0) ack 11 <ts 40/200>
    readable 10`)
})

test('RST with an older timestamp → counts', () => {
  establishedScript(withTimestamps).run(`
    < R 1:1(0) <ts 5/0>
    state CLOSED`)
})

test('RST in the window with a newer timestamp → the challenge ACK echoes the one before (RFC 7323 §5.2)', () => {
  establishedScript(withTimestamps).run(`
    < R 11:11(0) <ts 300/0>
    > . 1:1(0) ack 1 <ts 0/100>`)
})

test('repeated text with an older timestamp → PAWS drops it before its sequence number is looked at: no DSACK', () => {
  establishedScript({ timestamps: true, sack: true, synOptions: 'mss 1460, sackOK, ts 100/0' }).run(`
    < P. 1:11(10) ack 1 <ts 200/0>
    + 40
    > . 1:1(0) ack 11 <ts 40/200>
    < P. 1:11(10) ack 1 <ts 150/0>
    > . 1:1(0) ack 11 <ts 40/200>`)
})

test('segment without timestamp where both SYNs had one → dropped in silence, but RST', () => {
  establishedScript(withTimestamps).run(`
    < P. 1:11(10) ack 1
    readable 0
    state ESTABLISHED
    < R 1:1(0)
    state CLOSED`)
})

test('TS.Recent → only from segments that reach back to the last ACK sent (RFC 7323 §4.3)', () => {
  establishedScript(withTimestamps).run(`
    < P. 11:21(10) ack 1 <ts 300/0>
    > . 1:1(0) ack 1 <ts 0/100>
    < P. 1:11(10) ack 1 <ts 250/0>
    > . 1:1(0) ack 21 <ts 0/250>`)
})

test('SYN-RECEIVED: the SYN is repeated with a newer timestamp → that one is echoed, an older one never (RFC 7323 §4.3)', () => {
  new Script({ timestamps: true }).run(`
    listen
    < S 0:0(0) <mss 1460, ts 500/0>
    > S. 0:0(0) ack 1 <mss 1460, ts 0/500>
    + 900
    < S 0:0(0) <mss 1460, ts 1500/0>
    > S. 0:0(0) ack 1 <mss 1460, ts 900/1500>
    < S 0:0(0) <mss 1460, ts 1400/0>
    > S. 0:0(0) ack 1 <mss 1460, ts 900/1500>
    < . 1:1(0) ack 1 <ts 1540/900>
    state ESTABLISHED`)
})

test('two SYN,ACKs lost → the first round-trip time is that of the path, without the timeouts of the SYN', () => {
  const pair = new Pair({ b: { settings: { initialRto: 10_000 } } })
  let left = 2
  pair.lose = (_, from) => from === 'b' && left-- > 0
  pair.b.listen({ address: '0.0.0.0', port: 80 })
  const client = pair.a.connect({ address: THERE, port: 80 }, 0)
  pair.settle().wait(5000)
  assert.is(client.state, 'ESTABLISHED')
  assert.is(client.status().sender?.srtt, 0)
})

test('a delayed ACK → echoes the timestamp of the first segment that it acknowledges', () => {
  establishedScript(withTimestamps).run(`
    < . 1:1449(1448) ack 1 <ts 300/0>
    < . 1449:2897(1448) ack 1 <ts 310/0>
    > . 1:1(0) ack 2897 <ts 0/300>`)
})

test('timestamp from long ago after 24 idle days → trusted again (RFC 7323 §5.5)', () => {
  const timestamps = new Timestamps(0)
  const day = 24 * 3_600_000
  timestamps.start(1000, 0)
  assert.ok(timestamps.isStale(999, 24 * day))
  assert.not(timestamps.isStale(999, 24 * day + 1))
  timestamps.update(999, 24 * day + 1)
  assert.is(timestamps.recent, 999)
})

test('a timestamp refreshed → its 24 days begin anew', () => {
  const timestamps = new Timestamps(0)
  const day = 24 * 3_600_000
  timestamps.start(1000, 0)
  timestamps.update(1001, 20 * day)
  assert.ok(timestamps.isStale(1000, 40 * day))
  timestamps.update(900, 40 * day)
  assert.is(timestamps.recent, 1001)
})

test('timestamps wrap → still in order', () => {
  const timestamps = new Timestamps(0)
  timestamps.start(0xfffffff0, 0)
  assert.not(timestamps.isStale(5, 1))
  timestamps.update(5, 1)
  assert.is(timestamps.recent, 5)
  assert.ok(timestamps.isStale(0xfffffff0, 2))
})

test('the echo of a value never sent → no round-trip time', () => {
  const timestamps = new Timestamps(50)
  assert.is(timestamps.roundTrip(timestamps.value(10), 25), 15)
  assert.is(timestamps.roundTrip(timestamps.value(30), 25), undefined)
})

test('timestamps not agreed on, the peer sends them all the same → no round-trip time from them', () => {
  const script = establishedScript().run(`
    send 10
    > P. 1:11(10) ack 1
    + 300
    < . 1:1(0) ack 11 <ts 5/300>`)
  assert.is(script.connection.status().sender?.srtt, 37.5)
})

test('a segment whose ACK cannot be, with a timestamp far ahead → TS.Recent stays, and what the peer sends is taken', () => {
  establishedScript(withTimestamps).run(`
    < P. 1:11(10) ack 5000 <ts 90000/0>
    > . 1:1(0) ack 1 <ts 0/100>
    < P. 1:11(10) ack 1 <ts 101/0>
    + 40
    > . 1:1(0) ack 11 <ts 40/101>
    recv 20 = 10`)
})

test.run()
