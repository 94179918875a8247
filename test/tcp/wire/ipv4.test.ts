import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { equal, fromHex, hex } from '../../../lib/bytes.ts'
import { formatAddress, isBroadcast, isMulticast, parseAddress } from '../../../lib/tcp/wire/address.ts'
import { FragmentReassembler, fragment } from '../../../lib/tcp/wire/fragment.ts'
import {
  CE,
  decodePacket,
  decrementTtl,
  ECT_0,
  ecnOf,
  encodeHeaderInto,
  encodePacket,
  headerFault,
  isFragment,
  isMalformed,
  NOT_ECT,
  type Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
} from '../../../lib/tcp/wire/ip.ts'
import { octets } from '../../helpers/octets.ts'

const packets: fc.Arbitrary<Required<Packet>> = fc.record(
  {
    source: fc.integer({ min: 0, max: 0xffff_ffff }),
    destination: fc.integer({ min: 0, max: 0xffff_ffff }),
    protocol: fc.nat(255),
    ttl: fc.nat(255),
    dscp: fc.nat(63),
    ecn: fc.nat(3),
    id: fc.nat(0xffff),
    dontFragment: fc.boolean(),
    moreFragments: fc.boolean(),
    fragmentOffset: fc.nat(4000).map((words) => words * 8),
    options: fc.nat(10).chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 })),
    payload: octets(3000),
  },
  { noNullPrototype: true },
)

function decoded(bytes: Uint8Array): Required<Packet> {
  const packet = decodePacket(bytes)
  if (isMalformed(packet)) throw new Error(packet.message)
  return packet
}

const plain = (payload: Uint8Array, more: Partial<Packet> = {}) =>
  encodePacket({ source: 1, destination: 2, protocol: 17, id: 9, payload, ...more })

const counted = (length: number) => Uint8Array.from({ length }, (_, at) => at)

test('a header → the octets of RFC 791 figure 4', () => {
  const bytes = encodePacket({
    source: parseAddress('192.168.0.1'),
    destination: parseAddress('192.168.0.199'),
    protocol: 17,
    dontFragment: true,
    payload: new Uint8Array(95),
  })
  assert.is(hex(bytes.subarray(0, 20), ''), hex(fromHex('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7'), ''))
})

test('any packet → decoded as it was encoded', () => {
  fc.assert(
    fc.property(packets, (packet) => {
      const result = decoded(encodePacket(packet))
      assert.equal(
        { ...result, payload: [...result.payload], options: [...result.options] },
        {
          ...packet,
          payload: [...packet.payload],
          options: [...packet.options],
        },
      )
    }),
  )
})

test('padding behind the total length → not part of the payload', () => {
  const bytes = new Uint8Array(60)
  bytes.set(plain(Uint8Array.of(1, 2)))
  assert.equal([...decoded(bytes).payload], [1, 2])
})

test('one bit of the header flipped → malformed', () => {
  fc.assert(
    fc.property(packets, fc.nat(159), (packet, bit) => {
      const bytes = encodePacket(packet)
      bytes[bit >>> 3]! ^= 1 << (bit & 7)
      // A frame says which version it bears.
      fc.pre(bytes[0]! >>> 4 !== 6)
      assert.ok(isMalformed(decodePacket(bytes)))
    }),
  )
})

for (const [what, bytes, kind] of [
  ['19 octets', new Uint8Array(19), 'too short'],
  ['version 5', fromHex('5500 0014 0000 0000 4011 0000 00000000 00000000'), 'version'],
  ['a header of 16 octets', fromHex('4400 0014 0000 0000 4011 0000 00000000 00000000'), 'header length'],
  ['a header longer than the packet', fromHex('4600 0014 0000 0000 4011 0000 00000000 00000000'), 'header length'],
  ['fewer octets than the total length', fromHex('4500 0015 0000 0000 4011 0000 00000000 00000000'), 'total length'],
  ['a wrong checksum', fromHex('4500 0014 0000 0000 4011 0000 00000000 00000000'), 'checksum'],
] as const) {
  test(`${what} → a value that says "${kind}"`, () => {
    assert.is(headerFault(bytes)?.malformed, kind)
  })
}

test('any octets → a packet or what is wrong, never an exception', () => {
  fc.assert(
    fc.property(octets(80), (bytes) => {
      decodePacket(bytes)
    }),
    { numRuns: 1000 },
  )
})

test('fields that do not fit → RangeError', () => {
  assert.throws(() => plain(new Uint8Array(65_516)), /65536 octets/)
  assert.throws(() => plain(counted(1), { options: new Uint8Array(3) }), /in fours/)
  assert.throws(() => plain(counted(1), { fragmentOffset: 4 }), /multiple of 8/)
  assert.throws(
    () => encodeHeaderInto({ source: 1, destination: 2 }, 6, 0, new Uint8Array(19)),
    /19 octets are too few/,
  )
})

test('a hop → TTL one less, the checksum right again', () => {
  fc.assert(
    fc.property(packets, (packet) => {
      const bytes = encodePacket({ ...packet, ttl: Math.max(1, packet.ttl) })
      decrementTtl(bytes)
      assert.is(headerFault(bytes), undefined)
      assert.is(bytes[8], Math.max(1, packet.ttl) - 1)
    }),
  )
})

test('dotted text → a number and back; anything else → RangeError', () => {
  assert.is(parseAddress('255.255.255.254'), 0xffff_fffe)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (address) => {
      assert.is(parseAddress(formatAddress(address)), address)
    }),
  )
  for (const text of ['1.2.3', '1.2.3.256', '1.2.3.4.5', 'a.b.c.d', '']) {
    assert.throws(() => parseAddress(text), /four numbers/)
  }
})

test('addresses of many → told from those of one', () => {
  assert.ok(isMulticast(parseAddress('224.0.0.1')) && isMulticast(parseAddress('239.255.255.255')))
  assert.not(isMulticast(parseAddress('223.255.255.255')) || isMulticast(parseAddress('240.0.0.0')))
  assert.ok(isBroadcast(0xffff_ffff) && !isBroadcast(0xffff_fffe))
})

test('a packet of 4,000 octets, MTU 1,500 → 1,500 + 1,500 + 1,040, offsets in eights, MF on all but the last', () => {
  const pieces = fragment(plain(counted(3980)), 1500).map(decoded)
  assert.equal(
    pieces.map((piece) => [piece.payload.length + 20, piece.fragmentOffset, piece.moreFragments]),
    [
      [1500, 0, true],
      [1500, 1480, true],
      [1040, 2960, false],
    ],
  )
  assert.ok(pieces.every((piece) => piece.id === 9))
})

test('a packet that fits → itself, untouched; an MTU without room → RangeError', () => {
  const packet = plain(counted(100))
  assert.is(fragment(packet, 120)[0], packet)
  assert.not(isFragment(packet))
  assert.throws(() => fragment(packet, 27), /no room/)
})

test('options → all in the first piece, those to be copied in every piece (RFC 791 §3.1)', () => {
  const recordRoute = [7, 7, 4, 0, 0, 0, 0]
  const streamId = [0x88, 4, 0, 1]
  const options = Uint8Array.from([...recordRoute, 1, ...streamId])
  const pieces = fragment(plain(counted(200), { options }), 100).map(decoded)
  assert.equal([...pieces[0]!.options], [...options])
  for (const piece of pieces.slice(1)) assert.equal([...piece.options], streamId)
  const odd = Uint8Array.from([...streamId, 0x9a, 3, 5, 0])
  for (const piece of fragment(plain(counted(200), { options: odd }), 100).map(decoded)) {
    assert.equal([...piece.options], [...odd])
  }
})

test('pieces in any order → the header of the first piece', () => {
  const whole = plain(counted(200), { options: Uint8Array.from([7, 7, 4, 0, 0, 0, 0, 1]) })
  const pieces = fragment(whole, 100)
  for (const order of [pieces, [...pieces].reverse()]) {
    const reassembler = new FragmentReassembler()
    const results = order.map((piece) => reassembler.add(piece, 0))
    assert.ok(equal(results.at(-1) as Uint8Array, whole))
  }
})

test('any packet cut, cut again, shuffled, repeated → the same packet once it is whole (RFC 815)', () => {
  fc.assert(
    fc.property(
      packets,
      fc.integer({ min: 68, max: 600 }),
      fc.integer({ min: 68, max: 600 }),
      fc.infiniteStream(fc.nat()),
      (packet, mtu, smaller, numbers) => {
        const whole = encodePacket({
          ...packet,
          options: new Uint8Array(0),
          moreFragments: false,
          fragmentOffset: 0,
          dontFragment: false,
        })
        const once = fragment(whole, mtu)
        const pieces = once.flatMap((piece) => fragment(piece, smaller))
        const order = pieces.map((piece) => ({ piece, key: numbers.next().value })).sort((a, b) => a.key - b.key)
        const reassembler = new FragmentReassembler()
        let result: Uint8Array | undefined
        if (pieces.length === 1) return
        for (const { piece, key } of order) {
          if (key & 1 && order.length > 2 && piece !== order.at(-1)!.piece)
            assert.is(reassembler.add(piece, 0), undefined)
          assert.is(result, undefined)
          result = reassembler.add(piece, 0)
        }
        assert.ok(result && equal(result, whole))
        assert.is(reassembler.pending, 0)
      },
    ),
    { numRuns: 300 },
  )
})

test('pieces of any kind, overlapping, at odds about the end → a packet is whole when every octet has come, and has no other', () => {
  const piece = fc.record({ at: fc.nat(20), words: fc.integer({ min: 1, max: 8 }), last: fc.boolean() })
  const property = fc.property(fc.array(piece, { minLength: 1, maxLength: 30, size: 'max' }), (list) => {
    const reassembler = new FragmentReassembler()
    let octets = new Map<number, number>()
    let end: number | undefined
    for (const [number, { at, words, last }] of list.entries()) {
      const payload = new Uint8Array(words * 8 - (last ? 3 : 0)).fill(number + 1)
      const right = at * 8 + payload.length
      const whole = reassembler.add(plain(payload, { fragmentOffset: at * 8, moreFragments: !last }), 0)
      const highest = Math.max(0, ...octets.keys()) + (octets.size > 0 ? 1 : 0)
      // Where a packet ends, it ends: a piece that says otherwise is none of it.
      const agrees = last ? (end === undefined ? right >= highest : right === end) : right <= (end ?? Infinity)
      if (agrees) {
        for (const [i, octet] of payload.entries()) octets.set(at * 8 + i, octet)
        if (last) end = right
      }
      if (end === undefined || octets.size < end) {
        assert.is(whole, undefined)
        continue
      }
      const expected = Uint8Array.from({ length: end }, (_, i) => octets.get(i)!)
      assert.equal(decoded(whole!).payload, expected)
      octets = new Map()
      end = undefined
    }
  })
  fc.assert(property, { numRuns: 1000, seed: 815 })
})

for (const [fields, whole] of [
  [[ECT_0, ECT_0, ECT_0], ECT_0],
  [[NOT_ECT, NOT_ECT, NOT_ECT], NOT_ECT],
  [[CE, CE, CE], CE],
  [[CE, ECT_0, ECT_0], CE],
  [[ECT_0, CE, ECT_0], CE],
  [[ECT_0, ECT_0, CE], CE],
  [[CE, NOT_ECT, ECT_0], undefined],
  [[NOT_ECT, ECT_0, CE], undefined],
] as const) {
  const outcome = whole === undefined ? 'no packet' : `a packet with ${whole}`
  test(`pieces with the ECN fields ${fields.join(', ')} → ${outcome} (RFC 3168 §5.3)`, () => {
    const reassembler = new FragmentReassembler()
    const pieces = fragment(plain(counted(120)), 68)
    assert.is(pieces.length, 3)
    const results = pieces.map((piece, index) =>
      reassembler.add(encodePacket({ ...decoded(piece), ecn: fields[index]! }), 0),
    )
    const result = results.at(-1)
    assert.is(result && ecnOf(result), whole)
    if (result) assert.is(headerFault(result), undefined)
    assert.is(reassembler.pending, 0)
  })
}

test('pieces that overlap → the packet, the later piece’s octets where both speak', () => {
  const reassembler = new FragmentReassembler()
  const piece = (fragmentOffset: number, moreFragments: boolean, payload: Uint8Array) =>
    reassembler.add(plain(payload, { fragmentOffset, moreFragments }), 0)
  assert.is(piece(0, true, new Uint8Array(16).fill(1)), undefined)
  assert.is(piece(32, false, new Uint8Array(4).fill(3)), undefined)
  const whole = piece(8, true, new Uint8Array(24).fill(2))
  assert.equal([...decoded(whole!).payload], [...Array(8).fill(1), ...Array(24).fill(2), ...Array(4).fill(3)])
})

test('packets that differ in id, protocol or address → kept apart', () => {
  const reassembler = new FragmentReassembler()
  const first = { moreFragments: true, payload: counted(8) }
  const last = { fragmentOffset: 8, payload: counted(8) }
  assert.is(reassembler.add(plain(first.payload, first), 0), undefined)
  for (const other of [{ id: 10 }, { protocol: 6 }, { source: 7 }, { destination: 7 }]) {
    assert.is(reassembler.add(plain(last.payload, { ...last, ...other }), 0), undefined)
  }
  assert.ok(reassembler.add(plain(last.payload, last), 0))
})

test('a piece never comes → given up after the time limit, its place is free', () => {
  const reassembler = new FragmentReassembler({ timeout: 100 })
  const [first, last] = fragment(plain(counted(100)), 68) as [Uint8Array, Uint8Array]
  reassembler.add(first, 5)
  assert.is(reassembler.pollTimeout(), 105)
  assert.is(reassembler.add(last, 105), undefined)
  assert.is(reassembler.pollTimeout(), 205)
  assert.is(reassembler.expire(204), 0)
  assert.is(reassembler.expire(205), 1)
  assert.is(reassembler.pollTimeout(), undefined)
})

test('more packets in pieces than the limit → the oldest goes', () => {
  const reassembler = new FragmentReassembler({ limit: 2 })
  const halves = [1, 2, 3].map((id) => fragment(plain(counted(90), { id }), 68) as [Uint8Array, Uint8Array])
  for (const [first] of halves) reassembler.add(first, 0)
  assert.is(reassembler.pending, 2)
  assert.ok(reassembler.add(halves[1]![1], 0))
  assert.is(reassembler.add(halves[0]![1], 0), undefined)
})

test('pieces that no packet has (beyond 65,535, or 7 octets in the middle) → passed over', () => {
  const reassembler = new FragmentReassembler()
  reassembler.add(plain(counted(100), { fragmentOffset: 65_512 }), 0)
  reassembler.add(plain(counted(7), { moreFragments: true }), 0)
  reassembler.add(plain(counted(0), { moreFragments: true }), 0)
  assert.is(reassembler.pending, 0)
})

test('protocol numbers → those that IANA has given', () => {
  assert.equal([PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP], [1, 6, 17])
})

test.run()
