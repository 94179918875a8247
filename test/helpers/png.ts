import { crc32, deflateSync } from 'node:zlib'

export interface PngOptions {
  width: number
  height: number
  /** 0 grey, 2 red-green-blue, 3 indexed, 4 grey and alpha, 6 with alpha. */
  colour: number
  depth?: number
  /** Lines with their filters, as they are compressed. */
  lines: Buffer
  level?: number
  /** In how many chunks the data comes. */
  pieces?: number
  /** Other chunks, before the data. */
  chunks?: [type: string, data: Buffer][]
  isInterlaced?: boolean
}

/** A PNG made octet by octet, in base64. */
export function png({ width, height, colour, depth = 8, lines, level = 9, pieces = 1, ...more }: PngOptions): string {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colour, 0, 0, more.isInterlaced ? 1 : 0], 8)
  const data = deflateSync(lines, { level })
  const size = Math.ceil(data.length / pieces)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(more.chunks ?? []).map(([type, octets]) => chunk(type, octets)),
    ...Array.from({ length: pieces }, (_, at) => chunk('IDAT', data.subarray(at * size, (at + 1) * size))),
    chunk('IEND', Buffer.alloc(0)),
  ]).toString('base64')
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
