import { ticks } from 'd3-array'

/** From values to pixels: a function of the value. */
export type Scale = (value: number) => number

type Ends = readonly [from: number, to: number]

/** In proportion; the ends of the domain come to the ends of the range to the last bit, also where it falls. */
export function linearScale([from, to]: Ends, [first, last]: Ends): Scale {
  if (to < from) return linearScale([to, from], [last, first])
  const length = to - from
  if (length === 0) return () => (first + last) / 2
  return (value) => {
    const share = (value - from) / length
    return first * (1 - share) + last * share
  }
}

/** The same, and what is outside of the domain comes to its ends. */
export function clampedScale(domain: Ends, range: Ends): Scale {
  const scale = linearScale(domain, range)
  const [least, most] = [Math.min(...domain), Math.max(...domain)]
  return (value) => scale(Math.max(least, Math.min(most, value)))
}

/** In proportion to the logarithm. The domain is positive. */
export function logScale([from, to]: Ends, range: Ends): Scale {
  const scale = linearScale([log10(from), log10(to)], range)
  return (value) => scale(log10(value))
}

/** About so many round numbers of a positive domain, upwards: those of one digit where it spans few powers of ten, else the powers. */
export function logTicks([from, to]: Ends, wanted: number): number[] {
  const [low, high] = [log10(from), log10(to)]
  if (high - low >= wanted) return ticks(low, high, Math.min(high - low, wanted)).map(powerOfTen)
  const found: number[] = []
  for (let exponent = Math.floor(low); exponent <= Math.ceil(high); exponent++)
    for (let digit = 1; digit < 10; digit++) {
      // Not by 0.01, which is not quite a hundredth.
      const tick = exponent < 0 ? digit / powerOfTen(-exponent) : digit * powerOfTen(exponent)
      if (tick >= from && tick <= to) found.push(tick)
    }
  return found.length * 2 < wanted ? ticks(from, to, wanted) : found
}

/** 10 to a whole number. */
export function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`)
}

/** The place of a number's first digit: 0 for 1 to below 10, −1 for 0.1. */
export function magnitude(value: number): number {
  return Number(value.toExponential().split('e')[1])
}

/**
 * The decimal logarithm, by arithmetic that is the same everywhere: `Math.log10` may differ in its last bit from one engine to the next. Powers
 * of ten have whole ones.
 */
export function log10(value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    return value === 0 ? Number.NEGATIVE_INFINITY : value > 0 ? value : NaN
  const [digits, exponent] = value.toExponential().split('e')
  let rest = Number(digits)
  let doublings = 0
  for (; rest >= 2; rest /= 2) doublings++
  // ln x = 2 artanh((x − 1) ∕ (x + 1)), whose argument is a third at most: each term has a ninth of the one before.
  const share = (rest - 1) / (rest + 1)
  let [sum, power] = [0, share]
  for (let odd = 1; odd < 37; odd += 2) {
    sum += power / odd
    power *= share * share
  }
  return Number(exponent) + (2 * sum + doublings * Math.LN2) / Math.LN10
}
