import { encode } from 'jpeg-js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { show, verifyOne } from '../helpers/outputs.ts'
import { type PngOptions, png } from '../helpers/png.ts'

const test = suite('pictures')

const verdict = (before: string, after: string, mime = 'image/png') =>
  verifyOne([show({ [mime]: before })], [show({ [mime]: after })])

/** Two pixels beside each other, over two: red, green, blue, white. */
const plain: PngOptions = {
  width: 2,
  height: 2,
  colour: 2,
  lines: Buffer.from([0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 255]),
}
const indexed: PngOptions = {
  ...plain,
  colour: 3,
  depth: 2,
  chunks: [['PLTE', Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])]],
  lines: Buffer.from([0, 0b00_01_0000, 0, 0b10_11_0000]),
}
const text: [string, Buffer] = ['tEXt', Buffer.from('Software\0somebody 1.2', 'latin1')]

// what is other, the same picture so
const same: [string, Partial<PngOptions>][] = [
  ['compressed by another level', { level: 0 }],
  ['its data in three chunks', { pieces: 3 }],
  ['with the name of a program and a date', { chunks: [text, ['tIME', Buffer.from([7, 234, 11, 28, 1, 2, 3])]] }],
  ['with filters', { lines: Buffer.from([1, 255, 0, 0, 1, 255, 0, 2, 1, 0, 255, 255, 0, 255]) }],
  ['with a palette', indexed],
  [
    'with alpha that covers',
    { colour: 6, lines: Buffer.from([0, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 255, 255, 255, 255, 255, 255]) },
  ],
  [
    'with 16 bits',
    { depth: 16, lines: Buffer.from([...plain.lines].flatMap((octet, at) => (at % 7 === 0 ? octet : [octet, octet]))) },
  ],
  ['interlaced', { isInterlaced: true, lines: Buffer.from([0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 255]) }],
]
for (const [what, change] of same) {
  test(`a PNG ${what} → the same picture`, () => {
    const other = png({ ...plain, ...change })
    assert.is.not(other, png(plain))
    assert.is(verdict(png(plain), other).verdict, 'verified')
  })
}

const others: [string, PngOptions, PngOptions, RegExp][] = [
  [
    'one pixel is another',
    plain,
    { ...plain, lines: Buffer.from([0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 254]) },
    /1 of 4 pixels differs, the first in column 2 of row 2$/,
  ],
  [
    'a colour of the palette is another',
    indexed,
    { ...indexed, chunks: [['PLTE', Buffer.from([255, 0, 0, 9, 255, 0, 0, 0, 255, 255, 255, 255])]] },
    /1 of 4 pixels differs, the first in column 2 of row 1$/,
  ],
  [
    'one colour shines through',
    plain,
    { ...plain, chunks: [['tRNS', Buffer.from([0, 255, 0, 0, 0, 0])]] },
    /1 of 4 pixels differs, the first in column 1 of row 1$/,
  ],
  ['another height', plain, { ...plain, height: 1, lines: plain.lines.subarray(0, 7) }, /2 × 2 pixels are now 2 × 1$/],
  [
    'another gamma',
    plain,
    { ...plain, chunks: [['gAMA', Buffer.from([0, 0, 177, 143])]] },
    /the pixels are the same, but not the colour profile, the orientation or the animation$/,
  ],
  [
    'it is cut short',
    plain,
    { ...plain, lines: plain.lines.subarray(0, 9) },
    /\+ \d+ bytes, iVBORw0KGgoAAAANSUhEUgAA…$/,
  ],
  [
    'it would fill the memory',
    { ...plain, width: 4000, height: 4000, lines: Buffer.alloc(100_000_000) },
    { ...plain, width: 4000, height: 4000, lines: Buffer.alloc(100_000_000), level: 1 },
    /\+ \d+ bytes, iVBORw0KGgoAAAANSUhEUgAA…$/,
  ],
]
for (const [what, before, after, said] of others) {
  test(`a PNG: ${what} → differs, and how`, () => {
    const { verdict: found, findings } = verdict(png(before), png(after))
    assert.is(found, 'differs')
    assert.match(findings[0]!.detail!, said)
  })
}

test('grey of 1, 2 and 4 bits → the greys of 8', () => {
  const grey = { width: 3, height: 1, colour: 0 }
  const eight = png({ ...grey, lines: Buffer.from([0, 0, 255, 0]) })
  for (const [depth, octets] of [
    [1, [0b010_00000]],
    [2, [0b00_11_00_00]],
    [4, [0x0f, 0x00]],
  ] as const) {
    assert.is(verdict(eight, png({ ...grey, depth, lines: Buffer.from([0, ...octets]) })).verdict, 'verified')
    assert.is(
      verdict(eight, png({ ...grey, depth, lines: Buffer.from([0, 0xff, 0xff].slice(0, 1 + octets.length)) })).verdict,
      'differs',
    )
  }
})

const drawn = { width: 16, height: 16, data: Buffer.from(Array.from({ length: 1024 }, (_, at) => (at * 7) % 256)) }
const jpeg = encode(drawn, 90).data
/** With a segment after the first two octets. */
const withSegment = (marker: number, words: string) =>
  Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, marker, 0, words.length + 2]),
    Buffer.from(words),
    jpeg.subarray(2),
  ])

test('a JPEG with a comment → the same; with an orientation, or of another quality → differs', () => {
  const compare = (other: Buffer) => verdict(jpeg.toString('base64'), other.toString('base64'), 'image/jpeg').verdict
  assert.is(compare(withSegment(0xfe, 'made by hand')), 'verified')
  assert.is(compare(withSegment(0xe1, 'Exif\0\0orientation')), 'differs')
  assert.is(compare(encode(drawn, 20).data), 'differs')
  assert.is(compare(jpeg.subarray(0, 300)), 'differs')
})

test('what is no picture, or of a kind that is not decoded → compared by its bytes', () => {
  assert.is(verdict('AAAA', 'AAAB').verdict, 'differs')
  assert.is(verdict('not base64!', 'not base64?').verdict, 'differs')
  assert.is(verdict(png(plain), png({ ...plain, level: 0 }), 'image/webp').verdict, 'differs')
})

test.run()
