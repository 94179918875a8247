import { numberedMarks, unnumbered, withoutMarks } from './marks.ts'
import type { Normaliser } from './presets.ts'

/** `text.replace(pattern, replace)`; a caller may bring one that gives up after a while. */
export type Replace = (text: string, pattern: RegExp, replace: string) => string

export const plainReplace: Replace = (text, pattern, replace) => text.replace(pattern, replace)

/** How often a normaliser made two different texts equal. */
export interface Fired {
  name: string
  count: number
}

/** What an identity's mark stands for. */
export interface Identity {
  /** The normaliser's. */
  name: string
  value: string
}

/** A text after normalisation. */
export interface Normalised {
  /** With a mark for each identity. */
  text: string
  identities: readonly Identity[]
}

export interface NormalisedPair {
  before: Normalised
  after: Normalised
  fired: Fired[]
  /** What was taken of the second text where the first had something else, if that was anywhere. */
  example: string | undefined
}

/** Applies normalisers one after another. */
export function normalise(text: string, normalisers: readonly Normaliser[], replace: Replace): Normalised {
  const identities: Identity[] = []
  const result = normalisers.reduce((before, each) => applied(before, each, replace, identities), withoutMarks(text))
  return { text: result, identities }
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
): NormalisedPair {
  const identities: [Identity[], Identity[]] = [[], []]
  let example: string | undefined
  let [left, right] = [withoutMarks(before), withoutMarks(after)]
  const fired: Fired[] = []
  for (const each of normalisers) {
    const nextLeft = applied(left, each, replace, identities[0])
    const nextRight = applied(right, each, replace, identities[1])
    const taken = differing(nextLeft === left ? '' : left, nextRight === right ? '' : right, each.pattern)
    if (taken.count > 0) fired.push({ name: each.name, count: taken.count })
    example ??= taken.example
    left = nextLeft
    right = nextRight
  }
  return {
    before: { text: left, identities: identities[0] },
    after: { text: right, identities: identities[1] },
    fired,
    example,
  }
}

function applied(
  text: string,
  { name, pattern, replace: by, identity }: Normaliser,
  replace: Replace,
  found: Identity[],
): string {
  if (!identity) return replace(text, pattern, by)
  // The replacement first: it is the one that may be guarded, and what it survived, looking for matches survives too.
  const next = replace(text, pattern, by + unnumbered)
  if (next === text) return text
  const matches = text.matchAll(pattern)
  return numberedMarks(next, () => {
    const value: string = matches.next().value?.[0] ?? ''
    return found.push({ name, value: identity(value) }) - 1
  })
}

/** In how many places of two texts a pattern takes away something different, and what of the second text at the first of them. */
function differing(before: string, after: string, pattern: RegExp): { count: number; example: string | undefined } {
  let [count, example]: [number, string | undefined] = [0, undefined]
  if (before === after) return { count, example }
  const [left, right] = [before.matchAll(pattern), after.matchAll(pattern)]
  for (;;) {
    const [one, other] = [left.next(), right.next()]
    if (one.done && other.done) return { count, example }
    if (one.value?.[0] === other.value?.[0]) continue
    count += 1
    example ??= other.value?.[0]
  }
}
