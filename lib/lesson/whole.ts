/**
 * Whether a picture's data is all there, as far as its format says so. A browser shows nothing of one that was cut off, or its
 * upper part.
 */

/** The end of a PNG, whose last chunk has a fixed content. */
const pngEnd = Buffer.from('49454e44ae426082', 'hex')
const jpegEnd = Buffer.from('ffd9', 'hex')

export function isWholePicture(type: string, base64: string): boolean {
  if (type === 'image/png') return Buffer.from(base64.slice(-2048 - (base64.length % 4)), 'base64').includes(pngEnd)
  if (type === 'image/jpeg') return isWholeJpeg(Buffer.from(base64, 'base64'))
  if (type === 'image/webp') return hasLength(base64, (start) => start.readUInt32LE(4) + 8)
  return type === 'image/gif' ? isWholeGif(Buffer.from(base64, 'base64')) : true
}

/** @see ITU-T T.81, B.1.1: segments up to the first scan say how long they are; within a scan no byte looks like its end. */
function isWholeJpeg(bytes: Buffer): boolean {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!
    if (marker === 0xda) return bytes.includes(jpegEnd, at)
    // Any number of them may stand before a marker.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2)
  }
  return false
}

/** @see GIF89a, 17 to 27: a header, then blocks, of which the last says that it is the last */
function isWholeGif(bytes: Buffer): boolean {
  const table = (packed = 0) => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1))
  let at = 13 + table(bytes[10])
  let images = 0
  while (at < bytes.length) {
    const [kind] = bytes.subarray(at)
    if (kind === 0x3b) return true
    if (kind === 0x2c) {
      at += 11 + table(bytes[at + 9])
      images += 1
    }
    if (kind === 0x21) at += 2
    if (kind !== 0x2c && kind !== 0x21) return false
    while (bytes[at]) at += 1 + bytes[at]!
    at += 1
  }
  // Some that are old end with their last image.
  return images > 0 && at === bytes.length
}

/** @param least bytes that there must be, by the first twelve */
function hasLength(base64: string, least: (start: Buffer) => number): boolean {
  const start = Buffer.from(base64.slice(0, 16), 'base64')
  return start.length === 12 && Buffer.byteLength(base64, 'base64') >= least(start)
}
