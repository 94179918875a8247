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
