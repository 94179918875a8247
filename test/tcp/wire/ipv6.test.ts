import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { concat, equal, fromHex, hex, utf8 } from '../../../lib/bytes.ts'
import { parseAddress, readAddress } from '../../../lib/tcp/wire/address.ts'
import { decodeSegment, encodeTcpPacket } from '../../../lib/tcp/wire/encoding.ts'
import { FragmentReassembler } from '../../../lib/tcp/wire/fragment.ts'
import {
  CE,
  decodePacket,
  decrementTtl,
  dontFragmentOf,
  ECT_0,
  ecnOf,
  encodePacket,
  headerFault,
  headerLength,
  isFragment,
  isMalformed,
  type Packet,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  protocolOf,
  setCongestionExperienced,
  ttlOf,
} from '../../../lib/tcp/wire/ip.ts'
import { upperLayer } from '../../../lib/tcp/wire/ipv6.ts'
import { fragmentIpv6 } from '../../../lib/tcp/wire/ipv6-fragment.ts'
import { makeSegment } from '../../../lib/tcp/wire/segment.ts'
import { octets } from '../../helpers/octets.ts'

const ENDS = { source: parseAddress('fd00::1'), destination: parseAddress('fd00::2') }
const address = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => readAddress(bytes, 0, 6))
const packets = fc.record(
  {
    source: address,
    destination: address,
    // None that is passed over.
    protocol: fc.constantFrom(1, 6, 17, 58, 59, 132, 255),
    ttl: fc.nat(255),
    dscp: fc.nat(63),
    ecn: fc.nat(3),
    payload: octets(3000),
  },
  { noNullPrototype: true },
)

function decoded(bytes: Uint8Array): Required<Packet> {
  const packet = decodePacket(bytes)
  if (isMalformed(packet)) throw new Error(packet.message)
  return packet
}

test('a header → the octets of RFC 8200 §3', () => {
  const bytes = encodePacket({ ...ENDS, protocol: 17, ttl: 9, dscp: 46, ecn: 1, payload: Uint8Array.of(7) })
  const expected = `6b90 0000 0001 11 09 fd00${'0'.repeat(27)}1 fd00${'0'.repeat(27)}2 07`
  assert.is(hex(bytes, ''), hex(fromHex(expected), ''))
})

test('any packet → decoded as it was encoded; padding behind it is no part of it', () => {
  fc.assert(
    fc.property(packets, fc.nat(9), (packet, padding) => {
      const bytes = concat([encodePacket(packet), new Uint8Array(padding)])
      const { source, destination, protocol, ttl, dscp, ecn, payload, dontFragment } = decoded(bytes)
      assert.equal(
        { source, destination, protocol, ttl, dscp, ecn, payload: hex(payload) },
        { ...packet, payload: hex(packet.payload) },
      )
      assert.ok(dontFragment)
    }),
  )
})

test('fewer octets than it says → malformed; both kinds of addresses in one → refused', () => {
  const bytes = encodePacket({ ...ENDS, protocol: 17, payload: new Uint8Array(8) })
  for (const length of [19, 39, 47]) assert.is(headerFault(bytes.subarray(0, length))?.malformed, 'too short')
  assert.throws(() => encodePacket({ source: 1, destination: ENDS.source, protocol: 17, payload: bytes }), /both/)
})

test('one hop, and congestion → hop limit and traffic class, nothing else', () => {
  const bytes = encodePacket({ ...ENDS, protocol: 6, ttl: 3, dscp: 63, ecn: ECT_0, payload: utf8('abc') })
  decrementTtl(bytes)
  setCongestionExperienced(bytes)
  assert.equal([ttlOf(bytes), ecnOf(bytes)], [2, CE])
  assert.ok(equal(bytes, encodePacket({ ...ENDS, protocol: 6, ttl: 2, dscp: 63, ecn: CE, payload: utf8('abc') })))
})

test('a segment → its checksum covers both addresses (RFC 8200 §8.1)', () => {
  const bytes = encodeTcpPacket(makeSegment({ payload: utf8('hello') }), ENDS)
  assert.is(isMalformed(decodeSegment(bytes, ENDS, 40)), false)
  bytes[39] = 3
  assert.is(isMalformed(decodeSegment(bytes, { ...ENDS, destination: parseAddress('fd00::3') }, 40)), true)
})

/** A packet whose transport stands behind extension headers. */
function extended(
  headers: readonly [protocol: number, octets: string][],
  last: number,
  payload: Uint8Array,
): Uint8Array {
  const pieces = headers.map(([, octets], at) => {
    const bytes = fromHex(octets)
    bytes[0] = headers[at + 1]?.[0] ?? last
    return bytes
  })
  return encodePacket({ ...ENDS, protocol: headers[0]?.[0] ?? last, payload: concat([...pieces, payload]) })
}

/** Eight octets, and sixteen, that pad. */
const SHORT = '0000 0104 00000000'
const LONG = '0001 010c 000000000000000000000000'

test('hop-by-hop, routing, destination options, an only fragment → passed over (RFC 8200 §4, RFC 6946)', () => {
  const headers: [number, string][] = [
    [0, SHORT],
    [60, LONG],
    [43, '0000 0000 00000000'],
    [44, '0000 0000 00000009'],
    [60, SHORT],
  ]
  const bytes = extended(headers, PROTOCOL_TCP, utf8('segment'))
  assert.equal([protocolOf(bytes), isFragment(bytes)], [PROTOCOL_TCP, false])
  assert.is(headerLength(bytes), 40 + 8 + 16 + 8 + 8 + 8)
  assert.is(hex(decoded(bytes).payload), hex(utf8('segment')))
})

test('a route not yet taken, hop-by-hop options later on, a header cut off → not passed over', () => {
  const options: [number, string] = [60, SHORT]
  const routed = extended([options, [43, '0000 0001 00000000']], PROTOCOL_TCP, utf8('a'))
  assert.equal(upperLayer(routed), { protocol: 43, start: 48, nextAt: 40 })
  const late = extended([options, [0, SHORT]], PROTOCOL_TCP, utf8('a'))
  assert.is(protocolOf(late), 0)
  const cut = encodePacket({ ...ENDS, protocol: 60, payload: fromHex('0600') })
  assert.is(protocolOf(cut), 60)
})

test('any packet in pieces of any size, in any order, some twice → put together as it was', () => {
  const cases = fc.tuple(octets(6000), fc.integer({ min: 100, max: 3000 }), fc.boolean(), fc.infiniteStream(fc.nat()))
  fc.assert(
    fc.property(cases, ([payload, mtu, hasOptions, chance]) => {
      const headers: [number, string][] = hasOptions ? [[0, SHORT]] : []
      const whole = extended(headers, PROTOCOL_UDP, payload)
      const pieces = fragmentIpv6(whole, mtu, 77)
      const isCut = whole.length > mtu
      assert.is(pieces.length > 1, isCut)
      assert.ok(pieces.every((piece) => piece.length <= mtu && isFragment(piece) === isCut && dontFragmentOf(piece)))
      if (!isCut) return
      const next = (below: number): number => chance.next().value % below
      const order = [...pieces]
      for (let at = order.length - 1; at > 0; at--) {
        const other = next(at + 1)
        ;[order[at], order[other]] = [order[other]!, order[at]!]
      }
      const reassembler = new FragmentReassembler()
      const done = order.flatMap((piece, at) => {
        // What is complete is forgotten: its last piece comes once.
        const times = at < order.length - 1 && next(3) === 0 ? [piece, piece] : [piece]
        return times.flatMap((one) => reassembler.add(one, 0) ?? [])
      })
      assert.is(done.length, 1)
      assert.is(hex(done[0]!), hex(whole))
    }),
  )
})

test('pieces that overlap and differ → the packet is given up (RFC 5722 §4)', () => {
  const whole = encodePacket({ ...ENDS, protocol: PROTOCOL_UDP, payload: new Uint8Array(64).fill(1) })
  const [first, second, ...rest] = fragmentIpv6(whole, 72, 5)
  const forged = first!.slice()
  forged.fill(9, 50)
  const reassembler = new FragmentReassembler()
  assert.is(reassembler.add(first!, 0), undefined)
  assert.is(reassembler.add(forged, 0), undefined)
  assert.is(reassembler.pending, 0)
  for (const piece of [second!, ...rest]) assert.is(reassembler.add(piece, 0), undefined)
})

test.run()
