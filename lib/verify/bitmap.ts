import { fromBase64 } from './base64.ts'
import { decodeJpeg } from './jpeg.ts'
import type { Pixels } from './picture.ts'
import { decodePng } from './png.ts'

/** `undefined` for what is no PNG or JPEG, or cannot be decoded. */
export function decodePicture(mime: string, base64: string): Pixels | undefined {
  const octets = fromBase64(base64)
  if (!octets) return undefined
  try {
    if (mime === 'image/png') return decodePng(octets)
    return mime === 'image/jpeg' ? decodeJpeg(octets) : undefined
  } catch {
    return undefined
  }
}
