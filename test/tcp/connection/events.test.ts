import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TcpEvent } from '../../../lib/tcp/stack/events.ts'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'
import { eventsOf, makeStack, Pair, THERE } from '../../helpers/tcp-stacks.ts'

function types(events: TcpEvent[]): string[] {
  return events.map((event) => (event.type === 'state' ? event.to : event.type))
}

test('a connection from SYN to the end → what a program on sockets needs to know, in order', () => {
  const pair = new Pair()
  const { client, server } = pair.connected()
  assert.equal(types(eventsOf(pair.a)), ['SYN-SENT', 'ESTABLISHED', 'writable'])
  assert.equal(types(eventsOf(pair.b)), ['LISTEN', 'SYN-RECEIVED', 'ESTABLISHED', 'writable', 'acceptable'])
  client.send(new Uint8Array(10), 0)
  pair.settle()
  client.closeSend(0)
  pair.settle()
  assert.equal(types(eventsOf(pair.b)), ['readable', 'CLOSE-WAIT'])
  server.abort(0)
  pair.settle()
  assert.equal(types(eventsOf(pair.a)), ['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSED', 'error', 'readable', 'writable'])
})

test('readable → once until it is polled, then again', () => {
  const pair = new Pair()
  const { client } = pair.connected()
  eventsOf(pair.b)
  for (let count = 0; count < 3; count++) {
    client.send(new Uint8Array(10), 0)
    pair.settle().wait(50)
  }
  assert.equal(types(eventsOf(pair.b)), ['readable'])
  client.send(new Uint8Array(10), 0)
  pair.settle()
  assert.equal(types(eventsOf(pair.b)), ['readable'])
})

test('writable → only to who was refused room, when a third of the buffer is free', () => {
  const script = establishedScript({ sendBuffer: 3000 }).run('send 1000 = 1000\n> P. 1:1001(1000) ack 1')
  script.events.length = 0
  script.run('< . 1:1(0) ack 1001')
  assert.is(script.count('writable'), 0)
  script.run(`
    send 5000 = 3000
    > . 1001:2461(1460) ack 1
    > . 2461:3921(1460) ack 1
    < . 1:1(0) ack 1500`)
  assert.is(script.count('writable'), 0)
  script.run('< . 1:1(0) ack 2461')
  assert.is(script.count('writable'), 1)
  script.run('< . 1:1(0) ack 3921\n> P. 3921:4001(80) ack 1\n< . 1:1(0) ack 4001')
  assert.is(script.count('writable'), 1)
})

test('detail none → no event at all; all → timers and samples too', () => {
  assert.equal(new Script({ events: 'none' }).run('connect\n> S 0:0(0)\n< R. 0:0(0) ack 1').events, [])
  const script = establishedScript({ events: 'all', msl: 1000 })
  script.events.length = 0
  script.run('< P. 1:11(10) ack 1\n+ 40\n> . 1:1(0) ack 11')
  assert.equal(types(script.events), ['readable', 'sample', 'timer'])
  const sample = script.events.find((event) => event.type === 'sample')
  assert.equal([sample?.sndWnd, sample?.rcvNxt, sample?.flight], [65535, 5011, 0])
  const timer = script.events.find((event) => event.type === 'timer')
  assert.equal([timer?.timer, timer?.time], ['delayed-ack', 40])
  script.run('shutdown\n> F. 1:1(0) ack 11\n< F. 11:11(0) ack 2\n> . 2:2(0) ack 12\n+ 2000\nstate CLOSED')
  assert.ok(script.events.some((event) => event.type === 'timer' && event.timer === 'time-wait' && event.time === 2040))
  assert.ok(script.events.some((event) => event.type === 'sample' && event.flight === 1))
})

test('the sending half has news → passed on with detail all', () => {
  const script = establishedScript({ events: 'all' }).run('send 10\n> P. 1:11(10) ack 1\n+ 1000\n> P. 1:11(10) ack 1')
  assert.ok(script.events.some((event) => event.type === 'sender' && event.event.type === 'timer'))
})

test('many events, polled late → all of them, in order', () => {
  const stack = makeStack(1)
  for (let port = 1; port <= 3000; port++) stack.connect({ address: THERE, port }, port)
  const times = eventsOf(stack).map(({ time }) => time)
  assert.equal(
    times,
    Array.from({ length: 3000 }, (_, index) => index + 1),
  )
})

test('canReceive and writable follow the state', () => {
  const { connection } = new Script().run('connect\n> S 0:0(0)')
  assert.equal([connection.canReceive, connection.writable], [false, 65_536])
  const open = establishedScript()
  assert.equal([open.connection.canReceive, open.connection.writable], [false, 65_536])
  open.run('< F. 1:11(10) ack 1\n> . 1:1(0) ack 12')
  assert.equal([open.connection.canReceive, open.connection.readable], [true, 10])
  open.run('recv 10 = 10')
  assert.ok(open.connection.canReceive)
  open.run('shutdown\n> F. 1:1(0) ack 12')
  assert.is(open.connection.writable, 0)
})

test('one octet arrives → readable; text in a SYN,ACK → readable once established', () => {
  const script = establishedScript()
  script.run('< P. 1:2(1) ack 1\n+ 40\n> . 1:1(0) ack 2')
  assert.is(script.count('readable'), 1)
  const early = new Script().run(`
    connect
    > S 0:0(0)
    < S. 0:10(10) ack 1
    > . 1:1(0) ack 11`)
  assert.is(early.count('readable'), 1)
})

test('text with a SYN → nothing to read is reported before the handshake is done', () => {
  const script = new Script().run(`
    listen
    < S 0:10(10)
    > S. 0:0(0) ack 1`)
  assert.is(script.count('readable'), 0)
  script.run('< . 11:11(0) ack 1')
  assert.is(script.count('readable'), 1)
})

test('writable → once until it is polled, then again', () => {
  const script = establishedScript({ sendBuffer: 1000 })
  script.events.length = 0
  const { connection } = script
  for (let sent = 0; sent < 2; sent++) {
    connection.send(new Uint8Array(2000), 0)
    connection.pollTransmit(0)
    const { una, nxt } = connection.status().snd
    assert.is((nxt - una) | 0, 1000)
    script.connection.segmentArrives(
      makeSegment({ sourcePort: 9000, destinationPort: 80, seq: 5001, ack: nxt, flags: { ack: true }, window: 65_535 }),
      0,
    )
  }
  const polled: string[] = []
  for (let event = connection.pollEvent(); event; event = connection.pollEvent()) polled.push(event.type)
  assert.equal(polled, ['writable'])
})

test('exactly a third of the buffer is free → writable', () => {
  const script = establishedScript({ sendBuffer: 3000, synOptions: 'mss 1000' })
  script.events.length = 0
  script.run(`
    send 5000 = 3000
    > . 1:1001(1000) ack 1
    > . 1001:2001(1000) ack 1
    > P. 2001:3001(1000) ack 1
    < . 1:1(0) ack 1000`)
  assert.is(script.count('writable'), 0)
  script.run('< . 1:1(0) ack 1001')
  assert.is(script.count('writable'), 1)
})

test.run()
