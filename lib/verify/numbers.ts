/** How far numbers may lie apart; the wider of the two counts. */
export interface Tolerance {
  /** Of the larger of the two: 0.05 allows 95 for 100. */
  relative: number
  absolute: number
}

const numberInText = /(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w]|\.\d)/g

/**
 * How many numbers of two texts differ, all within a tolerance; `undefined` when one is further off or the words between the
 * numbers differ.
 */
export function differWithin(before: string, after: string, tolerance: Tolerance): number | undefined {
  const pairs = pairsOf(before, after)
  if (!pairs) return undefined
  let count = 0
  for (const [one, other] of pairs) {
    if (one === other) continue
    if (!isWithin(one, other, tolerance)) return undefined
    count += 1
  }
  return count
}

/** The largest relative distance between the numbers of two texts that are otherwise alike. */
export function largestDistance(before: string, after: string): number | undefined {
  return pairsOf(before, after)?.reduce((most, [one, other]) => {
    const [a, b] = [Number(one), Number(other)]
    return Math.max(most, a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)))
  }, 0)
}

/** The first number of the second text that is not that of the first. */
export function firstOther(before: string, after: string): string | undefined {
  return pairsOf(before, after)?.find(([one, other]) => one !== other)?.[1]
}

/** A text without its numbers. */
export function withoutNumbers(text: string): string {
  return text.replace(numberInText, '#')
}

export function isExact({ relative, absolute }: Tolerance): boolean {
  return relative === 0 && absolute === 0
}

/** The numbers of two texts side by side, when all else is alike. */
function pairsOf(before: string, after: string): [one: string, other: string][] | undefined {
  const [words, otherWords] = [before.split(numberInText), after.split(numberInText)]
  if (words.length !== otherWords.length || words.some((word, at) => word !== otherWords[at])) return undefined
  const [left, right] = [before.match(numberInText) ?? [], after.match(numberInText) ?? []]
  return left.map((one, at) => [one, right[at]!])
}

function isWithin(one: string, other: string, { relative, absolute }: Tolerance): boolean {
  const [a, b] = [Number(one), Number(other)]
  const distance = distanceOf(one, other)
  return distance <= absolute || distance <= relative * Math.max(Math.abs(a), Math.abs(b))
}

const wholeInteger = /^[-+]?\d{1,400}$/

/** Also of whole numbers that a double cannot tell apart. */
function distanceOf(one: string, other: string): number {
  const [a, b] = [Number(one), Number(other)]
  if (a !== b || (Number.isSafeInteger(a) && Number.isSafeInteger(b))) return Math.abs(a - b)
  return wholeInteger.test(one) && wholeInteger.test(other)
    ? Math.abs(Number(BigInt(one) - BigInt(other)))
    : Math.abs(a - b)
}
