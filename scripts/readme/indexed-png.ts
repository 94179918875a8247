import { crc32, deflateSync } from 'node:zlib'

/** A picture, and how long it is shown in a moving one. */
export interface Frame {
  width: number
  height: number
  /** Of each pixel, line by line: red, green and blue as 0xRRGGBB. */
  colours: Uint32Array
  milliseconds: number
}

/** What has changed, and nothing around it. */
interface Part {
  left: number
  top: number
  width: number
  height: number
}

/** As many as an octet can tell apart. */
const mostColours = 256

/**
 * A PNG with a palette of at most 256 colours; of more than one frame, all as large as the first, a
 * moving one that begins again at its end. What shows no moving PNG shows its first frame.
 *
 * @see https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function indexedPng(frames: readonly Frame[]): Buffer {
  const [first] = frames
  if (!first) throw new Error('a picture has a frame')
  const { width, height } = first
  const palette = paletteOf(frames)
  const indexed = frames.map(({ colours }) => indicesOf(colours, palette))
  const isMoving = frames.length > 1
  let sequence = 0
  const pictures = frames.flatMap(({ milliseconds }, at) => {
    const part = at === 0 ? { left: 0, top: 0, width, height } : changed(indexed[at - 1]!, indexed[at]!, width)
    const data = deflateSync(linesOf(indexed[at]!, part, width), { level: 9 })
    const control = isMoving ? [chunk('fcTL', controlOf(sequence++, part, milliseconds))] : []
    return [...control, at === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([numbers(sequence++), data]))]
  })
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    // Eight bits a pixel, with a palette.
    chunk('IHDR', Buffer.concat([numbers(width, height), Buffer.from([8, 3, 0, 0, 0])])),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    ...(isMoving ? [chunk('acTL', numbers(frames.length, 0))] : []),
    ...pictures,
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Those of most pixels; first such as are far from one another, or shades of grey would leave no room for what is rare. */
function paletteOf(frames: readonly Frame[]): number[] {
  const counts = new Map<number, number>()
  for (const { colours } of frames) for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const byUse = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour)
  const palette: number[] = []
  for (const apart of [64, 32, 16, 8, 1]) {
    for (const colour of byUse) {
      if (palette.length === mostColours) return palette
      if (palette.every((each) => distance(each, colour) >= apart ** 2)) palette.push(colour)
    }
  }
  return palette
}

/** Each pixel's place in the palette; that of the nearest colour where its own has none. */
function indicesOf(colours: Uint32Array, palette: readonly number[]): Uint8Array {
  const places = new Map(palette.map((colour, at) => [colour, at]))
  return Uint8Array.from(colours, (colour) => {
    const known = places.get(colour)
    if (known !== undefined) return known
    const nearest = palette.reduce(
      (best, each, at) => (distance(each, colour) < distance(palette[best]!, colour) ? at : best),
      0,
    )
    places.set(colour, nearest)
    return nearest
  })
}

function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16)
  const green = ((one >> 8) & 255) - ((other >> 8) & 255)
  const blue = (one & 255) - (other & 255)
  return red * red + green * green + blue * blue
}

/** The smallest part with all that differs; a pixel where nothing does. */
function changed(before: Uint8Array, now: Uint8Array, width: number): Part {
  let [left, right, top, bottom] = [width, 0, now.length, 0]
  for (const [at, index] of now.entries()) {
    if (before[at] === index) continue
    const [x, y] = [at % width, Math.floor(at / width)]
    ;[left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)]
  }
  if (left > right) return { left: 0, top: 0, width: 1, height: 1 }
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** Lines without a filter, each with the octet that says so. */
function linesOf(indices: Uint8Array, part: Part, width: number): Buffer {
  const lines = Array.from({ length: part.height }, (_, line) => {
    const from = (part.top + line) * width + part.left
    return Buffer.from([0, ...indices.subarray(from, from + part.width)])
  })
  return Buffer.concat(lines)
}

/** The frame stays, and what comes after it is drawn over it. */
function controlOf(sequence: number, { left, top, width, height }: Part, milliseconds: number): Buffer {
  const time = Buffer.alloc(6)
  time.writeUInt16BE(milliseconds, 0)
  time.writeUInt16BE(1000, 2)
  return Buffer.concat([numbers(sequence, width, height, left, top), time])
}

function numbers(...values: number[]): Buffer {
  const octets = Buffer.alloc(4 * values.length)
  for (const [at, value] of values.entries()) octets.writeUInt32BE(value, 4 * at)
  return octets
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([numbers(data.length), body, numbers(crc32(body))])
}
