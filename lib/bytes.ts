/**
 * Octets: the Internet checksum (RFC 1071), joining, comparing, and showing them. Offsets and lengths are in octets,
 * numbers on the wire are big-endian.
 */

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Below this many octets, making a view of whole words costs more than it saves. */
const SHORT = 128

/** Sums of words stay below 2^31 up to here, so they can be kept in machine integers. */
const SUMMED_AT_ONCE = 65_536

/**
 * The ones' complement sum of 16-bit words, not complemented: what can be added up piece by piece. A last odd octet
 * counts as if a zero octet followed it.
 *
 * @param initial the sum of what went before, of an even number of octets
 * @returns 0 to 0xffff
 * @see RFC 1071 §2
 */
export function internetSum(bytes: Uint8Array, start = 0, end: number = bytes.length, initial = 0): number {
  let sum = initial
  let at = start
  for (; end - at > SUMMED_AT_ONCE; at += SUMMED_AT_ONCE) sum += sumOfWords(bytes, at, at + SUMMED_AT_ONCE)
  sum += end - at < SHORT ? sumOfPairs(bytes, at, end) : sumOfWords(bytes, at, end)
  return fold(sum)
}

/** The sum of the same octets when an odd number of octets comes before them. */
export function swapSum(sum: number): number {
  return ((sum & 0xff) << 8) | (sum >>> 8)
}

/**
 * The Internet checksum: the complement of `internetSum`. Over data that holds its own right checksum it is 0.
 *
 * @returns 0 to 0xffff
 * @see RFC 1071 §1
 */
export function internetChecksum(bytes: Uint8Array, start = 0, end: number = bytes.length, initial = 0): number {
  return ~internetSum(bytes, start, end, initial) & 0xffff
}

/**
 * A checksum after one 16-bit word under it has changed, without reading the rest.
 *
 * @see RFC 1624 §3, equation 3
 */
export function updateChecksum(checksum: number, oldWord: number, newWord: number): number {
  return ~fold((~checksum & 0xffff) + (~oldWord & 0xffff) + newWord) & 0xffff
}

function fold(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return folded
}

function sumOfPairs(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0
  const last = start + ((end - start) & ~1)
  for (let at = start; at < last; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!
  return last < end ? sum + (bytes[last]! << 8) : sum
}

/**
 * A 32-bit word holds two 16-bit ones; their order does not matter to the sum, and a swap mends their endianness. Whole words are
 * summed up modulo 2^32, and their upper halves: what the lower ones come to follows from both, for it is less than 2^32.
 */
function sumOfWords(bytes: Uint8Array, start: number, end: number): number {
  const head = -(bytes.byteOffset + start) & 3
  const words = wordsOf(bytes)
  const count = (end - start - head) >>> 2
  let index = (bytes.byteOffset + start + head) >>> 2
  const last = index + count
  const unrolled = last - 7
  let sum = 0
  let high = 0
  for (; index < unrolled; index += 8) {
    const a = words[index]!
    const b = words[index + 1]!
    const c = words[index + 2]!
    const d = words[index + 3]!
    const e = words[index + 4]!
    const f = words[index + 5]!
    const g = words[index + 6]!
    const h = words[index + 7]!
    sum = (sum + ((a + b + c + d) | 0) + ((e + f + g + h) | 0)) | 0
    high = (high + (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16)) | 0
    high = (high + (e >>> 16) + (f >>> 16) + (g >>> 16) + (h >>> 16)) | 0
  }
  for (; index < last; index++) {
    sum = (sum + words[index]!) | 0
    high = (high + (words[index]! >>> 16)) | 0
  }
  const low = (sum - (high << 16)) >>> 0
  const middle = fold(low + high)
  const tail = start + head + count * 4
  const rest = fold((LITTLE_ENDIAN ? swapSum(middle) : middle) + sumOfPairs(bytes, tail, end))
  return sumOfPairs(bytes, start, start + head) + (head & 1 ? swapSum(rest) : rest)
}

const NO_WORDS: Words = { buffer: new ArrayBuffer(0), all: new Int32Array(0) }
let recent = NO_WORDS
let previous = NO_WORDS

/** A buffer, and all of it as words. */
interface Words {
  buffer: ArrayBufferLike
  all: Int32Array
}

/**
 * The buffer of these octets as whole words. Packets come out of few buffers, one being written and one being read: views of
 * two are kept, and beside them their buffers, for asking an array for its buffer is a call out of compiled code.
 */
function wordsOf(bytes: Uint8Array): Int32Array {
  if (bytes === newest) return slab.all
  const { buffer } = bytes
  if (recent.buffer === buffer) return recent.all
  if (previous.buffer === buffer) return previous.all
  const all = new Int32Array(buffer, 0, buffer.byteLength >>> 2)
  if (buffer.byteLength > SLAB) return all
  previous = recent
  recent = { buffer, all }
  return all
}

export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

export function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8
  bytes[at + 1] = value
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

const SLAB = 65_536
let slab: Words = newSlab()
let used = 0

export const NO_BYTES: Uint8Array = new Uint8Array(0)

/** A ring of octets is no smaller, and stays while nothing is held: small amounts, each soon gone, must not allocate one each. */
export const SMALLEST_RING = 2048
/** The piece that was cut last: its checksum is likely asked for next. */
let newest: Uint8Array = NO_BYTES

function newSlab(): Words {
  const buffer = new ArrayBuffer(SLAB)
  return { buffer, all: new Int32Array(buffer) }
}

/**
 * A new array of zeros. Short ones are cut from a larger piece of memory, which is many times faster than an allocation
 * each, and is kept as long as any of them is: for what lives shortly, or together, as packets do.
 */
export function allocate(length: number): Uint8Array {
  if (length > SLAB >> 3) return new Uint8Array(length)
  if (used + length > SLAB) {
    slab = newSlab()
    used = 0
  }
  newest = new Uint8Array(slab.buffer, used, length)
  // Whole words, so that checksums may read whole words.
  used += (length + 3) & ~3
  return newest
}

/** All pieces one after the other, in a new array. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const piece of pieces) length += piece.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Negative, 0 or positive, as by `memcmp`; a prefix comes before what it begins. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length)
  for (let at = 0; at < common; at++) {
    if (a[at] !== b[at]) return a[at]! - b[at]!
  }
  return a.length - b.length
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compare(a, b) === 0
}

/** `de ad be ef` */
export function hex(bytes: Uint8Array, separator = ' '): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(separator)
}

/**
 * The octets that hexadecimal digits name; white space between them is passed over.
 *
 * @throws RangeError when something else is there, or half an octet is
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '')
  if (!/^([0-9a-f]{2})*$/i.test(digits)) {
    throw new RangeError(`not octets in hexadecimal: "${text}"; write pairs of 0-9 and a-f`)
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  )
}

/** Sixteen octets a line: offset, hexadecimal in two groups of eight, and what is printable ASCII. */
export function hexdump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const line = bytes.subarray(at, at + 16)
    const octets = `${hex(line.subarray(0, 8)).padEnd(23)}  ${hex(line.subarray(8)).padEnd(23)}`
    const text = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${at.toString(16).padStart(4, '0')}  ${octets}  ${text}`)
  }
  return lines.join('\n')
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const strictDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** Text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/**
 * UTF-8 as text. What is not UTF-8 becomes U+FFFD, or with `strict` throws a TypeError.
 */
export function fromUtf8(bytes: Uint8Array, options: { strict?: boolean } = {}): string {
  return (options.strict ? strictDecoder : decoder).decode(bytes)
}
