// Sequence numbers are integers 0 … 2^32 − 1 and every comparison of them is modulo 2^32 (RFC 9293 §3.4).
// Two numbers compare meaningfully only when they are less than 2^31 apart.

/** `a + n` modulo 2^32; `n` may be negative and of any size below 2^53. */
export function add(a: number, n: number): number {
  return (a + n) >>> 0
}

/** Signed distance from `b` to `a`: how many octets `a` lies after `b`, −2^31 … 2^31 − 1. */
export function diff(a: number, b: number): number {
  return (a - b) | 0
}

export function lt(a: number, b: number): boolean {
  return ((a - b) | 0) < 0
}

export function leq(a: number, b: number): boolean {
  return a === b || ((a - b) | 0) < 0
}

export function gt(a: number, b: number): boolean {
  return ((b - a) | 0) < 0
}

export function geq(a: number, b: number): boolean {
  return a === b || ((b - a) | 0) < 0
}

/** Whether `x` lies between `low` and `high`, itself left out. Counted from `low` on, so that a window may have any size below 2^32. */
export function between(x: number, low: number, high: number): boolean {
  return (x - low) >>> 0 < (high - low) >>> 0
}

/** The later of two. */
export function max(a: number, b: number): number {
  return lt(a, b) ? b : a
}
