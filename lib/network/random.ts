/**
 * Random numbers that are the same everywhere for the same seed: xoshiro128** 1.1, seeded through splitmix32. Only
 * 32-bit integer operations, so every engine agrees to the bit.
 *
 * @see Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #d: number

  constructor(seed: number) {
    let state = seed | 0
    const next = (): number => {
      state = (state + 0x9e37_79b9) | 0
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad)
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97)
      return mixed ^ (mixed >>> 15)
    }
    this.#a = next()
    this.#b = next()
    this.#c = next()
    this.#d = next() | 1
  }

  /** An unsigned 32-bit number. */
  next(): number {
    const scrambled = Math.imul(rotateWord(Math.imul(this.#b, 5), 7), 9)
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = rotateWord(this.#d, 11)
    return scrambled >>> 0
  }

  /** 0 ≤ x < 1, in steps of 2^-32. */
  uniform(): number {
    return this.next() / 0x1_0000_0000
  }

  /** An integer, 0 ≤ x < `limit`; every one equally likely. */
  below(limit: number): number {
    // What lies beyond the last whole multiple of `limit` would favour small numbers.
    const fair = 0x1_0000_0000 - (0x1_0000_0000 % limit)
    let drawn = this.next()
    while (drawn >= fair) drawn = this.next()
    return drawn % limit
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.uniform() < probability
  }
}

function rotateWord(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

/** A seed for one purpose out of the seed of the whole: FNV-1a over the purpose's name. */
export function seedFor(seed: number, purpose: string): number {
  let hash = 0x811c_9dc5 ^ seed
  for (let at = 0; at < purpose.length; at++) hash = Math.imul(hash ^ purpose.charCodeAt(at), 0x0100_0193)
  return hash >>> 0
}
