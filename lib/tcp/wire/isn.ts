import { writeUint16 } from '../../bytes.ts'
import { type IpAddress, isIpv6, writeAddress } from './address.ts'
import { type SipKey, sipHash } from './siphash.ts'

/** The two ends of a connection. */
export interface FourTuple {
  readonly localAddress: IpAddress
  readonly localPort: number
  readonly remoteAddress: IpAddress
  readonly remotePort: number
}

/**
 * The initial sequence number of a connection: a clock, of 4 µs, plus a keyed hash of the two ends (MUST-8, MUST-9). The
 * clock separates incarnations of one connection, the hash keeps outsiders from guessing the number of another.
 *
 * @param now milliseconds
 * @param tick microseconds
 * @see RFC 9293 §3.4.1, RFC 6528 §3
 */
export function initialSequenceNumber(ends: FourTuple, key: SipKey, now: number, tick: number = 4): number {
  const ticks = Math.floor(now * (1_000 / tick)) % 0x100000000
  return (ticks + hashEnds(ends, key, 0)) >>> 0
}

/**
 * Where the timestamp clock of a pair of addresses starts: the same for all their connections, so that values grow from
 * one incarnation to the next, and no other pair's can be told from it (RFC 7323 §5.4).
 */
export function timestampOffset(ends: FourTuple, key: SipKey): number {
  return hashEnds({ ...ends, localPort: 0, remotePort: 0 }, key, 1)
}

/** A keyed hash of the two ends, 32 bits; `purpose` keeps the uses of one key apart. */
export function hashEnds(ends: FourTuple, key: SipKey, purpose: number): number {
  const message = new Uint8Array(isIpv6(ends.localAddress) ? 37 : 13)
  const port = writeAddress(message, 0, ends.localAddress)
  writeUint16(message, port, ends.localPort)
  writeUint16(message, writeAddress(message, port + 2, ends.remoteAddress), ends.remotePort)
  message[message.length - 1] = purpose
  return sipHash(key, message)[0]
}
