import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { concat, fromHex, hex, internetChecksum } from '../../../lib/bytes.ts'
import { parseAddress } from '../../../lib/tcp/wire/address.ts'
import {
  decodeSegment,
  encodedLength,
  encodeSegment,
  encodeSegmentInto,
  encodeTcpPacket,
} from '../../../lib/tcp/wire/encoding.ts'
import { isMalformed } from '../../../lib/tcp/wire/ip.ts'
import { decodeOptions, optionsLength } from '../../../lib/tcp/wire/options.ts'
import { makeSegment, type Segment } from '../../../lib/tcp/wire/segment.ts'
import { octets } from '../../helpers/octets.ts'
import { segments } from '../../helpers/segments.ts'

const addresses = { source: parseAddress('10.0.0.1'), destination: parseAddress('10.0.0.2') }

function decoded(bytes: Uint8Array, start = 0, end: number = bytes.length): Segment {
  const segment = decodeSegment(bytes, addresses, start, end)
  if (isMalformed(segment)) throw new Error(segment.message)
  return segment
}

/** A SYN with these octets as its options, and a right checksum. */
function withOptions(octets: string): Uint8Array {
  const options = fromHex(octets)
  const bytes = concat([encodeSegment(makeSegment({ flags: { syn: true } }), addresses), options])
  bytes[12] = bytes.length << 2
  bytes.set([0, 0], 16)
  const pseudo = concat([fromHex('0a000001 0a000002 0006 00'), Uint8Array.of(bytes.length), bytes])
  const checksum = internetChecksum(pseudo)
  bytes.set([checksum >>> 8, checksum & 255], 16)
  return bytes
}

/** Laid out and summed apart from the code, after the header's picture in RFC 9293 §3.1. */
const SYN = `c000 0050  0000012c  00000000  a002 ffff  7278 0000
  0204 05b4  0402 080a  00000009  00000000  01 03 03 07`

test('a SYN → the octets of RFC 9293 figure 1, checksum over the pseudo-header included (MUST-2)', () => {
  const bytes = encodeSegment(
    makeSegment({
      sourcePort: 49152,
      destinationPort: 80,
      seq: 300,
      flags: { syn: true },
      window: 65_535,
      options: { mss: 1460, windowScale: 7, sackPermitted: true, timestamps: { value: 9, echo: 0 } },
    }),
    addresses,
  )
  assert.is(hex(bytes, ''), hex(fromHex(SYN), ''))
})

test('Fast Open’s option → padded in front, so that the cookie ends with a word; of a length that it cannot have → as unknown', () => {
  const options = { sackPermitted: true, fastOpen: Uint8Array.of(1, 2, 3, 4) } as const
  const bytes = encodeSegment(makeSegment({ flags: { syn: true }, options }), addresses)
  assert.is(hex(bytes.subarray(20), ''), '01012206010203040402' + '0000')
  for (const [octets, length] of [
    ['2202 0101', 0],
    ['2206 01020304 0101', 4],
    ['2205 010203 010101', undefined],
    ['2204 0102', undefined],
    ['2207 0102030405 01', undefined],
  ] as const) {
    assert.is(decoded(withOptions(octets)).options.fastOpen?.length, length, octets)
  }
})

test('any segment at any alignment → decoded as it was encoded (MUST-64)', () => {
  fc.assert(
    fc.property(segments, fc.nat(7), fc.nat(7), (segment, before, after) => {
      const length = encodedLength(segment)
      const target = new Uint8Array(before + length + after).fill(0xee)
      assert.is(encodeSegmentInto(segment, addresses, target, before), length)
      assert.equal(decoded(target, before, before + length), {
        ...segment,
        payload: target.subarray(before + length - segment.payload.length, before + length),
      })
      assert.equal([...decoded(target, before, before + length).payload], [...segment.payload])
      assert.ok(target.subarray(0, before).every((octet) => octet === 0xee))
      assert.ok(target.subarray(before + length).every((octet) => octet === 0xee))
    }),
    { numRuns: 300 },
  )
})

test('one bit flipped anywhere, or an address → a checksum that does not match, or a header of impossible length (MUST-3)', () => {
  fc.assert(
    fc.property(segments, fc.nat(), (segment, place) => {
      const bytes = encodeSegment(segment, addresses)
      bytes[(place >>> 3) % bytes.length]! ^= 1 << (place & 7)
      assert.ok(isMalformed(decodeSegment(bytes, addresses)))
    }),
  )
  const bytes = encodeSegment(makeSegment(), addresses)
  const elsewhere = decodeSegment(bytes, { ...addresses, destination: parseAddress('10.0.0.9') })
  assert.is(isMalformed(elsewhere) && elsewhere.malformed, 'checksum')
})

test('a window above 32,767 → read as an unsigned number (MUST-1)', () => {
  assert.is(decoded(encodeSegment(makeSegment({ window: 0xfffe }), addresses)).window, 0xfffe)
})

test('ACK or URG not set → whatever stands in their fields means nothing', () => {
  const bytes = encodeSegment(makeSegment({ ack: 77, urgentPointer: 5 }), addresses)
  assert.is(decoded(bytes).ack, 0)
  assert.is(decoded(bytes).urgentPointer, 0)
})

test('EOL, NOP and MSS in any order → understood; nothing is read after EOL (MUST-4)', () => {
  assert.equal(decoded(withOptions('01 01 020405b4 01 00')).options, { mss: 1460 })
  assert.equal(decoded(withOptions('00 020405b4 000000')).options, {})
  assert.equal(decoded(withOptions('00 02 020405b4 0000')).options, {})
})

test('options on a segment without SYN → read as well (MUST-5)', () => {
  const segment = makeSegment({ flags: { ack: true }, options: { mss: 536, sack: [[5, 9]] } })
  assert.equal(decoded(encodeSegment(segment, addresses)).options, { mss: 536, sack: [[5, 9]] })
})

test('an unknown option → skipped by its length, what follows is read (MUST-6, MUST-68)', () => {
  assert.equal(decoded(withOptions('fd 06 deadbeef 020405b4 0000')).options, { mss: 1460 })
  assert.equal(decoded(withOptions('fe 02 020405b4 0000')).options, { mss: 1460 })
})

for (const [what, octets] of [
  ['zero', '020405b4 fd000000'],
  ['one', '020405b4 fd010402'],
  ['beyond the header', '020405b4 fd050000'],
  ['beyond the header, of an option that is known', '020405b4 0101080a'],
  ['missing, the kind being the last octet', '020405b4 010101fd'],
] as const) {
  test(`an option's length is ${what} → survived, the options before it count (MUST-7)`, () => {
    assert.equal(decoded(withOptions(octets)).options, { mss: 1460 })
  })
}

for (const [name, octets] of [
  ['MSS', '0203ff 01'],
  ['window scale', '030407ff'],
  ['SACK permitted', '0403ff 01'],
  ['timestamps', '080600000001 0101'],
  ['SACK', '050600000001 0101'],
  ['SACK without a block', '0502 0101'],
] as const) {
  test(`${name} with a length that it cannot have → ignored, what follows is read (MUST-7)`, () => {
    assert.equal(decoded(withOptions(`${octets} 03030e 01`)).options, { windowScale: 14 })
  })
}

test('any octets as options → no exception', () => {
  fc.assert(
    fc.property(octets(40), (bytes) => {
      decodeOptions(bytes, 0, bytes.length)
    }),
    { numRuns: 1000 },
  )
})

test('any octets as a segment → a segment or what is wrong, never an exception', () => {
  fc.assert(
    fc.property(octets(80), (bytes) => {
      decodeSegment(bytes, addresses)
    }),
    { numRuns: 1000 },
  )
})

test('options that leave part of a word → the rest of the header is zero (MUST-69)', () => {
  const bytes = new Uint8Array(24).fill(0xff)
  encodeSegmentInto(makeSegment({ flags: { syn: true }, options: { sackPermitted: true } }), addresses, bytes)
  assert.is(hex(bytes.subarray(20)), '04 02 00 00')
})

test('SACK blocks → begin at a multiple of four, behind two NOPs', () => {
  const bytes = encodeSegment(makeSegment({ flags: { ack: true }, options: { sack: [[1, 2]] } }), addresses)
  assert.is(hex(bytes.subarray(20)), '01 01 05 0a 00 00 00 01 00 00 00 02')
})

test('options of more than 40 octets → RangeError', () => {
  const four: [number, number][] = Array.from({ length: 4 }, () => [1, 2])
  assert.is(optionsLength({ sack: four }), 36)
  assert.throws(() => optionsLength({ sack: four, timestamps: { value: 1, echo: 1 } }), /room for 40/)
})

test('a target too small → RangeError, and nothing is written', () => {
  const target = new Uint8Array(30)
  assert.throws(() => encodeSegmentInto(makeSegment({ payload: new Uint8Array(11) }), addresses, target), RangeError)
  assert.throws(() => encodeSegmentInto(makeSegment({}), addresses, target, 11), /20 octets does not fit into the 19/)
  assert.ok(target.every((octet) => octet === 0))
})

for (const [what, bytes, kind] of [
  ['19 octets', new Uint8Array(19), 'too short'],
  ['a data offset of 4 words', new Uint8Array(40).fill(0x40, 12, 13), 'header length'],
  ['a data offset beyond the end', new Uint8Array(20).fill(0x60, 12, 13), 'header length'],
] as const) {
  test(`${what} → a value that says "${kind}"`, () => {
    const result = decodeSegment(bytes, addresses)
    assert.is(isMalformed(result) && result.malformed, kind)
  })
}

test('a segment in a packet → header and segment in one array, both checksums right', () => {
  const segment = makeSegment({ flags: { ack: true }, payload: Uint8Array.of(1, 2, 3) })
  const bytes = encodeTcpPacket(segment, { ...addresses, ttl: 3, id: 7 })
  assert.is(bytes.length, 43)
  assert.is(internetChecksum(bytes, 0, 20), 0)
  assert.equal([...decoded(bytes, 20).payload], [1, 2, 3])
})

test.run()
