/** The pictures of README.md, as a decoder that is not ours reads them. */
import { inflateSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodePng } from '../../lib/verify/png.ts'
import { type Frame, indexedPng } from '../../scripts/readme/indexed-png.ts'

const test = suite('the pictures of the README')

const [white, black, red] = [0xffffff, 0, 0xff0000]
const frame = (width: number, colours: number[], milliseconds = 1): Frame => ({
  ...{ width, height: colours.length / width, milliseconds },
  colours: Uint32Array.from(colours),
})

test('one frame → a PNG of its pixels that does not move', () => {
  const colours = [white, black, red, red, black, 0x123456]
  const picture = indexedPng([frame(3, colours)])
  const { width, height, sample } = decodePng(picture)!
  assert.equal([width, height], [3, 2])
  const found = colours.map((_, pixel) => {
    const into = new Uint16Array(4)
    sample(pixel, into)
    return ((into[0]! / 257) << 16) | ((into[1]! / 257) << 8) | (into[2]! / 257)
  })
  assert.equal(found, colours)
  assert.equal(typesIn(picture), ['IHDR', 'PLTE', 'IDAT', 'IEND'])
})

test('more frames → each is the part that has changed, with its time, numbered in one row', () => {
  const first = [white, white, white, white, white, white, white, white, white]
  const second = [white, white, white, white, white, red, white, black, white]
  const picture = indexedPng([frame(3, first, 40), frame(3, second, 2500), frame(3, second, 7)])
  assert.equal(typesIn(picture), ['IHDR', 'PLTE', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT', 'IEND'])
  const of = (type: string) => chunksIn(picture).flatMap((each) => (each.type === type ? [each.data] : []))
  assert.equal([...of('acTL')[0]!], [0, 0, 0, 3, 0, 0, 0, 0])
  const told = of('fcTL').map((data) => [0, 4, 8, 12, 16].map((at) => data.readUInt32BE(at)))
  assert.equal(told, [
    [0, 3, 3, 0, 0],
    [1, 2, 2, 1, 1],
    [3, 1, 1, 0, 0],
  ])
  const times = of('fcTL').map((data) => [data.readUInt16BE(20), data.readUInt16BE(22)])
  assert.equal(times, [
    [40, 1000],
    [2500, 1000],
    [7, 1000],
  ])
  assert.equal(
    of('fdAT').map((data) => data.readUInt32BE(0)),
    [2, 4],
  )
  const palette = of('PLTE')[0]!
  const colourAt = (index: number) => palette.readUIntBE(3 * index, 3)
  const part = [...inflateSync(of('fdAT')[0]!.subarray(4))]
  assert.equal([part[0], part[3]], [0, 0])
  assert.equal([part[1]!, part[2]!, part[4]!, part[5]!].map(colourAt), [white, red, black, white])
})

test('more than 256 colours → a rare one is shown as the nearest of the others', () => {
  const greys = Array.from({ length: 256 }, (_, at) => at * 0x010101)
  const { sample } = decodePng(indexedPng([frame(1, [...greys, ...greys, 0x0a0a0c])]))!
  const into = new Uint16Array(4)
  sample(512, into)
  assert.is(into[0], into[2])
  assert.ok(into[0]! / 257 >= 10 && into[0]! / 257 <= 11)
})

function typesIn(picture: Buffer): string[] {
  return chunksIn(picture).map(({ type }) => type)
}

function chunksIn(picture: Buffer): { type: string; data: Buffer }[] {
  const chunks = []
  for (let at = 8; at < picture.length; at += 12 + picture.readUInt32BE(at)) {
    const data = picture.subarray(at + 8, at + 8 + picture.readUInt32BE(at))
    chunks.push({ type: picture.toString('latin1', at + 4, at + 8), data })
  }
  return chunks
}

test.run()
