import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hashEnds, initialSequenceNumber, timestampOffset } from '../../../lib/tcp/wire/isn.ts'
import { sipHash, sipKey } from '../../../lib/tcp/wire/siphash.ts'

const key = sipKey(Uint8Array.from({ length: 16 }, (_, index) => index))
const ends = { localAddress: 0x0a000001, localPort: 80, remoteAddress: 0x0a000002, remotePort: 9000 }

test('SipHash-2-4 → the vectors of its authors', () => {
  const hash = (length: number): string => {
    const [low, high] = sipHash(
      key,
      Uint8Array.from({ length }, (_, index) => index),
    )
    return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
  }
  assert.is(hash(0), '726fdb47dd0e0e31')
  assert.is(hash(1), '74f839c593dc67fd')
  assert.is(hash(8), '93f5f5799a932462')
  assert.is(hash(15), 'a129ca6149be45e5')
})

test('a key that has not 16 octets → RangeError', () => {
  assert.throws(() => sipKey(new Uint8Array(15)), /the secret must be .* 16 random octets; this one has 15/)
  for (const none of [null, undefined, 'sixteen letters!', Array(16).fill(1)]) {
    assert.throws(() => sipKey(none as never), /the secret must be a Uint8Array .* this one is none/)
  }
})

test('the clock → one more every 4 µs, round the circle in 4.77 hours (MUST-8)', () => {
  const first = initialSequenceNumber(ends, key, 0)
  assert.is((initialSequenceNumber(ends, key, 1) - first) >>> 0, 250)
  assert.is((initialSequenceNumber(ends, key, 0.004) - first) >>> 0, 1)
  assert.is(initialSequenceNumber(ends, key, 2 ** 32 / 250), first)
})

test('any of the four numbers or the secret differs → another ISN; the same → the same (MUST-9, RFC 6528)', () => {
  const other = sipKey(new Uint8Array(16).fill(1))
  const numbers = [
    initialSequenceNumber(ends, key, 5),
    initialSequenceNumber({ ...ends, localAddress: 1 }, key, 5),
    initialSequenceNumber({ ...ends, localPort: 81 }, key, 5),
    initialSequenceNumber({ ...ends, remoteAddress: 1 }, key, 5),
    initialSequenceNumber({ ...ends, remotePort: 9001 }, key, 5),
    initialSequenceNumber(ends, other, 5),
  ]
  assert.is(new Set(numbers).size, numbers.length)
  assert.is(initialSequenceNumber({ ...ends }, key, 5), numbers[0])
})

test('timestamp offset → of the two addresses alone; the uses of the key are kept apart', () => {
  assert.is(timestampOffset(ends, key), timestampOffset({ ...ends, localPort: 1, remotePort: 2 }, key))
  assert.is.not(timestampOffset(ends, key), timestampOffset({ ...ends, remoteAddress: 1 }, key))
  assert.is.not(hashEnds(ends, key, 0), hashEnds(ends, key, 1))
})

test.run()
