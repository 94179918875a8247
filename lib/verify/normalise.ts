import type { Normaliser } from './presets.ts'

/** `text.replace(pattern, replace)`; a caller may bring one that gives up after a while. */
export type Replace = (text: string, pattern: RegExp, replace: string) => string

export const plainReplace: Replace = (text, pattern, replace) => text.replace(pattern, replace)

/** How often a normaliser made two different texts equal. */
export interface Fired {
  name: string
  count: number
}

/** A text after normalisation, and what each normaliser took away, in order. */
interface Normalised {
  text: string
  taken: string[][]
}

/** Applies normalisers one after another. */
export function normalise(text: string, normalisers: readonly Normaliser[], replace: Replace): string {
  return normalisers.reduce((result, { pattern, replace: by }) => replace(result, pattern, by), text)
}

/**
 * Applies normalisers to both sides and counts, for each, in how many places the two sides had something different.
 * A place where both had the same needed no normalising.
 */
export function normalisePair(
  before: string,
  after: string,
  normalisers: readonly Normaliser[],
  replace: Replace,
): { before: string; after: string; fired: Fired[] } {
  const left = taking(before, normalisers, replace)
  const right = taking(after, normalisers, replace)
  const fired = normalisers.flatMap(({ name }, index): Fired[] => {
    const [one, other] = [left.taken[index]!, right.taken[index]!]
    let count = Math.abs(one.length - other.length)
    for (let at = 0; at < Math.min(one.length, other.length); at += 1) if (one[at] !== other[at]) count += 1
    return count > 0 ? [{ name, count }] : []
  })
  return { before: left.text, after: right.text, fired }
}

function taking(text: string, normalisers: readonly Normaliser[], replace: Replace): Normalised {
  const taken: string[][] = []
  let result = text
  for (const { pattern, replace: by } of normalisers) {
    // The replacement first: it is the one that may be guarded, and what it survived `match` survives too.
    const next = replace(result, pattern, by)
    taken.push(next === result ? [] : (result.match(pattern) ?? []))
    result = next
  }
  return { text: result, taken }
}
