import { readUint16 } from '../../bytes.ts'
import type { PlayFact } from '../../draw/index.ts'
import { headerLength, isVersion6, protocolOf } from '../../tcp/wire/index.ts'

/** What it says, by key. */
const SAYS = {
  before: 'words that it begins with',
  ends: 'both addresses, the protocol and the length of the segment',
  words: 'words of the segment',
  zero: 'with 0000 in place of the checksum',
  odd: 'a last byte without a partner gets 00',
  sum: 'their sum',
  carries: 'what is above four digits, added below',
  complement: 'every bit turned round',
  ofHeader: 'words of the header',
} as const

/** How a checksum is computed: what is added, and what is made of the sum. */
export interface ChecksumSteps {
  /** Words of 16 bits that are added first: of TCP's, the pseudo-header. */
  before: number[]
  /** Words of the header, or of the segment, its checksum as zero. */
  words: number[]
  sum: number
  /** The sum after each time that what is above 16 bits is added to what is below. */
  carried: number[]
  checksum: number
}

/** Of the TCP segment of a packet. @see RFC 9293 §3.1, RFC 1071 §1, RFC 8200 §8.1 */
export function segmentChecksum(bytes: Uint8Array): ChecksumSteps {
  const begin = headerLength(bytes)
  const addresses = isVersion6(bytes) ? words16(bytes, 8, 40) : words16(bytes, 12, 20)
  const before = [...addresses, protocolOf(bytes), bytes.length - begin]
  return stepsOf(before, words16(bytes, begin, bytes.length, begin + 16))
}

/** Of the IPv4 header of a packet. @see RFC 791 §3.1 */
export function headerChecksum(bytes: Uint8Array): ChecksumSteps {
  return stepsOf([], words16(bytes, 0, headerLength(bytes), 10))
}

function stepsOf(before: number[], words: number[]): ChecksumSteps {
  const sum = [...before, ...words].reduce((total, word) => total + word, 0)
  const carried: number[] = []
  let folded = sum
  while (folded > 0xffff) {
    folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
    carried.push(folded)
  }
  return { before, words, sum, carried, checksum: ~folded & 0xffff }
}

/** @param zero where two bytes count as zero */
function words16(bytes: Uint8Array, start: number, end: number, zero = -1): number[] {
  const words: number[] = []
  for (let at = start; at < end; at += 2)
    words.push(at === zero ? 0 : at + 1 < end ? readUint16(bytes, at) : bytes[at]! << 8)
  return words
}

/** The same in words. @param isOfIp that of the IP header */
export function checksumFacts(bytes: Uint8Array, isOfIp: boolean): PlayFact[] {
  const { before, words, sum, carried, checksum } = isOfIp ? headerChecksum(bytes) : segmentChecksum(bytes)
  const isOdd = !isOfIp && (bytes.length - headerLength(bytes)) % 2 === 1
  return [
    ...(before.length > 0 ? [{ name: SAYS.before, value: `${hexWords(before)}: ${SAYS.ends}` }] : []),
    {
      name: isOfIp ? SAYS.ofHeader : SAYS.words,
      value: `${hexWords(words)}: ${SAYS.zero}${isOdd ? `; ${SAYS.odd}` : ''}`,
    },
    { name: SAYS.sum, value: digitsOf(sum) },
    ...(carried.length > 0 ? [{ name: SAYS.carries, value: carried.map(digitsOf).join(', ') }] : []),
    { name: SAYS.complement, value: digitsOf(checksum) },
  ]
}

function hexWords(words: readonly number[]): string {
  return words.map(digitsOf).join(' ')
}

function digitsOf(word: number): string {
  return word.toString(16).padStart(4, '0')
}
