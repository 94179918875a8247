import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  compare,
  concat,
  equal,
  fromHex,
  fromUtf8,
  hex,
  hexdump,
  internetChecksum,
  internetSum,
  readUint16,
  readUint32,
  swapSum,
  updateChecksum,
  utf8,
  writeUint16,
  writeUint32,
} from '../lib/bytes.ts'
import { octets } from './helpers/octets.ts'

/** RFC 1071 §4.1 word by word: slow, and clearly right. */
function plainSum(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) {
    sum += bytes[at]! * 256 + (bytes[at + 1] ?? 0)
    if (sum > 0xffff) sum -= 0xffff
  }
  return sum
}

/** Both zeros of ones' complement are the same number. */
const value = (sum: number) => sum % 0xffff

test('the octets of RFC 1071 §3 → the sum given there', () => {
  assert.is(internetSum(fromHex('00 01 f2 03 f4 f5 f6 f7')), 0xddf2)
  assert.is(internetChecksum(fromHex('00 01 f2 03 f4 f5 f6 f7')), 0x220d)
})

test('nothing → sum 0; an odd octet → the high half of a word', () => {
  assert.is(internetSum(new Uint8Array(0)), 0)
  assert.is(internetSum(Uint8Array.of(0x12)), 0x1200)
})

test('any octets at any place in a buffer → the sum that adding word by word gives', () => {
  fc.assert(
    fc.property(octets(700), fc.nat(9), fc.nat(9), (bytes, before, after) => {
      const buffer = new Uint8Array(before + bytes.length + after).fill(0xa5)
      buffer.set(bytes, before)
      const end = before + bytes.length
      assert.is(value(internetSum(buffer, before, end)), value(plainSum(bytes)))
      const view = buffer.subarray(before, end)
      assert.is(value(internetSum(view)), value(plainSum(bytes)))
    }),
    { numRuns: 500 },
  )
})

test('the largest sums, up to 200,001 octets of 0xff → no overflow', () => {
  for (const length of [65_535, 65_536, 65_537, 200_001]) {
    const bytes = new Uint8Array(length).fill(0xff)
    assert.is(value(internetSum(bytes)), value(plainSum(bytes)), String(length))
    assert.is(value(internetSum(bytes, 1)), value(plainSum(bytes.subarray(1))), String(length))
  }
})

test('octets in two pieces, cut anywhere → the sum of the pieces, the second swapped after an odd first', () => {
  fc.assert(
    fc.property(octets(400), fc.nat(400), (bytes, cut) => {
      const at = Math.min(cut, bytes.length)
      const second = internetSum(bytes, at)
      const sum = internetSum(bytes, 0, at) + (at % 2 ? swapSum(second) : second)
      assert.is(value(sum), value(plainSum(bytes)))
      if (at % 2 === 0) assert.is(value(internetSum(bytes, at, bytes.length, internetSum(bytes, 0, at))), value(sum))
    }),
  )
})

test('a word changes → updateChecksum gives what summing all anew gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 60, size: 'max' }), fc.nat(0xffff), (bytes, word) => {
      bytes[1] = 1
      const before = internetChecksum(bytes)
      const old = readUint16(bytes, 2)
      writeUint16(bytes, 2, word)
      assert.is(value(updateChecksum(before, old, word)), value(internetChecksum(bytes)))
    }),
  )
})

test('numbers written big-endian → read back the same', () => {
  const bytes = new Uint8Array(6)
  writeUint16(bytes, 0, 0xfffe)
  writeUint32(bytes, 2, 0xfedc_ba98)
  assert.is(hex(bytes, ''), 'fffefedcba98')
  assert.is(readUint16(bytes, 0), 0xfffe)
  assert.is(readUint32(bytes, 2), 0xfedc_ba98)
})

test('pieces → concat joins them, equal and compare tell them apart', () => {
  const whole = concat([Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)])
  assert.equal([...whole], [1, 2, 3])
  assert.ok(equal(whole, Uint8Array.of(1, 2, 3)))
  assert.not(equal(whole, Uint8Array.of(1, 2)))
  assert.ok(compare(Uint8Array.of(1, 2), whole) < 0)
  assert.ok(compare(Uint8Array.of(2), whole) > 0)
  assert.is(compare(whole, whole.slice()), 0)
})

test('hexadecimal → octets and back; half an octet → RangeError', () => {
  assert.is(hex(fromHex('DEad\n be ef')), 'de ad be ef')
  assert.throws(() => fromHex('abc'), /pairs of 0-9 and a-f/)
  assert.throws(() => fromHex('zz'), /"zz"/)
})

test('18 octets → hexdump shows two lines, unprintable ones as dots', () => {
  const text = hexdump(utf8('sixteen letters.\n~'))
  assert.is(
    text,
    '0000  73 69 78 74 65 65 6e 20  6c 65 74 74 65 72 73 2e  sixteen letters.\n' +
      '0010  0a 7e                                             .~',
  )
})

test('UTF-8 → text and back; a broken sequence → U+FFFD, or with strict an error', () => {
  assert.is(fromUtf8(utf8('三次握手 🤝')), '三次握手 🤝')
  assert.is(fromUtf8(Uint8Array.of(0x61, 0xff)), 'a\ufffd')
  assert.throws(() => fromUtf8(Uint8Array.of(0xff), { strict: true }))
})

test.run()
