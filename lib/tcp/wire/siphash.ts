// SipHash-2-4 (Aumasson, Bernstein 2012): a short keyed hash that an outsider cannot predict. 64-bit words are kept as
// pairs of 32-bit halves, since JavaScript's bit operations are 32 bits wide.

/** A secret of 16 octets as four words, low first. */
export type SipKey = Uint32Array

/** @param secret 16 octets @throws RangeError for anything else */
export function sipKey(secret: Uint8Array): SipKey {
  if (!(secret instanceof Uint8Array) || secret.length !== 16) {
    const given = secret instanceof Uint8Array ? `has ${secret.length}` : 'is none'
    throw new RangeError(`the secret must be a Uint8Array of 16 random octets; this one ${given}.`)
  }
  const view = new DataView(secret.buffer, secret.byteOffset, 16)
  return Uint32Array.of(
    view.getUint32(0, true),
    view.getUint32(4, true),
    view.getUint32(8, true),
    view.getUint32(12, true),
  )
}

/** The 64-bit hash of `message` as two words: `[low, high]`. */
export function sipHash(key: SipKey, message: Uint8Array): [low: number, high: number] {
  const [k0l = 0, k0h = 0, k1l = 0, k1h = 0] = key
  // v0 low, v0 high, v1 low, …
  const v = Int32Array.of(
    k0l ^ 0x70736575,
    k0h ^ 0x736f6d65,
    k1l ^ 0x6e646f6d,
    k1h ^ 0x646f7261,
    k0l ^ 0x6e657261,
    k0h ^ 0x6c796765,
    k1l ^ 0x79746573,
    k1h ^ 0x74656462,
  )
  const length = message.length
  const blocks = Math.floor(length / 8)
  for (let block = 0; block <= blocks; block++) {
    let low = 0
    let high = 0
    for (let i = 0; i < 8; i++) {
      const at = block * 8 + i
      const octet = at < length ? (message[at] as number) : i === 7 ? length & 0xff : 0
      if (i < 4) low |= octet << (8 * i)
      else high |= octet << (8 * (i - 4))
    }
    v[6]! ^= low
    v[7]! ^= high
    sipRound(v)
    sipRound(v)
    v[0]! ^= low
    v[1]! ^= high
  }
  v[4]! ^= 0xff
  for (let i = 0; i < 4; i++) sipRound(v)
  return [(v[0]! ^ v[2]! ^ v[4]! ^ v[6]!) >>> 0, (v[1]! ^ v[3]! ^ v[5]! ^ v[7]!) >>> 0]
}

function sipRound(v: Int32Array): void {
  add64(v, 0, 2)
  rotate(v, 2, 13)
  xor(v, 2, 0)
  swapHalves(v, 0)
  add64(v, 4, 6)
  rotate(v, 6, 16)
  xor(v, 6, 4)
  add64(v, 0, 6)
  rotate(v, 6, 21)
  xor(v, 6, 0)
  add64(v, 4, 2)
  rotate(v, 2, 17)
  xor(v, 2, 4)
  swapHalves(v, 4)
}

function add64(v: Int32Array, to: number, from: number): void {
  const low = (v[to]! >>> 0) + (v[from]! >>> 0)
  v[to + 1] = v[to + 1]! + v[from + 1]! + (low > 0xffffffff ? 1 : 0)
  v[to] = low
}

function xor(v: Int32Array, to: number, from: number): void {
  v[to]! ^= v[from]!
  v[to + 1]! ^= v[from + 1]!
}

function rotate(v: Int32Array, at: number, bits: number): void {
  const low = v[at]!
  const high = v[at + 1]!
  v[at] = (low << bits) | (high >>> (32 - bits))
  v[at + 1] = (high << bits) | (low >>> (32 - bits))
}

/** Rotation by 32. */
function swapHalves(v: Int32Array, at: number): void {
  const low = v[at]!
  v[at] = v[at + 1]!
  v[at + 1] = low
}
