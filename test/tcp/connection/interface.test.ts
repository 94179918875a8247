import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAddress } from '../../../lib/tcp/wire/address.ts'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { pattern } from '../../helpers/octets.ts'
import { establishedScript, Script } from '../../helpers/tcp-script.ts'
import { eventsOf, HERE, makeStack, Pair, packetOf, sentBy, THERE } from '../../helpers/tcp-stacks.ts'

const OTHER = '10.0.0.3'

function syn(sourcePort: number, destinationPort = 80): ReturnType<typeof makeSegment> {
  return makeSegment({ sourcePort, destinationPort, seq: 1, flags: { syn: true } })
}

test('the peer closes → the end, no error; the peer aborts → ECONNRESET (MUST-12)', () => {
  const aborted = new Pair()
  const { client, server } = aborted.connected()
  server.abort(0)
  aborted.settle()
  assert.throws(() => client.receive(10), /ECONNRESET/)
  const orderly = new Pair()
  const ends = orderly.connected()
  ends.server.closeSend(0)
  orderly.settle()
  assert.is(ends.client.receive(10)?.length, 0)
  assert.is(ends.client.error, undefined)
})

test('reading into an array that is there → as many octets as fit, 0 at the end, undefined before, and once the error', () => {
  const pair = new Pair({ b: { settings: { receiveBuffer: 3_000 } } })
  const { client, server } = pair.connected()
  const target = new Uint8Array(700)
  assert.is(server.receiveInto(target), undefined)
  let [written, read] = [0, 0]
  while (read < 10_000) {
    written += client.send(pattern(written, Math.min(2_000, 10_000 - written)), pair.now)
    pair.settle()
    const taken = server.receiveInto(target) ?? 0
    assert.equal(target.subarray(0, taken), pattern(read, taken))
    read += taken
    // The window opens again, as after any other reading.
    if (taken === 0) pair.wait(1_000)
  }
  client.closeSend(pair.now)
  pair.settle()
  assert.is(server.receiveInto(target), 0)
  server.abort(pair.now)
  pair.settle()
  assert.throws(() => client.receiveInto(target), /ECONNRESET/)
})

test('Nagle’s algorithm turned off while a small segment waits → it goes (MUST-17)', () => {
  establishedScript().run(`
    send 10
    > P. 1:11(10) ack 1
    send 10
    nodelay
    > P. 11:21(10) ack 1`)
})

test('passive OPEN on another address of the port → listener and connection there are as before (MUST-41)', () => {
  const stack = makeStack(1, { addresses: [HERE, OTHER] })
  const first = stack.listen({ address: HERE, port: 80 })
  stack.packetArrives(packetOf(syn(5)), 0)
  const before = stack.connections().map(({ name, state }) => [name, state])
  const second = stack.listen({ address: OTHER, port: 80 })
  assert.equal(
    stack.connections().map(({ name, state }) => [name, state]),
    before,
  )
  stack.packetArrives(packetOf(syn(6)), 0)
  assert.equal([first.halfOpen, second.halfOpen], [2, 0])
})

test('LISTEN on a port from which a connection is being opened → both succeed (MUST-42)', () => {
  const pair = new Pair()
  pair.b.listen({ address: THERE, port: 80 })
  const binding = pair.a.bind({ address: HERE, port: 5000 }, { reuseAddress: true })
  const client = pair.a.connect({ address: THERE, port: 80 }, 0, { binding })
  assert.is(client.state, 'SYN-SENT')
  const listener = pair.a.listen({ address: HERE, port: 5000 }, { reuseAddress: true })
  pair.b.connect({ address: HERE, port: 5000 }, 0)
  pair.settle()
  assert.is(client.state, 'ESTABLISHED')
  assert.is(listener.accept()?.state, 'ESTABLISHED')
})

test('a listener on one local address → a SYN to another is refused (MUST-43)', () => {
  const stack = makeStack(1, { addresses: [HERE, OTHER] })
  stack.listen({ address: OTHER, port: 80 })
  stack.packetArrives(packetOf(syn(5)), 0)
  assert.equal(
    sentBy(stack).map(({ flags }) => flags.rst),
    [true],
  )
})

test('a connection to the second address of a host → every segment comes from there (MUST-45)', () => {
  const stack = makeStack(1, { addresses: [`${HERE}/24`, `${OTHER}/24`] })
  const listener = stack.listen({ address: '0.0.0.0', port: 80 })
  stack.packetArrives(packetOf(syn(5), THERE, OTHER), 0)
  const sources: number[] = []
  const poll = (): void => {
    for (let packet = stack.pollTransmit(0); packet; packet = stack.pollTransmit(0)) {
      sources.push(new DataView(packet.buffer, packet.byteOffset).getUint32(12))
    }
  }
  poll()
  const ack = ((stack.connections()[0]?.status().snd.iss ?? 0) + 1) >>> 0
  const last = makeSegment({ sourcePort: 5, destinationPort: 80, seq: 2, ack, flags: { ack: true }, window: 9000 })
  stack.packetArrives(packetOf(last, THERE, OTHER), 0)
  listener.accept()?.send(new Uint8Array(10), 0)
  poll()
  assert.equal(sources, [parseAddress(OTHER), parseAddress(OTHER)])
})

test('the code point is changed → packets from then on have it; a setting that cannot be → RangeError (SHLD-21)', () => {
  const stack = makeStack(1)
  const connection = stack.connect({ address: THERE, port: 80 }, 0)
  assert.is((stack.pollTransmit(0)?.[1] ?? 0) >>> 2, 0)
  connection.dscp = 46
  assert.is(connection.dscp, 46)
  const due = stack.pollTimeout() ?? 0
  stack.handleTimeout(due)
  assert.is((stack.pollTransmit(due)?.[1] ?? 0) >>> 2, 46)
  assert.throws(() => {
    connection.dscp = 64
  }, /the setting dscp is 64/)
})

test('the send buffer is made smaller → less is taken; what was taken before stays', () => {
  const script = establishedScript({ sendBuffer: 5000 })
  assert.is(script.connection.sendBuffer, 5000)
  script.connection.sendBuffer = 100
  assert.is(script.connection.sendBuffer, 100)
  script.run(`
    send 500 = 100
    > P. 1:101(100) ack 1
    send 500 = 0`)
})

test('keep-alive times given later → they count, those left out stay', () => {
  const times = { keepAliveIdle: 1000, keepAliveInterval: 700, keepAliveProbes: 1 }
  const some = establishedScript(times)
  some.connection.setKeepAlive(true, 0, { idle: 5000 })
  some.run('timer 5000\n+ 5000\n> . 0:0(0) ack 1\ntimer 5700\n+ 700\n> R 1:1(0)')
  const others = establishedScript(times)
  others.connection.setKeepAlive(true, 0, { interval: 300, probes: 2 })
  others.run('+ 1000\n> . 0:0(0) ack 1\n+ 300\n> . 0:0(0) ack 1\n+ 300\n> R 1:1(0)')
})

test('the user timeout is set before OPEN, changed, taken away → as it was set', () => {
  const { connection } = new Script({ userTimeout: 900 })
  assert.is(connection.userTimeout, 900)
  connection.userTimeout = 700
  assert.is(connection.userTimeout, 700)
  connection.open('active', 0)
  assert.is(connection.userTimeout, 700)
  connection.userTimeout = undefined
  assert.is(connection.userTimeout, undefined)
})

test('status before OPEN → zeros, no sender', () => {
  const { connection } = new Script()
  const { state, snd, sender, buffered } = connection.status()
  assert.equal([state, buffered, sender], ['CLOSED', 0, undefined])
  assert.equal(snd, { iss: 0, una: 0, nxt: 0, wnd: 0, up: 0, wl1: 0, wl2: 0, mss: 0 })
})

test('a prefix that no network has → RangeError', () => {
  for (const prefix of ['33', '-1', '1.5', 'x']) {
    assert.throws(() => makeStack(1, { addresses: [`10.0.0.1/${prefix}`] }), /no prefix of 0 to 32 bits/)
  }
})

test('three duplicate ACKs, no SACK → the first segment again at once', () => {
  establishedScript({ synOptions: 'mss 1000' }).run(`
    send 4000
    > . 1:1001(1000) ack 1
    > . 1001:2001(1000) ack 1
    > . 2001:3001(1000) ack 1
    > P. 3001:4001(1000) ack 1
    < . 1:1(0) ack 1
    < . 1:1(0) ack 1
    < . 1:1(0) ack 1
    > . 1:1001(1000) ack 1`)
})

test('octets are peeked at → they are there for the next RECEIVE', () => {
  establishedScript().run(`
    < P. 1:11(10) ack 1
    peek 4 = 4
    peek 20 = 10
    readable 10
    recv 4 = 4
    peek 20 = 6
    recv 20 = 6
    + 40
    > . 1:1(0) ack 11`)
})

test('two segments for a connection that is closed, before anything is sent → two resets; of many, four', () => {
  const script = new Script()
  const { connection } = script
  const resets = (segments: number): number => {
    for (let count = 0; count < segments; count++) connection.segmentArrives(syn(5), 0)
    let sent = 0
    while (connection.pollTransmit(0)?.flags.rst) sent++
    return sent
  }
  assert.equal([resets(2), resets(20)], [2, 4])
})

test('what may be asked in each state → whether RECEIVE and SEND would do something', () => {
  const script = new Script()
  const { connection } = script
  const can = (): [boolean, number] => [connection.canReceive, connection.writable]
  assert.equal(can(), [true, 0], 'CLOSED: RECEIVE fails at once')
  script.run('listen')
  assert.equal(can(), [false, 0])
  script.run('< S 0:10(10)\n> S. 0:0(0) ack 1')
  assert.equal(can(), [false, 65_536], 'text of the SYN waits for the handshake')
  script.run('< . 11:11(0) ack 1')
  assert.equal(can(), [true, 65_536])
  script.run('recv 50 = 10')
  assert.equal(can(), [false, 65_536])
  script.run('< F. 11:11(0) ack 1\n> . 1:1(0) ack 12')
  assert.equal(can(), [true, 65_536])
  script.run('shutdown\n> F. 1:1(0) ack 12')
  assert.equal(can(), [true, 0])
})

test('Nagle’s algorithm → on, until it is turned off', () => {
  const { connection } = establishedScript()
  assert.is(connection.noDelay, false)
  connection.noDelay = true
  assert.is(connection.noDelay, true)
  assert.is(new Script({ noDelay: true }).connection.noDelay, true)
})

test('a closed window opens by reading → the stack has a segment that says so', () => {
  const pair = new Pair({ b: { settings: { receiveBuffer: 2896 } } })
  const { client, server } = pair.connected()
  client.send(new Uint8Array(6000), 0)
  pair.settle().wait(100)
  assert.is(server.readable, 2896)
  assert.is(pair.b.pollTransmit(pair.now), undefined)
  server.receive(2896)
  pair.settle()
  assert.is(server.readable, 2896)
})

test('so much may wait unsent → no more is taken, though a segment always is; what is sent makes room, without an ACK', () => {
  const pair = new Pair()
  const { client } = pair.connected()
  client.set('notSentLowat', 3_000)
  pair.lose = (_packet, from) => from === 'b'
  assert.equal([client.writable, client.send(new Uint8Array(10_000), 0), client.writable], [3_000, 3_000, 0])
  eventsOf(pair.a)
  pair.settle()
  assert.equal([client.unacknowledged, client.writable], [3_000, 2_896])
  assert.equal(
    eventsOf(pair.a).map(({ type }) => type),
    ['writable'],
  )
  client.set('notSentLowat', 200)
  assert.is(client.send(new Uint8Array(10_000), 0), 1_448, 'a segment')
  client.set('notSentLowat', undefined)
  assert.is(client.writable, 65_536 - 4_448)
})

test('a listener with a setting that cannot be → RangeError at once', () => {
  assert.throws(
    () => makeStack(1).listen({ address: HERE, port: 80 }, { settings: { ttl: 0 } }),
    /the setting ttl is 0/,
  )
})

test('settings of the stack → its resets to strangers have its TTL; by default it is 64', () => {
  for (const [settings, ttl] of [
    [{ ttl: 9 }, 9],
    [{}, 64],
  ] as const) {
    const stack = makeStack(1, { settings })
    stack.packetArrives(packetOf(syn(5)), 0)
    assert.is(stack.pollTransmit(0)?.[8], ttl)
    stack.connect({ address: THERE, port: 80 }, 0)
    assert.is(stack.pollTransmit(0)?.[8], ttl)
  }
})

test('how much a stack reports → nothing, what sockets need, or all', () => {
  const types = (events: 'none' | 'sockets' | 'all' | undefined): string[] => {
    const pair = new Pair({ a: events === undefined ? {} : { events } })
    const { client } = pair.connected()
    pair.lose = () => true
    client.send(new Uint8Array(10), 0)
    pair.settle().wait(5000)
    return [...new Set(eventsOf(pair.a).map(({ type }) => type))].sort()
  }
  assert.equal(types('none'), [])
  assert.equal(types('sockets'), ['state', 'writable'])
  assert.equal(types(undefined), types('sockets'))
  assert.equal(types('all'), ['sample', 'sender', 'state', 'writable'])
})

test.run()
