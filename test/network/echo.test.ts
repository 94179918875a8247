import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { concat, internetChecksum, utf8, writeUint16 } from '../../lib/bytes.ts'
import { type LinkOptions, type PacketEvent, pointToPoint } from '../../lib/network/index.ts'
import { isMalformed, parseAddress } from '../../lib/tcp/wire/index.ts'
import { decodePacket, encodePacket, PROTOCOL_ICMP } from '../../lib/tcp/wire/ip.ts'

const ECHO = { source: parseAddress('10.0.0.1'), destination: parseAddress('10.0.0.2'), protocol: PROTOCOL_ICMP }

/** An echo request of identifier 0x1234 and number 7. */
function request(data: Uint8Array): Uint8Array {
  const message = concat([Uint8Array.of(8, 0, 0, 0, 0x12, 0x34, 0, 7), data])
  writeUint16(message, 2, internetChecksum(message))
  return message
}

/** What became of one packet from the client, and of what it brought about. */
function sent(packet: Uint8Array, link: LinkOptions = { delay: 5 }) {
  const { network, client } = pointToPoint({ link })
  client.send(packet)
  network.run()
  return network.trace().events.filter((event): event is PacketEvent => event.type === 'packet')
}

function repliesOf(events: readonly PacketEvent[]) {
  return events.filter((event) => event.what === 'delivered' && event.from === 'server')
}

test('an echo request → answered by the address that was asked, with the same identifier, number and data', () => {
  const [reply, ...others] = repliesOf(sent(encodePacket({ ...ECHO, payload: request(utf8('abcde')) })))
  assert.is(others.length, 0)
  assert.is(reply!.time, 10)
  const packet = decodePacket(reply!.bytes)
  assert.not(isMalformed(packet))
  if (isMalformed(packet)) return
  assert.is(packet.source, ECHO.destination)
  assert.is(packet.destination, ECHO.source)
  assert.is(packet.ttl, 64)
  assert.is(internetChecksum(packet.payload), 0)
  assert.equal([...packet.payload.subarray(0, 2)], [0, 0])
  assert.equal([...packet.payload.subarray(4)], [...request(utf8('abcde')).subarray(4)])
})

test('an echo request in fragments → answered whole, in fragments', () => {
  const data = Uint8Array.from({ length: 3000 }, (_, at) => at)
  const replies = repliesOf(sent(encodePacket({ ...ECHO, id: 5, payload: request(data) }), { mtu: 1500 }))
  assert.is(replies.length, 3)
  const pieces = replies.map(({ bytes }) => bytes.subarray(20))
  assert.is(internetChecksum(concat(pieces)), 0)
  assert.equal([...concat(pieces).subarray(8)], [...data])
})

test('an echo request that is damaged → dropped for its checksum, and not answered', () => {
  const damaged = request(utf8('abc'))
  damaged[9]! ^= 1
  const events = sent(encodePacket({ ...ECHO, payload: damaged }))
  assert.equal(repliesOf(events), [])
  assert.is(events.at(-1)!.reason, 'bad checksum')
})

test('an echo request from a multicast address, and an echo reply → not answered', () => {
  const fromMany = { ...ECHO, source: parseAddress('224.0.0.1') }
  assert.equal(repliesOf(sent(encodePacket({ ...fromMany, payload: request(utf8('a')) }))), [])
  const reply = request(utf8('a'))
  reply[0] = 0
  writeUint16(reply, 2, 0)
  writeUint16(reply, 2, internetChecksum(reply))
  assert.equal(repliesOf(sent(encodePacket({ ...ECHO, payload: reply }))), [])
})

test.run()
