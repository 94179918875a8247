/** The middle one; of an even number, the mean of the two. @throws RangeError when there is none */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('there is no median of nothing')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * How many times the other's cost ours is: the median over the rounds that both have finished, each round's two beside each
 * other, so that what else the machine did in one round weighs on both.
 *
 * @param ours one a round; `undefined` where there is none
 */
export function ratio(
  ours: readonly (number | undefined)[],
  theirs: readonly (number | undefined)[],
): number | undefined {
  const ratios = ours.flatMap((one, round) => {
    const other = theirs[round]
    return one === undefined || other === undefined || other === 0 ? [] : [one / other]
  })
  return ratios.length > 0 ? median(ratios) : undefined
}

/** In which order `count` contenders go in a round: forwards, then backwards, and so on. */
export function orderOf(round: number, count: number): number[] {
  const forwards = Array.from({ length: count }, (_, at) => at)
  return round % 2 === 0 ? forwards : forwards.reverse()
}
