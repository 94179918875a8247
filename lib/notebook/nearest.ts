/**
 * The one of some words that is a slip of the finger away from another: one letter too many, too few, another one, or two that
 * have changed places; or the same in other case.
 */
export function nearest(word: string, words: readonly string[]): string | undefined {
  return words.find((each) => each !== word && isNear(word.toLowerCase(), each.toLowerCase()))
}

function isNear(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1)
  if (short.slice(at + 1) === long.slice(at + 1)) return true
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
}
