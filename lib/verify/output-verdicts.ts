import { namesLeftOut, type Output, type OutputVerdict } from '../notebook/index.ts'
import { aspectsOf } from './aspects.ts'
import type { Fired } from './normalise.ts'
import type { CellPolicy } from './policy.ts'

/** What came of the aspects of a cell's outputs, by their labels; those that are not named are the same as they stand. */
interface AspectsFound {
  differing: ReadonlySet<string>
  firedIn: ReadonlyMap<string, readonly Fired[]>
}

/** What each stored output of a cell is, by what came of its aspects. */
export function outputVerdicts(
  stored: readonly Output[],
  { ignore, ignored, only }: Pick<CellPolicy, 'ignore' | 'ignored' | 'only'>,
  { differing, firedIn }: AspectsFound,
): OutputVerdict[] {
  if (ignore) return stored.map(() => ({ verdict: 'not-compared' }))
  const selection = { ignore: ignored, only }
  const aspects = [...aspectsOf(stored, selection).values()]
  return stored.map((output, at): OutputVerdict => {
    const own = aspects.filter(({ of }) => of.includes(at))
    const names = namesLeftOut(output, selection)
    const leftOut = names.length > 0 ? { leftOut: names } : {}
    if (own.some(({ label }) => differing.has(label))) return { verdict: 'differs', ...leftOut }
    // Of a display of which all is left out there is an aspect still, that it is there.
    if (names.length > 0 && own.every(({ name }) => name === '')) return { verdict: 'not-compared', ...leftOut }
    const by = summed(own.flatMap(({ label }) => firedIn.get(label) ?? []))
    return by.length > 0 ? { verdict: 'normalised', by, ...leftOut } : { verdict: 'verified', ...leftOut }
  })
}

/** Each name once, with all of its places. */
export function summed(fired: readonly Fired[]): Fired[] {
  const counts = new Map<string, number>()
  for (const { name, count } of fired) counts.set(name, (counts.get(name) ?? 0) + count)
  return [...counts].map(([name, count]) => ({ name, count }))
}
