import fc from 'fast-check'

/**
 * Any number of octets up to `most`, every length as likely as the next: fast-check's own arrays are mostly shorter than
 * ten, and drawing each octet takes its time.
 */
export function octets(most: number): fc.Arbitrary<Uint8Array> {
  return fc.tuple(fc.integer({ min: 0, max: most }), fc.integer()).map(([length, seed]) => {
    let state = seed
    return Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      return state >>> 24
    })
  })
}

/**
 * The octet at this place of a stream. It repeats itself after 251 · 241 · 239 octets: whatever is lost, doubled or moved,
 * by a power of two or any other number, shows in nearly every octet.
 */
export function octetAt(at: number): number {
  return ((at % 251) * (at % 241) + (at % 239) + 1) & 0xff
}

/** Octets of the stream from `offset`. */
export function pattern(offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = octetAt(offset + at)
  return bytes
}
