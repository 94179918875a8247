import { distance } from '../words.ts'

/** The one of some words that is one slip of the finger away from another, or the same in other case. */
export function slipOf(word: string, words: readonly string[]): string | undefined {
  // A tag may be as long as its author likes.
  return words.find(
    (each) =>
      each !== word &&
      Math.abs(each.length - word.length) <= 1 &&
      distance(word.toLowerCase(), each.toLowerCase()) <= 1,
  )
}
