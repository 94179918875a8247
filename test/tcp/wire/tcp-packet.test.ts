import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAddress } from '../../../lib/tcp/wire/address.ts'
import { encodeTcpPacket } from '../../../lib/tcp/wire/encoding.ts'
import { decrementTtl, headerFault } from '../../../lib/tcp/wire/ip.ts'
import { makeSegment, type Segment } from '../../../lib/tcp/wire/segment.ts'
import { TcpPacket } from '../../../lib/tcp/wire/tcp-packet.ts'
import { segments } from '../../helpers/segments.ts'

const ends = { source: parseAddress('10.0.0.1'), destination: parseAddress('10.0.0.2') }
const header = { ...ends, ttl: 3, dscp: 46, id: 7, dontFragment: true, ecn: 2 }

function packetOf(segment: Segment): TcpPacket {
  const { ttl, dscp, id, dontFragment, ecn } = header
  return new TcpPacket(segment, ends.source, ends.destination, ttl, dscp, id, dontFragment, ecn)
}

test('its octets → those that its segment and header are encoded to, one array however often they are asked for', () => {
  fc.assert(
    fc.property(segments, (segment) => {
      const packet = packetOf({ ...segment })
      assert.equal(packet.bytes, encodeTcpPacket(segment, header))
      assert.is(packet.bytes.length, packet.length)
      assert.is(packet.bytes, packet.bytes)
      assert.equal(packet.segment.payload, segment.payload)
    }),
  )
})

for (const [when, look] of [
  ['kept', (packet: TcpPacket) => packet.keep()],
  ['looked at', (packet: TcpPacket) => packet.bytes],
  ['encoded', (packet: TcpPacket) => packet.encoded()],
  ['looked at and kept', (packet: TcpPacket) => packet.bytes && packet.keep()],
] as const) {
  test(`a packet is ${when}, and then its sender writes over what it held → the packet stays as it was`, () => {
    const held = Uint8Array.of(1, 2, 3)
    const packet = packetOf(makeSegment({ flags: { ack: true }, payload: held }))
    look(packet)
    held.fill(9)
    assert.equal([...packet.segment.payload], [1, 2, 3])
    assert.equal([...packet.bytes.subarray(40)], [1, 2, 3])
  })
}

test('after a hop → a packet of its own, one less TTL, its header summed up as a router does', () => {
  for (const looked of [false, true]) {
    const packet = packetOf(makeSegment({ flags: { ack: true }, payload: Uint8Array.of(1, 2, 3) }))
    const expected = encodeTcpPacket(packet.segment, header)
    decrementTtl(expected)
    if (looked) assert.is(packet.bytes[8], 3)
    const passed = packet.afterHop()
    assert.equal(passed.bytes, expected)
    assert.is(headerFault(passed.bytes), undefined)
    assert.equal([passed.ttl, packet.ttl, packet.bytes[8]], [2, 3, 3])
  }
})

test.run()
