import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventsOf, HERE, Pair, THERE } from '../../helpers/tcp-stacks.ts'

test('backlog n → n + 1 connections wait for accept, the next handshake is not completed', () => {
  for (const backlog of [0, 1, 2, 5]) {
    const pair = new Pair()
    const listener = pair.b.listen({ address: '0.0.0.0', port: 80 }, { backlog })
    const clients = Array.from({ length: backlog + 3 }, () => {
      const client = pair.a.connect({ address: THERE, port: 80 }, pair.now)
      pair.settle()
      return client
    })
    assert.is(listener.queued, backlog + 1)
    assert.is(clients.filter(({ state }) => state === 'ESTABLISHED').length, backlog + 1)
    assert.equal(
      clients.slice(-2).map(({ state }) => state),
      ['SYN-SENT', 'SYN-SENT'],
    )
  }
})

test('a full accept queue, then accept → the repeated SYN gets in', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 }, { backlog: 0 })
  pair.a.connect({ address: THERE, port: 80 }, pair.now)
  pair.settle()
  const second = pair.a.connect({ address: THERE, port: 80 }, pair.now)
  pair.settle()
  assert.is(second.state, 'SYN-SENT')
  assert.ok(listener.accept())
  pair.wait(1000)
  assert.is(second.state, 'ESTABLISHED')
  assert.is(listener.accept()?.remote.port, second.local.port)
})

test('the queue fills while two are in SYN-RECEIVED → the later ACK is dropped; it is asked for again', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 }, { backlog: 0 })
  const clients = [1, 2].map(() => pair.a.connect({ address: THERE, port: 80 }, pair.now))
  pair.carryAll('a').settle()
  assert.equal(
    clients.map(({ state }) => state),
    ['ESTABLISHED', 'ESTABLISHED'],
  )
  assert.is(listener.queued, 1)
  assert.is(listener.halfOpen, 1)
  clients[1]?.send(new Uint8Array(10), pair.now)
  pair.settle()
  assert.is(listener.halfOpen, 1)
  assert.ok(listener.accept())
  pair.wait(1000)
  assert.is(listener.halfOpen, 0)
  assert.is(listener.accept()?.readable, 10)
})

test('accept: first come, first served; nothing waits → undefined; an event says that one waits', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  const ports = [1, 2, 3].map(() => {
    const { local } = pair.a.connect({ address: THERE, port: 80 }, pair.now)
    pair.settle()
    return local.port
  })
  assert.is(eventsOf(pair.b).filter(({ type }) => type === 'acceptable').length, 3)
  assert.equal(
    [1, 2, 3].map(() => listener.accept()?.remote.port),
    ports,
  )
  assert.is(listener.accept(), undefined)
})

test('connect succeeds and data is taken before accept → accept gives a connection with it', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  const client = pair.a.connect({ address: THERE, port: 80 }, pair.now)
  pair.settle()
  client.send(new Uint8Array(100), pair.now)
  client.closeSend(pair.now)
  pair.settle()
  const server = listener.accept()
  assert.is(server?.state, 'CLOSE-WAIT')
  assert.is(server?.receive(500)?.length, 100)
})

test('reset before accept → accept gives it, reading fails with ECONNRESET', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  const client = pair.a.connect({ address: THERE, port: 80 }, pair.now)
  pair.settle()
  client.abort(pair.now)
  pair.settle()
  const server = listener.accept()
  assert.throws(() => server?.receive(1), /ECONNRESET/)
})

test('close → whoever waits is reset, later SYNs are refused', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  const waiting = pair.a.connect({ address: THERE, port: 80 }, pair.now)
  pair.settle()
  listener.close(pair.now)
  pair.settle()
  assert.is(waiting.error?.code, 'ECONNRESET')
  const late = pair.a.connect({ address: THERE, port: 80 }, pair.now)
  pair.settle()
  assert.is(late.error?.code, 'ECONNREFUSED')
})

test('close → accepted connections live on (MUST-41)', () => {
  const pair = new Pair()
  const { client, server } = pair.connected()
  const listener = pair.b.listen({ address: THERE, port: 81 })
  listener.close(pair.now)
  client.send(new Uint8Array(10), pair.now)
  pair.settle()
  assert.is(server.readable, 10)
})

test('SYN-RECEIVED, passive: RST → gone from the SYN queue, the listener listens on (MUST-11)', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  pair.lose = (_, from) => from === 'b'
  const client = pair.a.connect({ address: THERE, port: 80 }, pair.now)
  pair.settle()
  assert.is(listener.halfOpen, 1)
  client.abort(pair.now)
  assert.is(client.state, 'CLOSED')
  pair.lose = () => false
  pair.wait(1000)
  assert.equal([listener.halfOpen, listener.queued], [0, 0])
  assert.is(listener.accept(), undefined)
  assert.equal(pair.b.connections(), [])
  assert.is(pair.b.pollTimeout(), undefined)
})

test('half-open connections without end → the SYN queue stays bounded, and empties', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  pair.lose = (_, from) => from === 'b'
  for (let count = 0; count < 300; count++) {
    pair.a.connect({ address: THERE, port: 80 }, pair.now)
    pair.settle()
  }
  assert.is(listener.halfOpen, 129)
  pair.lose = () => true
  pair.wait(400_000)
  assert.is(listener.halfOpen, 0)
  assert.equal(pair.b.connections(), [])
})

test('local and backlog can be asked; a backlog below 0 is none', () => {
  const listener = new Pair().a.listen({ address: HERE, port: 0 }, { backlog: 3 })
  assert.is(listener.backlog, 3)
  listener.backlog = -3
  assert.is(listener.backlog, 0)
  assert.is(listener.local.address, HERE)
  assert.ok(listener.local.port >= 49_152)
})

test.run()
