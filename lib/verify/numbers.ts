const number = /(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w]|\.\d)/g

/**
 * How many numbers of two texts differ, all within a relative tolerance; `undefined` when one is further off or the words
 * between the numbers differ.
 *
 * @param tolerance of the larger of the two: 0.05 allows 95 for 100
 */
export function differWithin(before: string, after: string, tolerance: number): number | undefined {
  const [left, right] = [before.match(number) ?? [], after.match(number) ?? []]
  if (left.length !== right.length || before.replace(number, '#') !== after.replace(number, '#')) return undefined
  let count = 0
  for (let at = 0; at < left.length; at += 1) {
    if (left[at] === right[at]) continue
    if (relativeDistance(Number(left[at]), Number(right[at])) > tolerance) return undefined
    count += 1
  }
  return count
}

/** The largest relative distance between the numbers of two texts that are otherwise alike. */
export function largestDistance(before: string, after: string): number | undefined {
  if (differWithin(before, after, Number.POSITIVE_INFINITY) === undefined) return undefined
  const [left, right] = [before.match(number) ?? [], after.match(number) ?? []]
  return left.reduce((most, each, at) => Math.max(most, relativeDistance(Number(each), Number(right[at]))), 0)
}

function relativeDistance(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b))
}
