import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Connection } from '../../../lib/tcp/connection/connection.ts'
import type { Tcb } from '../../../lib/tcp/connection/tcb.ts'
import { reopens } from '../../../lib/tcp/stack/reuse.ts'
import { type Flags, makeSegment, type Segment } from '../../../lib/tcp/wire/segment.ts'
import { HERE, Pair, packetOf, sentBy, THERE } from '../../helpers/tcp-stacks.ts'

interface Reopened {
  pair: Pair
  server: Connection
  /** A SYN of the same two ends; its number and timestamp lie so far beyond the last ones. */
  syn: (beyond: { seq: number; timestamp?: number }) => Uint8Array
}

/** A server in TIME-WAIT. */
function inTimeWait(timestamps: boolean, backlog?: number): Reopened {
  const settings = { timestamps }
  const pair = new Pair({ a: { settings }, b: { settings } })
  const { client, server } = pair.connected(80, backlog)
  server.closeSend(0)
  pair.settle()
  client.closeSend(0)
  pair.settle()
  assert.is(server.state, 'TIME-WAIT')
  const syn: Reopened['syn'] = ({ seq, timestamp }) => {
    const value = (server.tcb.timestamps.recent + (timestamp ?? 0)) >>> 0
    const segment = makeSegment({
      sourcePort: client.local.port,
      destinationPort: 80,
      seq: (server.status().rcv.nxt + seq) >>> 0,
      flags: { syn: true },
      options: timestamp === undefined ? {} : { timestamps: { value, echo: 0 } },
    })
    return packetOf(segment, HERE, THERE)
  }
  return { pair, server, syn }
}

/** A server in TIME-WAIT, and what it answers to a SYN whose number and timestamp lie so far beyond the last ones. */
function answerInTimeWait(timestamps: boolean, beyond: { seq: number; timestamp?: number }): 'SYN,ACK' | 'ACK' {
  const { pair, server, syn } = inTimeWait(timestamps)
  pair.b.packetArrives(syn(beyond), 1)
  const [answer, ...more] = sentBy(pair.b, 1)
  assert.equal(more, [])
  assert.is(server.state, answer?.flags.syn ? 'CLOSED' : 'TIME-WAIT')
  return answer?.flags.syn ? 'SYN,ACK' : 'ACK'
}

test('TIME-WAIT with timestamps: a SYN with a later one → a new connection, whatever its number (SHLD-4, RFC 6191)', () => {
  assert.is(answerInTimeWait(true, { seq: -5000, timestamp: 1 }), 'SYN,ACK')
  assert.is(answerInTimeWait(true, { seq: 5000, timestamp: 1 }), 'SYN,ACK')
})

test('TIME-WAIT with timestamps: the same one → the number decides; an earlier one → challenge ACK', () => {
  assert.is(answerInTimeWait(true, { seq: 1, timestamp: 0 }), 'SYN,ACK')
  assert.is(answerInTimeWait(true, { seq: 0, timestamp: 0 }), 'ACK')
  assert.is(answerInTimeWait(true, { seq: 5000, timestamp: -1 }), 'ACK')
})

test('TIME-WAIT with timestamps: a SYN without → the number decides', () => {
  assert.is(answerInTimeWait(true, { seq: 1 }), 'SYN,ACK')
  assert.is(answerInTimeWait(true, { seq: -1 }), 'ACK')
})

test('TIME-WAIT without timestamps: a SYN with one, or with a later number → a new connection', () => {
  assert.is(answerInTimeWait(false, { seq: -5000, timestamp: 1 }), 'SYN,ACK')
  assert.is(answerInTimeWait(false, { seq: -5000, timestamp: -1 }), 'SYN,ACK')
  assert.is(answerInTimeWait(false, { seq: 1 }), 'SYN,ACK')
  assert.is(answerInTimeWait(false, { seq: 0 }), 'ACK')
})

test('TIME-WAIT: a later SYN, but no room for it at the listener → dropped, and TIME-WAIT goes on', () => {
  const { pair, server, syn } = inTimeWait(true, 0)
  pair.a.connect({ address: THERE, port: 80 }, pair.now)
  pair.settle()
  pair.b.packetArrives(syn({ seq: 1, timestamp: 1 }), 1)
  assert.equal(sentBy(pair.b, 1), [])
  assert.is(server.state, 'TIME-WAIT')
})

test('TIME-WAIT: a later SYN with ACK or RST → opens nothing', () => {
  const tcb = { receiver: { nxt: 100 }, timestamps: { enabled: false, recent: 0 } } as unknown as Tcb
  const segment = (flags: Flags): Segment => makeSegment({ seq: 200, flags })
  assert.is(reopens(tcb, segment({ syn: true })), true)
  assert.is(reopens(tcb, segment({ syn: true, ack: true })), false)
  assert.is(reopens(tcb, segment({ syn: true, rst: true })), false)
  assert.is(reopens(tcb, segment({})), false)
})

test.run()
