import { decode } from 'fast-png'
import { Unzlib } from 'fflate'
import { concat } from '../bytes.ts'
import { mostPixels, type Pixels } from './picture.ts'

interface PngChunk {
  type: string
  /** The whole chunk, with its length and checksum. */
  octets: Uint8Array
}

/** What the pixels are made of. */
const essential = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])
/** Words and dates, which nobody sees. */
const unseen = new Set(['tEXt', 'zTXt', 'iTXt', 'tIME'])
const signatureLength = 8

/** @throws for what cannot be decoded. @see https://www.w3.org/TR/png-3/ */
export function decodePng(octets: Uint8Array): Pixels | undefined {
  const chunks = chunksOf(octets)
  const [header] = chunks
  if (header?.type !== 'IHDR' || header.octets.length !== 25) return undefined
  const view = new DataView(header.octets.buffer, header.octets.byteOffset)
  const [width, height] = [view.getUint32(8), view.getUint32(12)]
  const [depth, colour, interlaced] = [view.getUint8(16), view.getUint8(17), view.getUint8(20) !== 0]
  const bitsPerPixel = depth * (channelsOf[colour] ?? 0)
  // The decoder takes pixels of less than an octet apart only where they lie line by line.
  if (width * height > mostPixels || bitsPerPixel === 0 || (interlaced && depth < 8)) return undefined
  const bytesPerLine = Math.ceil((width * bitsPerPixel) / 8)
  const parts = chunks.filter(({ type }) => essential.has(type))
  // Seven passes of an interlaced picture, each with a filter's octet a line.
  const most = height * (bytesPerLine + 1) + (interlaced ? 8 * height + 64 : 0)
  const inflated = inflatedLength(parts, most)
  if (inflated > most || (!interlaced && inflated < most)) return undefined
  const png = decode(concat([octets.subarray(0, signatureLength), ...parts.map((part) => part.octets)]))
  const beside = chunks.filter(({ type }) => !essential.has(type) && !unseen.has(type))
  return {
    width,
    height,
    sample: samplerOf(png, bytesPerLine),
    beside: beside.map((chunk) => chunk.octets.join()).join('\n'),
  }
}

/** Greyscale, truecolour, indexed, greyscale with alpha, truecolour with alpha. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

function chunksOf(octets: Uint8Array): PngChunk[] {
  const chunks: PngChunk[] = []
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  for (let at = signatureLength; at + 12 <= octets.length; ) {
    const length = 12 + view.getUint32(at)
    const type = String.fromCharCode(...octets.subarray(at + 4, at + 8))
    chunks.push({ type, octets: octets.subarray(at, at + length) })
    at += length
    if (type === 'IEND') break
  }
  return chunks
}

/** How much the data grows to, or a number above `most`: a picture may be made to fill the memory. */
function inflatedLength(parts: readonly PngChunk[], most: number): number {
  let length = 0
  const inflator = new Unzlib((part) => {
    length += part.length
  })
  const step = 4096
  for (const { type, octets } of parts) {
    const data = type === 'IDAT' ? octets.subarray(8, -4) : new Uint8Array()
    for (let at = 0; at < data.length && length <= most; at += step) inflator.push(data.slice(at, at + step), false)
  }
  if (length <= most) inflator.push(new Uint8Array(), true)
  return length
}

function samplerOf(
  { width, data, depth, channels, palette, transparency }: ReturnType<typeof decode>,
  bytesPerLine: number,
): Pixels['sample'] {
  const scale = 65_535 / (2 ** depth - 1)
  const raw = depth < 8 ? packed : (pixel: number, channel: number) => data[pixel * channels + channel]!
  if (palette) {
    return (pixel, into) => {
      const [red = 0, green = 0, blue = 0, alpha = 255] = palette[raw(pixel, 0)] ?? []
      into.set([red * 257, green * 257, blue * 257, alpha * 257])
    }
  }
  const colours = channels < 3 ? 1 : 3
  const hasAlpha = channels === colours + 1
  return (pixel, into) => {
    let isKey = transparency !== undefined
    for (let channel = 0; channel < 3; channel += 1) {
      const value = raw(pixel, Math.min(channel, colours - 1))
      into[channel] = value * scale
      if (value !== transparency?.[Math.min(channel, colours - 1)]) isKey = false
    }
    into[3] = hasAlpha ? raw(pixel, colours) * scale : isKey ? 0 : 65_535
  }

  /** A pixel of less than an octet. */
  function packed(pixel: number): number {
    const [line, column] = [Math.floor(pixel / width), pixel % width]
    const bit = column * depth
    const octet = data[line * bytesPerLine + (bit >> 3)]!
    return (octet >> (8 - depth - (bit & 7))) & (2 ** depth - 1)
  }
}
