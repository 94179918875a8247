/** C, in segments per second cubed (RFC 9438 §5.1), and the factor that cwnd is multiplied by on loss (§4.6). */
export const C = 0.4
export const BETA_CUBIC = 0.7

/**
 * Cube root of a number that is not negative. Newton's iteration of basic arithmetic: `Math.cbrt` may differ in its last bit from
 * engine to engine, and a trace must not.
 */
export function cubeRoot(x: number): number {
  if (!(x > 0)) return 0
  let scale = 1
  let y = x
  // Bring x into [1/8, 1) by powers of 8, which are exact.
  while (y >= 1) {
    y /= 8
    scale *= 2
  }
  while (y < 0.125) {
    y *= 8
    scale /= 2
  }
  let root = 0.5 + y / 2
  for (let i = 0; i < 6; i++) root = (2 * root + y / (root * root)) / 3
  return root * scale
}

/** K: seconds until W(t) is back at `wMax`. Windows in segments. (RFC 9438 §4.2, equation 2) */
export function cubicK(wMax: number, cwndEpoch: number): number {
  return cubeRoot((wMax - cwndEpoch) / C)
}

/** W_cubic(t) = C·(t − K)³ + W_max: segments, `t` in seconds since congestion avoidance began. (RFC 9438 §4.2, equation 1) */
export function cubicWindow(t: number, k: number, wMax: number): number {
  const d = t - k
  return C * d * d * d + wMax
}
