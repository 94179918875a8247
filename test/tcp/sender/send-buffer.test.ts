import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SendBuffer } from '../../../lib/tcp/sender/send-buffer.ts'
import { pattern } from '../../helpers/octets.ts'

const test = suite('send-buffer')
const bytes = (...octets: number[]): Uint8Array => Uint8Array.from(octets)
const list = (view: Uint8Array): number[] => Array.from(view)

test('a write beyond the limit → only what fits is taken', () => {
  const buffer = new SendBuffer({ sendBuffer: 4 })
  assert.is(buffer.write(bytes(1, 2, 3)), 3)
  assert.is(buffer.write(bytes(4, 5, 6)), 1)
  assert.is(buffer.write(bytes(7)), 0)
  assert.equal(list(buffer.slice(0, 4)), [1, 2, 3, 4])
  buffer.release(3)
  assert.is(buffer.free, 3)
})

test('the limit is lowered below what is held → nothing is lost, nothing more is taken', () => {
  const settings = { sendBuffer: 4 }
  const buffer = new SendBuffer(settings)
  buffer.write(bytes(1, 2, 3))
  settings.sendBuffer = 2
  assert.is(buffer.free, 0)
  assert.is(buffer.write(bytes(4)), 0)
  assert.equal(list(buffer.slice(0, 3)), [1, 2, 3])
})

test('the program reuses its array after a write → what is held does not change', () => {
  const buffer = new SendBuffer({ sendBuffer: 10 })
  const mine = Buffer.from([1, 2, 3])
  buffer.write(mine)
  mine.fill(9)
  assert.equal(list(buffer.slice(0, 3)), [1, 2, 3])
})

test('a view is kept while more is written and the ring grows → it still shows the same octets', () => {
  const buffer = new SendBuffer({ sendBuffer: 1_000_000 })
  buffer.write(new Uint8Array(20_000).fill(1))
  const view = buffer.slice(100, 1_000)
  buffer.release(100)
  for (let i = 1; i <= 40; i++) buffer.write(new Uint8Array(20_000).fill(2))
  assert.ok(view.every((octet) => octet === 1))
})

test('octets across the seam of the ring → one piece, in their order', () => {
  const buffer = new SendBuffer({ sendBuffer: 2_048 })
  buffer.write(pattern(0, 2_048))
  buffer.release(2_000)
  buffer.write(pattern(2_048, 500))
  assert.equal(buffer.slice(2_000, 548), pattern(2_000, 548))
})

test('all is acknowledged and more is written, over and over → the same octets as were written', () => {
  const buffer = new SendBuffer({ sendBuffer: 65_536 })
  for (let at = 0; at < 1_000_000; at += 30_000) {
    buffer.write(pattern(at, 30_000))
    assert.equal(buffer.slice(at + 10_000, 20_000), pattern(at + 10_000, 20_000))
    buffer.release(at + 30_000)
  }
})

test('a slice within one write → shares the memory of the buffer: nothing is copied', () => {
  const buffer = new SendBuffer({ sendBuffer: 100_000 })
  buffer.write(new Uint8Array(50_000))
  assert.is(buffer.slice(10, 1_460).buffer, buffer.slice(1_470, 1_460).buffer)
})

test('a slice outside what is held → RangeError that says what is', () => {
  const buffer = new SendBuffer({ sendBuffer: 100 })
  buffer.write(bytes(1, 2, 3, 4))
  buffer.release(2)
  assert.throws(() => buffer.slice(1, 2), /the buffer holds 2 to 4/)
  assert.throws(() => buffer.slice(3, 2), RangeError)
})

test('cleared → empty, and offsets go on', () => {
  const buffer = new SendBuffer({ sendBuffer: 100 })
  buffer.write(bytes(1, 2, 3))
  buffer.clear()
  assert.is(buffer.length, 0)
  buffer.write(bytes(4))
  assert.equal(list(buffer.slice(3, 1)), [4])
})

test('any writes, slices and releases → the same octets as in a plain array, and views stay true until they are released', () => {
  const step = fc.oneof(
    fc.record({ write: fc.integer({ min: 0, max: 40_000 }) }),
    fc.record({ write: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ release: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.integer({ min: 0, max: 3_000 }) }),
  )
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 100_000 }),
      (steps, limit) => {
        const buffer = new SendBuffer({ sendBuffer: limit })
        let written = 0
        let start = 0
        let views: { from: number; view: Uint8Array }[] = []
        for (const s of steps) {
          if ('write' in s) {
            const taken = buffer.write(pattern(written, s.write))
            assert.is(taken, Math.min(s.write, limit - (written - start)))
            written += taken
          } else if ('release' in s) {
            start += Math.floor(s.release * (written - start))
            buffer.release(start)
            views = views.filter(({ from }) => from >= start)
          } else {
            const from = start + Math.floor(s.at * (written - start))
            const length = Math.min(s.length, written - from)
            const view = buffer.slice(from, length)
            assert.is(view.length, length)
            views.push({ from, view })
          }
          assert.is(buffer.start, start)
          assert.is(buffer.end, written)
          assert.is(buffer.free, limit - (written - start))
        }
        buffer.write(new Uint8Array(limit))
        for (const { from, view } of views) assert.equal(view, pattern(from, view.length), `octets from ${from}`)
      },
    ),
    { numRuns: 200 },
  )
})

test.run()
