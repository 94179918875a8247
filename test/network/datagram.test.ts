import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fromHex, fromUtf8, hex, utf8 } from '../../lib/bytes.ts'
import {
  decodeDatagram,
  encodeDatagram,
  type LinkOptions,
  MAX_DATAGRAM,
  type PacketEvent,
  pointToPoint,
} from '../../lib/network/index.ts'
import { OctetPacket } from '../../lib/network/octet-packet.ts'
import { Transit } from '../../lib/network/transit.ts'
import { encodePacket, isMalformed, parseAddress } from '../../lib/tcp/wire/index.ts'
import { octets } from '../helpers/octets.ts'

const addresses = { source: 0x0a00_0001, destination: 0x0a00_0002 }

function pair(link: LinkOptions = {}) {
  const net = pointToPoint({ link })
  const packets = () => net.network.trace().events.filter((event): event is PacketEvent => event.type === 'packet')
  return { ...net, packets, a: net.client.openPort(1000), b: net.server.openPort(7) }
}

test('a datagram → the octets of RFC 768, checksum over the pseudo-header included', () => {
  const bytes = encodeDatagram({ sourcePort: 0x1234, destinationPort: 53, payload: utf8('abc') }, addresses)
  // 0a00 + 0001 + 0a00 + 0002 + 0011 + 000b + 1234 + 0035 + 000b + 6162 + 6300, folded and complemented
  assert.is(hex(bytes, ''), hex(fromHex('1234 0035 000b 150a 616263'), ''))
})

test('any datagram → decoded as it was encoded; one bit flipped → malformed, or its checksum is gone', () => {
  const port = fc.nat(0xffff)
  const datagrams = fc.record({ sourcePort: port, destinationPort: port, payload: octets(500) })
  fc.assert(
    fc.property(datagrams, fc.nat(), (datagram, place) => {
      const bytes = encodeDatagram(datagram, addresses)
      const read = decodeDatagram(bytes, addresses)
      assert.equal({ ...read }, { ...datagram, payload: bytes.subarray(8) })
      assert.equal([...bytes.subarray(8)], [...datagram.payload])
      bytes[(place >>> 3) % bytes.length]! ^= 1 << (place & 7)
      const checksumGone = bytes[6] === 0 && bytes[7] === 0
      assert.ok(checksumGone || isMalformed(decodeDatagram(bytes, addresses)))
    }),
  )
})

test('a sum that comes out as 0 → sent as 0xffff; 0 received → there was no checksum', () => {
  let found = false
  for (let word = 0; word < 0x1_0000 && !found; word++) {
    const payload = Uint8Array.of(word >>> 8, word)
    const bytes = encodeDatagram({ sourcePort: 1, destinationPort: 2, payload }, addresses)
    found = bytes[6] === 0xff && bytes[7] === 0xff
    assert.not(bytes[6] === 0 && bytes[7] === 0)
    if (found) assert.not(isMalformed(decodeDatagram(bytes, addresses)))
  }
  assert.ok(found)
  const none = fromHex('0001 0002 000a 0000 ffff')
  assert.not(isMalformed(decodeDatagram(none, addresses)))
})

test('seven octets, or a length that is not there → malformed', () => {
  for (const octets of ['00010002000800', '0001000200070000', '0001000200090000']) {
    assert.ok(isMalformed(decodeDatagram(fromHex(octets), addresses)))
  }
})

test('datagrams → each arrives whole, with where it came from and when', () => {
  const { network, a, b } = pair({ delay: 10 })
  a.send({ address: 'server', port: 7 }, utf8('one'))
  a.send({ address: '10.0.0.2', port: 7 }, utf8('two'))
  assert.is(b.receive(), undefined)
  network.run()
  assert.is(b.queued, 2)
  const first = b.receive()!
  assert.equal(
    { ...first, payload: fromUtf8(first.payload) },
    { address: '10.0.0.1', port: 1000, payload: 'one', time: 10 },
  )
  assert.is(fromUtf8(b.receive()!.payload), 'two')
  assert.is(b.receive(), undefined)
})

test('8,000 octets over an MTU of 1,500 → six fragments, one datagram', () => {
  const { network, a, b, packets } = pair({ rate: 10e6 })
  a.send({ address: 'server', port: 7 }, new Uint8Array(8000).fill(7))
  network.run()
  assert.is(packets().filter(({ what }) => what === 'delivered').length, 6)
  assert.is(b.receive()!.payload.length, 8000)
})

test('one fragment of six is lost → nothing of the datagram arrives', () => {
  const { network, a, b, packets } = pair({ script: ({ count }) => (count === 4 ? 'drop' : undefined) })
  a.send({ address: 'server', port: 7 }, new Uint8Array(8000))
  network.run()
  assert.is(packets().filter(({ what }) => what === 'delivered').length, 5)
  assert.is(b.queued, 0)
})

test('the longest datagram → arrives; one octet more → RangeError', () => {
  const { network, a, b } = pair()
  a.send({ address: 'server', port: 7 }, new Uint8Array(MAX_DATAGRAM))
  network.run()
  assert.is(b.receive()!.payload.length, 65_507)
  assert.throws(() => a.send({ address: 'server', port: 7 }, new Uint8Array(MAX_DATAGRAM + 1)), /at most 65507/)
})

test('held back and doubled on the way → received out of order and twice, as it came', () => {
  const { network, a, b } = pair({ delay: 1, script: ({ count }) => (count === 1 ? { delay: 5 } : 'duplicate') })
  for (const word of ['one', 'two']) a.send({ address: 'server', port: 7 }, utf8(word))
  network.run()
  assert.equal(
    [b.receive(), b.receive(), b.receive()].map((datagram) => fromUtf8(datagram!.payload)),
    ['two', 'two', 'one'],
  )
})

test('damage → the datagram is dropped where it arrives', () => {
  const { network, a, b, packets } = pair({ corrupt: 1 })
  for (let count = 0; count < 50; count++) a.send({ address: 'server', port: 7 }, new Uint8Array(500))
  network.run()
  assert.is(b.queued, 0)
  assert.is(packets().filter(({ reason }) => reason === 'bad checksum').length, 50)
  assert.is(
    packets().filter(({ what }) => what !== 'dropped').length,
    50,
    'each is sent and dropped, and never delivered',
  )
})

test('no such port → dropped, and ICMP 3/3 goes back', () => {
  const { network, a, packets } = pair()
  a.send({ address: 'server', port: 8 }, utf8('anyone?'))
  network.run()
  assert.equal(
    packets().map(({ what, from, reason, bytes }) => `${what} ${from} ${bytes[9]} ${reason ?? ''}`.trim()),
    ['sent client 17', 'delivered client 17', 'dropped client 17 no port', 'sent server 1', 'delivered server 1'],
  )
})

test('more datagrams than a port holds → the later ones are dropped', () => {
  const { network, a, b } = pair()
  b.limit = 2
  for (let count = 0; count < 5; count++) a.send({ address: 'server', port: 7 }, Uint8Array.of(count))
  network.run()
  assert.equal(
    [b.receive(), b.receive()].map((datagram) => datagram!.payload[0]),
    [0, 1],
  )
  assert.is(b.receive(), undefined)
})

test('a port in use → RangeError; closed → free again; without a number → a free one', () => {
  const { server, b } = pair()
  assert.throws(() => server.openPort(7), /UDP port 7 is in use/)
  b.close()
  server.openPort(7)
  assert.equal([server.openPort().port, server.openPort().port], [49152, 49153])
})

test('"don’t fragment" on a datagram too long → dropped at the host', () => {
  const { network, a, b, packets } = pair()
  a.send({ address: 'server', port: 7 }, new Uint8Array(2000), { dontFragment: true })
  network.run()
  assert.is(b.queued, 0)
  assert.equal(
    packets().map(({ what, reason }) => `${what} ${reason}`),
    ['dropped mtu'],
  )
})

test('a datagram to its own host, by either name → it comes, and never leaves the host', () => {
  for (const address of ['client', '127.0.0.1', '127.9.9.9']) {
    const { network, client, forward, packets } = pair()
    const port = client.openPort(9)
    client.openPort(8).send({ address, port: 9 }, utf8('to me'))
    network.run()
    const datagram = port.receive()
    assert.is(datagram && fromUtf8(datagram.payload), 'to me')
    assert.is(datagram?.address, client.address)
    assert.is(forward.sentPackets, 0)
    assert.equal(
      packets().map(({ what, within, time }) => [what, within, time]),
      [
        ['sent', 'client', 0],
        ['delivered', 'client', 0.01],
      ],
    )
  }
})

test('a packet to 127.0.0.1 that comes over a link → dropped (RFC 1122 §3.2.1.3)', () => {
  const { network, client, server, packets } = pair()
  const stray = encodePacket({
    source: parseAddress(client.address),
    destination: 0x7f00_0001,
    protocol: 17,
    payload: encodeDatagram(
      { sourcePort: 1000, destinationPort: 7, payload: utf8('x') },
      { source: parseAddress(client.address), destination: 0x7f00_0001 },
    ),
  })
  network.link(client, server).forward.send(new Transit(1, new OctetPacket(stray), false), 0)
  network.run()
  assert.equal(
    packets().map(({ what, reason, at }) => [what, reason, at]),
    [['dropped', 'no route', 'server']],
  )
})

test.run()
