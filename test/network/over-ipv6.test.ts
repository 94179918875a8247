import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { concat, equal, internetChecksum, utf8, writeUint16 } from '../../lib/bytes.ts'
import { icmpPacket } from '../../lib/network/icmp.ts'
import {
  type Host,
  type LinkOptions,
  Network,
  type PacketEvent,
  parkingLot,
  pointToPoint,
  TcpHost,
  table,
} from '../../lib/network/index.ts'
import type { ConnectionSettings } from '../../lib/tcp/index.ts'
import { formatAddress, parseAddress } from '../../lib/tcp/wire/address.ts'
import { PROTOCOL_ICMPV6, pseudoHeaderSum } from '../../lib/tcp/wire/index.ts'
import { decodePacket, encodePacket, isMalformed, PROTOCOL_UDP } from '../../lib/tcp/wire/ip.ts'
import { pattern } from '../helpers/octets.ts'

const CLIENT = 'fd00::1'
const SERVER = 'fd00::2'

function packetsOf(network: Network): PacketEvent[] {
  return network.trace().events.filter((event): event is PacketEvent => event.type === 'packet')
}

/** The type, code and data of each ICMPv6 message that came to a host, checksum looked at. */
function messagesAt(host: string, packets: readonly PacketEvent[]): [type: number, code: number, value: number][] {
  return packets.flatMap(({ what, to, bytes }) => {
    const packet = decodePacket(bytes)
    if (what !== 'delivered' || to !== host || isMalformed(packet) || packet.protocol !== PROTOCOL_ICMPV6) return []
    const { payload } = packet
    const sum = pseudoHeaderSum(packet, PROTOCOL_ICMPV6, payload.length)
    assert.is(internetChecksum(payload, 0, payload.length, sum), 0)
    return [[payload[0]!, payload[1]!, new DataView(payload.buffer, payload.byteOffset).getUint32(4)]]
  })
}

/** One way from a client to a server that listens on `::`, each octet looked at. */
function transferOver6(
  network: Network,
  [client, server]: readonly [Host, Host],
  octets: number,
  settings: ConnectionSettings = {},
): { names: string[]; received: Uint8Array } {
  const data = pattern(0, octets)
  const pieces: Uint8Array[] = []
  const names: string[] = []
  let sent = 0
  const { stack } = new TcpHost(network, client, {
    settings,
    onEvent(event, now) {
      if (event.type !== 'writable' && !(event.type === 'state' && event.to === 'ESTABLISHED')) return
      if (sent === octets || event.connection.state !== 'ESTABLISHED') return
      sent += event.connection.send(data.subarray(sent), now)
      if (sent === octets) event.connection.closeSend(now)
    },
  })
  const there = new TcpHost(network, server, {
    settings,
    onEvent(event, now) {
      if (event.type === 'acceptable') names.push(event.listener.accept()!.name)
      if (event.type !== 'readable') return
      const { connection } = event
      if (connection.error) return
      for (let piece = connection.receive(65_536); piece?.length !== 0; piece = connection.receive(65_536)) {
        if (!piece) return
        pieces.push(piece)
      }
      if (connection.state === 'CLOSE-WAIT') connection.closeSend(now)
    },
  })
  there.stack.listen({ address: '::', port: 80 })
  const address = formatAddress(server.addresses.find((one) => typeof one === 'string')!)
  names.unshift(stack.connect({ address, port: 80 }, 0).name)
  client.flush()
  network.run({ until: 600_000 })
  return { names, received: concat(pieces) }
}

for (const [what, link] of [
  ['no fault', { rate: 10e6, delay: 10 }],
  [
    'loss, reordering, duplicates and bit errors',
    {
      rate: 10e6,
      delay: 10,
      loss: 0.02,
      duplicate: 0.02,
      corrupt: 0.01,
      reorder: { probability: 0.05, by: 5 },
    },
  ],
] as const satisfies [string, LinkOptions][]) {
  test(`a transfer over IPv6, ${what} → every octet as it was sent`, () => {
    const { network, client, server } = pointToPoint({ link, seed: 6 })
    const { names, received } = transferOver6(network, [client, server], 200_000)
    assert.ok(equal(received, pattern(0, 200_000)))
    assert.match(names[0]!, /^\[fd00::1\]:\d+ → \[fd00::2\]:80$/)
    assert.match(names[1]!, /^\[fd00::2\]:80 → \[fd00::1\]:\d+$/)
    const syn = packetsOf(network).find(({ segment }) => segment?.flags.syn)
    assert.is(syn?.segment?.options.mss, 1440)
    const longest = Math.max(...packetsOf(network).map(({ bytes }) => bytes.length))
    assert.is(longest, 1500)
  })
}

test('a link in the middle that takes 1280 octets → Packet Too Big, and segments that fit (RFC 8201)', () => {
  const { network, source, sink } = parkingLot({ hops: 2, bottleneck: { rate: 10e6, delay: 5, mtu: 1280 } })
  const { received } = transferOver6(network, [source, sink], 100_000)
  assert.ok(equal(received, pattern(0, 100_000)))
  const messages = messagesAt('source', packetsOf(network))
  assert.ok(messages.length > 0)
  for (const message of messages) assert.equal(message, [2, 0, 1280])
  assert.ok(
    packetsOf(network)
      .filter(({ reason }) => reason === 'mtu')
      .every(({ bytes }) => bytes.length > 1280),
  )
})

test('a link that takes less than IPv6 asks for → its reports are not believed (RFC 8201 §4)', () => {
  const { network, source, sink } = parkingLot({ hops: 2, bottleneck: { rate: 10e6, delay: 5, mtu: 1279 } })
  const { received } = transferOver6(network, [source, sink], 100_000, { r2: 5000 })
  assert.is(received.length, 0)
  assert.ok(messagesAt('source', packetsOf(network)).every(([type, , value]) => type === 2 && value === 1279))
})

test('hops used up, and an address that nobody has → Time Exceeded, no route (RFC 4443 §3)', () => {
  const { network, source } = parkingLot({ hops: 2 })
  const port = source.openPort()
  port.send({ address: 'fd00::2:0:1', port: 9 }, utf8('a'), { ttl: 2 })
  port.send({ address: 'fd00::99', port: 9 }, utf8('a'))
  port.send({ address: 'fe80::99', port: 9 }, utf8('a'))
  network.run()
  assert.equal(messagesAt('source', packetsOf(network)), [
    [1, 0, 0],
    [1, 2, 0],
    [3, 0, 0],
  ])
})

test('datagrams over IPv6 → whole, with where they came from; a port that nobody has → Port Unreachable', () => {
  const { network, client, server } = pointToPoint({ link: { delay: 1 } })
  const [here, there] = [client.openPort(1000), server.openPort(7)]
  const long = pattern(0, 5000)
  here.send({ address: SERVER, port: 7 }, long)
  here.send({ address: SERVER, port: 8 }, utf8('nobody'))
  here.send({ address: SERVER, port: 7 }, long, { dontFragment: true })
  network.run()
  const got = there.receive()!
  assert.equal([got.address, got.port, equal(got.payload, long)], [CLIENT, 1000, true])
  assert.is(there.receive(), undefined)
  assert.equal(messagesAt('client', packetsOf(network)), [[1, 4, 0]])
  const pieces = packetsOf(network).filter(({ what, datagram }) => what === 'delivered' && datagram?.moreFragments)
  assert.equal(
    pieces.map(({ datagram }) => datagram?.offset),
    [0, 1448, 2896],
  )
})

test('an echo request over IPv6 → answered (RFC 4443 §4.2); another protocol → the octet that named it (RFC 8200 §4)', () => {
  const { network, client } = pointToPoint({ link: { delay: 5 } })
  const ends = { source: parseAddress(CLIENT), destination: parseAddress(SERVER) }
  const message = concat([Uint8Array.of(128, 0, 0, 0, 0, 9, 0, 1), pattern(0, 3000)])
  client.send(icmpPacket(ends.source, ends.destination, message))
  client.send(encodePacket({ ...ends, protocol: 60, payload: Uint8Array.of(132, 0, 1, 4, 0, 0, 0, 0, 1, 2) }))
  network.run()
  const events = packetsOf(network)
  assert.equal(
    messagesAt(
      'client',
      events.filter(({ datagram }) => datagram?.offset === 0 && !datagram.moreFragments),
    ),
    [[4, 1, 40]],
  )
  const replies = events.filter(({ what, from, datagram }) => what === 'delivered' && from === 'server' && datagram?.id)
  const whole = concat(replies.map(({ bytes }) => bytes.subarray(48)))
  assert.equal([...whole.subarray(0, 2), ...whole.subarray(4, 8)], [129, 0, 0, 9, 0, 1])
  assert.ok(equal(whole.subarray(8), pattern(0, 3000)))
})

test('a datagram without a checksum over IPv6 → dropped (RFC 8200 §8.1)', () => {
  const { network, client, server } = pointToPoint()
  const port = server.openPort(7)
  const ends = { source: parseAddress(CLIENT), destination: parseAddress(SERVER) }
  const datagram = Uint8Array.of(0, 9, 0, 7, 0, 9, 0, 0, 65)
  client.send(encodePacket({ ...ends, protocol: PROTOCOL_UDP, payload: datagram }))
  network.run()
  assert.is(port.queued, 0)
  assert.is(packetsOf(network).at(-1)?.reason, 'bad checksum')
})

test('hosts without addresses given → one of each family; with → those', () => {
  const network = new Network()
  const texts = (host: Host) => host.addresses.map(formatAddress)
  assert.equal(texts(network.host('a')), ['10.0.0.1', 'fd00::1'])
  assert.equal(texts(network.host('b', 'fd00::2')), ['fd00::2'])
  assert.equal(texts(network.host('c')), ['10.0.0.3', 'fd00::3'])
  assert.throws(() => network.host('d', '10.0.0.9', 'FD00::3'), 'd: c has the address fd00::3 already')
  const [b, c] = network.hosts.slice(1)
  network.link(b!, c!)
  assert.throws(() => b!.openPort().send({ address: '10.0.0.3', port: 7 }, utf8('a')), /b has no IPv4 address/)
})

test('a host to itself, by ::1 → it does not leave the host', () => {
  const { network, client } = pointToPoint()
  const port = client.openPort(7)
  client.openPort(8).send({ address: '::1', port: 7 }, utf8('self'))
  network.run()
  assert.equal(
    packetsOf(network).map(({ within, to }) => [within, to]),
    [
      ['client', '::1'],
      ['client', '::1'],
    ],
  )
  assert.is(port.receive()?.payload.length, 4)
})

test('the table of a trace → says ICMPv6', () => {
  const { network, client } = pointToPoint()
  client.openPort(8).send({ address: SERVER, port: 7 }, utf8('nobody'))
  network.run()
  assert.match(table(network.trace()), /UDP len 14.*ICMPv6 len/s)
})

test('a version that is damaged → the frame tells: a bad checksum', () => {
  const { network, client, server } = pointToPoint({
    link: {
      script: ({ bytes }) => {
        bytes[0] = 0x65
        writeUint16(bytes, 4, 0)
        return undefined
      },
    },
    back: {},
  })
  server.openPort(7)
  client.openPort(8).send({ address: '10.0.0.2', port: 7 }, utf8('abc'))
  network.run()
  assert.is(packetsOf(network).at(-1)?.reason, 'bad checksum')
})

test.run()
