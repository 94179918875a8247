/** Numbers as people read them: the same text in every engine and locale. */

/** About three significant digits, without trailing zeros: `1460`, `12.5`, `0.0031`. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : '–'
  const size = Math.abs(value)
  let decimals = 0
  for (let limit = 100; size > 0 && size < limit && decimals < 9; limit /= 10) decimals++
  const text = value.toFixed(decimals)
  let end = text.length
  if (text.includes('.')) while (text[end - 1] === '0') end--
  const trimmed = text.slice(0, text[end - 1] === '.' ? end - 1 : end)
  return trimmed === '-0' ? '0' : trimmed.replace('-', '−')
}

/** Milliseconds with their unit: `0 ms`, `12.5 ms`, `3.2 s` from ten seconds on. */
export function duration(milliseconds: number): string {
  return Math.abs(milliseconds) >= 10_000 ? `${plain(milliseconds / 1000)} s` : `${plain(milliseconds)} ms`
}

/** What to divide by, and the unit's name then, for an axis that ends at `largest`. */
export function scaleOf(largest: number, unit: string): { divisor: number; unit: string } {
  if (unit === 'ms') return largest >= 10_000 ? { divisor: 1000, unit: 's' } : { divisor: 1, unit: 'ms' }
  const prefixes: Readonly<Record<string, readonly [string, string]>> = {
    bytes: ['kB', 'MB'],
    'bit/s': ['kbit/s', 'Mbit/s'],
  }
  const names = prefixes[unit]
  if (names === undefined) return { divisor: 1, unit }
  if (largest >= 2e6) return { divisor: 1e6, unit: names[1] }
  return largest >= 10_000 ? { divisor: 1000, unit: names[0] } : { divisor: 1, unit }
}

/** A number times itself, a whole number of times from 0: by multiplication, since the last bit of `**` differs between engines. */
export function wholePower(base: number, exponent: number): number {
  let power = 1
  for (let times = 0; times < exponent; times++) power *= base
  return power
}

/**
 * Jain's fairness index, (Σx)² ⁄ (n·Σx²): 1 when all shares are equal, 1/n when one has everything.
 *
 * @see R. Jain, D. Chiu, W. Hawe, "A Quantitative Measure of Fairness", DEC-TR-301, 1984
 */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0)
  const squares = shares.reduce((total, share) => total + share * share, 0)
  return squares === 0 ? 1 : (sum * sum) / (shares.length * squares)
}
