import { type SipKey, sipHash } from './siphash.ts'

/** The two ends of a connection; addresses as unsigned 32-bit numbers. */
export interface FourTuple {
  readonly localAddress: number
  readonly localPort: number
  readonly remoteAddress: number
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
  const message = new Uint8Array(13)
  const view = new DataView(message.buffer)
  view.setUint32(0, ends.localAddress)
  view.setUint16(4, ends.localPort)
  view.setUint32(6, ends.remoteAddress)
  view.setUint16(10, ends.remotePort)
  message[12] = purpose
  return sipHash(key, message)[0]
}
