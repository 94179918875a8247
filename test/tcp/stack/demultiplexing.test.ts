import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { HERE, makeStack, Pair, packetOf, sentBy, THERE } from '../../helpers/tcp-stacks.ts'

test('many connections to one port → told apart by all four numbers (MUST-42)', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  const clients = Array.from({ length: 20 }, () => pair.a.connect({ address: THERE, port: 80 }, 0))
  pair.settle()
  for (const [index, client] of clients.entries()) client.send(new Uint8Array(index + 1), 0)
  pair.settle()
  for (const [index, client] of clients.entries()) {
    const server = listener.accept()
    assert.is(server?.remote.port, client.local.port)
    assert.is(server?.readable, index + 1)
    assert.is(server?.name, `10.0.0.2:80 → 10.0.0.1:${client.local.port}`)
  }
  assert.is(pair.b.connections().length, 20)
})

test('two listeners on one port, each on an address → a SYN reaches the one it names, and nobody once that is closed', () => {
  const stack = makeStack(1, { addresses: ['10.0.0.1', '10.0.0.3'] })
  const third = stack.listen({ address: '10.0.0.3', port: 80 })
  const first = stack.listen({ address: '10.0.0.1', port: 80 })
  const syn = (sourcePort: number, destination: string): boolean => {
    const segment = makeSegment({ sourcePort, destinationPort: 80, seq: 1, flags: { syn: true } })
    stack.packetArrives(packetOf(segment, THERE, destination), 0)
    return sentBy(stack).some(({ flags }) => flags.rst)
  }
  assert.not(syn(5, '10.0.0.1'))
  assert.equal([first.halfOpen, third.halfOpen], [1, 0])
  third.close(0)
  assert.ok(syn(6, '10.0.0.3'))
  assert.not(syn(7, '10.0.0.1'))
  assert.equal([first.halfOpen, third.halfOpen], [2, 0])
})

test("a segment to a port where nobody is → reset; to an address that is not the host's → nothing", () => {
  const stack = makeStack(1)
  const syn = makeSegment({ sourcePort: 5, destinationPort: 80, seq: 7, flags: { syn: true } })
  stack.packetArrives(packetOf(syn), 0)
  assert.equal(sentBy(stack), [
    makeSegment({ sourcePort: 80, destinationPort: 5, ack: 8, flags: { rst: true, ack: true } }),
  ])
  stack.packetArrives(packetOf(syn, THERE, '10.0.0.99'), 0)
  assert.equal(sentBy(stack), [])
})

test('stray ACK to a listener → reset with its number; stray RST, FIN, text → nothing', () => {
  const stack = makeStack(1)
  stack.listen({ address: '0.0.0.0', port: 80 })
  const stray = (fields: Parameters<typeof makeSegment>[0]): ReturnType<typeof sentBy> => {
    stack.packetArrives(packetOf(makeSegment({ sourcePort: 5, destinationPort: 80, seq: 7, ...fields })), 0)
    return sentBy(stack)
  }
  assert.equal(
    stray({ flags: { ack: true }, ack: 99 }).map(({ seq, flags }) => [seq, flags.rst]),
    [[99, true]],
  )
  assert.equal(stray({ flags: { rst: true } }), [])
  assert.equal(stray({ flags: { rst: true, ack: true }, ack: 9 }), [])
  assert.equal(stray({ flags: { fin: true } }), [])
  assert.equal(stray({ payload: new Uint8Array(5) }), [])
  assert.equal(stack.connections(), [])
})

test('a flood of stray segments before anything is sent → at most 64 resets wait', () => {
  const stack = makeStack(1)
  for (let port = 1; port <= 500; port++) {
    stack.packetArrives(packetOf(makeSegment({ sourcePort: port, destinationPort: 9, flags: { syn: true } })), 0)
  }
  assert.is(sentBy(stack).length, 64)
})

test("SYN to or from an address that is no single host's → dropped in silence (MUST-57, MUST-63)", () => {
  const stack = makeStack(1)
  const listener = stack.listen({ address: '0.0.0.0', port: 80 })
  const syn = makeSegment({ sourcePort: 5, destinationPort: 80, seq: 7, flags: { syn: true } })
  for (const source of ['255.255.255.255', '224.0.0.1', '10.0.0.255', '0.0.0.0']) {
    stack.packetArrives(packetOf(syn, source), 0)
  }
  for (const destination of ['255.255.255.255', '224.0.0.1', '10.0.0.255']) {
    stack.packetArrives(packetOf(syn, THERE, destination), 0)
  }
  assert.is(listener.halfOpen, 0)
  assert.equal(sentBy(stack), [])
})

test("connect to an address that is no single host's → ENETUNREACH (MUST-46); to port 0 → ECONNREFUSED", () => {
  for (const address of ['255.255.255.255', '239.1.2.3', '10.0.0.255', '127.255.255.255', '0.0.0.0']) {
    assert.throws(() => makeStack(1).connect({ address, port: 80 }, 0), /ENETUNREACH/)
  }
  assert.throws(() => makeStack(1).connect({ address: THERE, port: 0 }, 0), /ECONNREFUSED/)
})

test("several addresses → the source is of the peer's network, and is kept (MUST-44, MUST-45)", () => {
  const stack = makeStack(1, { addresses: ['192.168.1.1/24', '10.0.0.1/8'] })
  assert.is(stack.connect({ address: '10.9.9.9', port: 80 }, 0).local.address, '10.0.0.1')
  assert.is(stack.connect({ address: '192.168.1.7', port: 80 }, 0).local.address, '192.168.1.1')
  assert.is(stack.connect({ address: '8.8.8.8', port: 80 }, 0).local.address, '192.168.1.1')
  assert.is(stack.connect({ address: '127.0.0.1', port: 80 }, 0).local.address, '127.0.0.1')
  const binding = stack.bind({ address: '10.0.0.1', port: 0 })
  assert.is(stack.connect({ address: '192.168.1.7', port: 80 }, 0, { binding }).local.address, '10.0.0.1')
})

test('local address left out by a listener → that of the SYN (MUST-43)', () => {
  const stack = makeStack(1, { addresses: ['10.0.0.1', '10.0.0.3'] })
  stack.listen({ address: '0.0.0.0', port: 80 })
  const syn = makeSegment({ sourcePort: 5, destinationPort: 80, seq: 1, flags: { syn: true } })
  stack.packetArrives(packetOf(syn, THERE, '10.0.0.3'), 0)
  assert.equal(stack.connections()[0]?.local, { address: '10.0.0.3', port: 80 })
})

test('damaged, cut or foreign packets → dropped (MUST-3)', () => {
  const stack = makeStack(1)
  const packet = packetOf(makeSegment({ sourcePort: 5, destinationPort: 80, flags: { syn: true } }))
  for (let octet = 0; octet < packet.length; octet++) {
    const damaged = packet.slice()
    damaged[octet]! ^= 0x10
    stack.packetArrives(damaged, 0)
    stack.packetArrives(packet.subarray(0, octet), 0)
  }
  assert.equal(sentBy(stack), [])
})

test('TTL and DSCP are settings, in every packet of the connection (MUST-48, MUST-49)', () => {
  const stack = makeStack(1, { settings: { ttl: 7, dscp: 46 } })
  stack.connect({ address: THERE, port: 80 }, 0)
  const packet = stack.pollTransmit(0) as Uint8Array
  assert.equal([packet[8], packet[1]! >>> 2], [7, 46])
  stack.connect({ address: THERE, port: 80 }, 0, { settings: { ttl: 9 } })
  assert.is(stack.pollTransmit(0)?.[8], 9)
})

test('packets may not be fragmented, unless the stack is told so (RFC 1191)', () => {
  for (const dontFragment of [undefined, true, false]) {
    const stack = makeStack(1, dontFragment === undefined ? {} : { dontFragment })
    stack.connect({ address: THERE, port: 80 }, 0)
    assert.is((stack.pollTransmit(0)?.[6] ?? 0) >> 6, dontFragment === false ? 0 : 1)
  }
})

test('one remote end, two local addresses → two connections', () => {
  const stack = makeStack(1, { addresses: ['10.0.0.1', '10.0.0.3'] })
  stack.listen({ address: '0.0.0.0', port: 80 })
  const syn = makeSegment({ sourcePort: 5, destinationPort: 80, seq: 1, flags: { syn: true } })
  stack.packetArrives(packetOf(syn, THERE, '10.0.0.1'), 0)
  stack.packetArrives(packetOf(syn, THERE, '10.0.0.3'), 0)
  assert.is(stack.connections().length, 2)
})

test('TIME-WAIT: a SYN with a later timestamp → a new connection, its ISS beyond the old one (RFC 6191, MAY-2)', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: '0.0.0.0', port: 80 })
  const binding = pair.a.bind({ address: HERE, port: 7777 })
  const client = pair.a.connect({ address: THERE, port: 80 }, pair.now, { binding })
  pair.settle()
  const server = listener.accept()
  server?.closeSend(pair.now)
  pair.settle()
  client.closeSend(pair.now)
  pair.settle()
  assert.is(server?.state, 'TIME-WAIT')
  const used = server?.status().snd.nxt ?? 0
  pair.now += 10
  const again = pair.a.connect({ address: THERE, port: 80 }, pair.now, { binding })
  pair.settle()
  assert.is(again.state, 'ESTABLISHED')
  assert.is(server?.state, 'CLOSED')
  const reopened = listener.accept()
  assert.is(reopened?.state, 'ESTABLISHED')
  assert.ok(((reopened?.status().snd.iss ?? 0) - used) | 0, 'beyond')
})

test('TIME-WAIT: a SYN that may be an old one → challenge ACK, TIME-WAIT goes on', () => {
  const pair = new Pair({ a: { settings: { timestamps: false } }, b: { settings: { timestamps: false } } })
  const { client, server } = pair.connected()
  server.closeSend(0)
  pair.settle()
  client.closeSend(0)
  pair.settle()
  assert.is(server.state, 'TIME-WAIT')
  const { irs, nxt } = server.status().rcv
  const syn = (seq: number): Uint8Array =>
    packetOf(
      makeSegment({ sourcePort: client.local.port, destinationPort: 80, seq, flags: { syn: true } }),
      HERE,
      THERE,
    )
  pair.b.packetArrives(syn(irs), 1)
  assert.equal(
    sentBy(pair.b, 1).map(({ flags }) => flags.syn),
    [undefined],
  )
  assert.is(server.state, 'TIME-WAIT')
  pair.b.packetArrives(syn(nxt + 1), 1)
  assert.equal(
    sentBy(pair.b, 1).map(({ flags }) => flags.syn),
    [true],
  )
  assert.is(server.state, 'CLOSED')
})

test.run()
