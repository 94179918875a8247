import { readUint16, readUint32, writeUint16, writeUint32 } from '../../bytes.ts'

/** Eight 16-bit words, each a code unit: of one length, made and read without a table, and equal where they are `===`. */
export type Ipv6Address = string & { readonly words: 8 }

/** An IPv4 address is an unsigned 32-bit number. */
export type IpAddress = number | Ipv6Address

const IPV6_WORDS = 8

/** `::`, and `::1` (RFC 4291 §2.5.2, §2.5.3). */
export const ANY_IPV6: Ipv6Address = '\0'.repeat(IPV6_WORDS) as Ipv6Address
export const LOOPBACK_IPV6: Ipv6Address = '\0'.repeat(IPV6_WORDS - 1).concat('\u0001') as Ipv6Address

/** What an IPv4 address begins with as an IPv6 one, `::ffff:10.0.0.1` (RFC 4291 §2.5.5.2). */
const MAPPED = '\0'.repeat(5).concat('\uffff')

export function isIpv6(address: IpAddress): address is Ipv6Address {
  return typeof address === 'string'
}

/**
 * `10.0.0.1`, or `fd00::1` (RFC 4291 §2.2). An IPv4 address that is written as an IPv6 one is the IPv4 address.
 *
 * @throws RangeError when it is neither
 */
export function parseAddress(text: string): IpAddress {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): number {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) {
    throw new RangeError(`not an IPv4 address: "${text}"; write four numbers of 0 to 255 with dots between them`)
  }
  return parts.reduce((address, part) => address * 256 + part, 0)
}

function parseIpv6(text: string): IpAddress {
  const parts = text.split('::')
  const [head = [], tail, ...more] = parts.map((part, at) => ipv6WordsIn(part, at === parts.length - 1))
  const gap = tail ? IPV6_WORDS - head.length - tail.length : 0
  const words = tail && gap > 0 ? [...head, ...Array<number>(gap).fill(0), ...tail] : head
  if (more.length > 0 || (tail && gap < 1) || words.length !== IPV6_WORDS || words.some(Number.isNaN)) {
    throw new RangeError(
      `not an IPv6 address: "${text}"; write eight hexadecimal numbers with colons between, as fd00::1`,
    )
  }
  const address = String.fromCharCode(...words) as Ipv6Address
  return address.startsWith(MAPPED) ? words[6]! * 0x10000 + words[7]! : address
}

/** NaN for what is none; dots may be in the last place. */
function ipv6WordsIn(part: string, isLast: boolean): number[] {
  const words = part === '' ? [] : part.split(':')
  return words.flatMap((word, index) => {
    if (/^[\da-f]{1,4}$/i.test(word)) return Number.parseInt(word, 16)
    if (!isLast || index < words.length - 1 || !word.includes('.')) return Number.NaN
    const address = parseIpv4(word)
    return [address >>> 16, address & 0xffff]
  })
}

/** `10.0.0.1`, or as RFC 5952 §4 and §5 have it, `fd00::1`. */
export function formatAddress(address: IpAddress): string {
  if (!isIpv6(address)) {
    return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
  }
  if (isMapped(address)) return `::ffff:${formatAddress(low32(address))}`
  // By code units: two of them may look like one character.
  const words = Array.from({ length: IPV6_WORDS }, (_, index) => address.charCodeAt(index))
  let start = 0
  let length = 1
  for (let first = 0; first < IPV6_WORDS; first++) {
    let end = first
    while (words[end] === 0) end++
    if (end - first > length) [start, length] = [first, end - first]
  }
  const hex = words.map((word) => word.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** An address and a port, as they are written: `10.0.0.1:80`, `[fd00::1]:80` (RFC 5952 §6). */
export function formatSocket(address: IpAddress, port: number): string {
  const text = formatAddress(address)
  return isIpv6(address) ? `[${text}]:${port}` : `${text}:${port}`
}

function low32(address: Ipv6Address): number {
  return address.charCodeAt(6) * 0x10000 + address.charCodeAt(7)
}

export function readAddress(bytes: Uint8Array, at: number, version: 4 | 6): IpAddress {
  if (version === 4) return readUint32(bytes, at)
  return String.fromCharCode(
    readUint16(bytes, at),
    readUint16(bytes, at + 2),
    readUint16(bytes, at + 4),
    readUint16(bytes, at + 6),
    readUint16(bytes, at + 8),
    readUint16(bytes, at + 10),
    readUint16(bytes, at + 12),
    readUint16(bytes, at + 14),
  ) as Ipv6Address
}

/** @returns where what follows it begins */
export function writeAddress(bytes: Uint8Array, at: number, address: IpAddress): number {
  if (!isIpv6(address)) {
    writeUint32(bytes, at, address)
    return at + 4
  }
  for (let index = 0; index < IPV6_WORDS; index++) writeUint16(bytes, at + index * 2, address.charCodeAt(index))
  return at + IPV6_WORDS * 2
}

/** The sum of its 16-bit words, for checksums. */
export function sumOfAddress(address: IpAddress): number {
  if (!isIpv6(address)) return (address >>> 16) + (address & 0xffff)
  let sum = 0
  for (let index = 0; index < IPV6_WORDS; index++) sum += address.charCodeAt(index)
  return sum
}

/** Every address of a host: `0.0.0.0` or `::`. */
export function isUnspecified(address: IpAddress): boolean {
  return address === 0 || address === ANY_IPV6
}

/** RFC 1122 §3.2.1.3, RFC 4291 §2.5.3. */
export function isLoopback(address: IpAddress): boolean {
  return isIpv6(address) ? address === LOOPBACK_IPV6 : address >>> 24 === 127
}

/** Class D (RFC 1122 §3.2.1.3), or ff00::/8 (RFC 4291 §2.7). */
export function isMulticast(address: IpAddress): boolean {
  return isIpv6(address) ? address >= '\uff00' : address >>> 28 === 14
}

/** The limited broadcast address; a subnet's own needs its mask (RFC 1122 §3.2.1.3). IPv6 has none. */
export function isBroadcast(address: IpAddress): boolean {
  return address === 0xffff_ffff
}

/** fe80::/10: never further than its link (RFC 4291 §2.5.6). */
export function isLinkLocal(address: IpAddress): boolean {
  return isIpv6(address) && (address.charCodeAt(0) & 0xffc0) === 0xfe80
}

/** An IPv4 address in IPv6's clothes: packets bear none (RFC 4942 §2.2). */
export function isMapped(address: IpAddress): boolean {
  return isIpv6(address) && address.startsWith(MAPPED)
}

/** Do both begin with the same `prefix` bits? Never two of different families. */
export function isSameNetwork(a: IpAddress, b: IpAddress, prefix: number): boolean {
  if (!isIpv6(a)) return !isIpv6(b) && ((a ^ b) & ~hostBits(32, prefix)) === 0
  if (!isIpv6(b)) return false
  for (let index = 0; index < IPV6_WORDS; index++) {
    const own = Math.min(Math.max(prefix - index * 16, 0), 16)
    if ((a.charCodeAt(index) ^ b.charCodeAt(index)) & ~hostBits(16, own) & 0xffff) return false
  }
  return true
}

/** The bits of a word that are not of its network, set. */
export function hostBits(width: number, prefix: number): number {
  return 2 ** (width - prefix) - 1
}
