import { isWholePicture } from './whole.ts'

/** A picture for a page to carry, or why there is none: a clause without a full stop. */
export type Picture = { type: string; base64: string } | { why: string }

/** Pictures from beside the notebook and from elsewhere, by their addresses as the notebook has them. */
export type Pictures = ReadonlyMap<string, Picture>

/** What each format's base64 begins with: a type that lies about its bytes is not shown. */
const signatures: readonly (readonly [type: string, begins: RegExp])[] = [
  ['image/png', /^iVBORw0KGgo/],
  ['image/jpeg', /^\/9j\//],
  ['image/gif', /^R0lGOD/],
  ['image/webp', /^UklGR/],
  ['image/bmp', /^Qk/],
  ['image/avif', /^AAAA[A-Za-z0-9+/]Z0eXBhdmlm/],
]
/** Characters of base64: the largest picture that a page carries. */
const largestRaster = 12_000_000
/** The same in bytes. */
export const largestPicture: number = (largestRaster / 4) * 3
const base64Only = /^[A-Za-z0-9+/]+={0,2}$/

/** A bitmap as a data address; `undefined` when the data is not what its type says, or too large for a page. */
export function rasterAddress(type: string, base64: string): string | undefined {
  const data = base64.replace(/\s+/g, '')
  const name = type.toLowerCase().replace('image/jpg', 'image/jpeg')
  const begins = signatures.find(([known]) => known === name)?.[1]
  if (begins === undefined || !begins.test(data) || data.length > largestRaster || !base64Only.test(data))
    return undefined
  return !isWholePicture(name, data) ? undefined : `data:${name};base64,${data}`
}

/** The same for an address that is one already. */
export function rasterImage(address: string): string | undefined {
  const [, type, data] = /^data:(image\/[a-z]+);base64,([\s\S]*)$/i.exec(address.trim()) ?? []
  return type === undefined || data === undefined ? undefined : rasterAddress(type, data)
}

/** SVG for an `img`, where it runs no script and asks for nothing, whatever it holds. */
export function drawnAddress(type: string, base64: string): string | undefined {
  const data = base64.replace(/\s+/g, '')
  if (type.toLowerCase() !== 'image/svg+xml' || data.length > largestRaster || !base64Only.test(data)) return undefined
  return isSvg(Buffer.from(data, 'base64')) ? `data:image/svg+xml;base64,${data}` : undefined
}

/** Why data is no picture of its type. */
export function bitmapProblem(type: string, base64: string): string {
  const name = type.toLowerCase().replace('image/jpg', 'image/jpeg')
  if (name !== 'image/svg+xml' && !signatures.some(([known]) => known === name)) {
    return `no browser draws “${type.slice(0, 60)}”`
  }
  const data = base64.replace(/\s+/g, '')
  if (data.length > largestRaster) return `it is larger than the ${largestPicture / 1_000_000} MB that a page carries`
  return `its data is damaged, or no ${type.slice(0, 60)}`
}

/** A file's bytes as a picture: what they are is told by themselves, not by the file's name. */
export function pictureOf(bytes: Uint8Array): Picture {
  const { buffer, byteOffset, byteLength } = bytes
  const content = Buffer.from(buffer, byteOffset, byteLength)
  if (content.length > largestPicture) return { why: bitmapProblem('image/png', 'A'.repeat(largestRaster + 1)) }
  const start = content.subarray(0, 60).toString('base64')
  const type = signatures.find(([, begins]) => begins.test(start))?.[0]
  if (type !== undefined) {
    const base64 = content.toString('base64')
    return rasterAddress(type, base64) === undefined ? { why: bitmapProblem(type, '') } : { type, base64 }
  }
  if (isSvg(content)) return { type: 'image/svg+xml', base64: content.toString('base64') }
  return { why: content.length === 0 ? 'it is empty' : 'it is no picture that browsers draw' }
}

function isSvg(bytes: Buffer): boolean {
  const text = bytes.subarray(0, 65_536).toString('utf8')
  return /^\ufeff?\s*</.test(text) && /<svg[\s/>]/.test(text)
}
