import { decode } from 'jpeg-js'
import { mostPixels, type Pixels } from './picture.ts'

/** @throws for what cannot be decoded, or is too large */
export function decodeJpeg(octets: Uint8Array): Pixels {
  const limits = { maxResolutionInMP: mostPixels / 1e6, maxMemoryUsageInMB: 256 }
  const { width, height, data } = decode(octets, { useTArray: true, formatAsRGBA: true, ...limits })
  return {
    width,
    height,
    sample: (pixel, into) => {
      for (let channel = 0; channel < 4; channel += 1) into[channel] = data[4 * pixel + channel]! * 257
    },
    beside: applicationSegments(octets),
  }
}

/** APP1 to APP15 (Exif, colour profiles, Adobe's transform), which a decoder of pixels does not heed. @see ITU T.81 §B.1.1.3 */
function applicationSegments(octets: Uint8Array): string {
  const segments: string[] = []
  for (let at = 2; at + 4 <= octets.length && octets[at] === 0xff; ) {
    const marker = octets[at + 1]!
    // Start of scan: what follows is coded pixels.
    if (marker === 0xda) break
    const length = 2 + octets[at + 2]! * 256 + octets[at + 3]!
    if (marker > 0xe0 && marker <= 0xef) segments.push(octets.subarray(at, at + length).join())
    at += length
  }
  return segments.join('\n')
}
