import type { Output } from '../notebook/index.ts'
import { type CellComparison, compareOutputs } from './compare.ts'
import { normalisePair, type Replace } from './normalise.ts'
import { firstOther, isExact, largestDistance, type Tolerance } from './numbers.ts'
import { appliedInOrder, type CellPolicy } from './policy.ts'
import { allPresets, type Normaliser } from './presets.ts'
import { accept } from './verdict.ts'

const longestText = 100_000
/** More is no tolerance. */
const mostDistance = 0.1

/** A cell's outputs as they are stored, and of two runs. */
export interface Seen {
  stored: readonly Output[]
  first: readonly Output[]
  second: readonly Output[]
}

/**
 * What to do about a cell that differs, from what was seen of it: only what varied from one run to the next is offered to be
 * passed over; what came twice alike is a difference.
 */
export function remedyOf(seen: Seen, policy: CellPolicy, replace: Replace): string {
  const compare = (one: readonly Output[], other: readonly Output[], rules: CellPolicy = policy) =>
    compareOutputs(one, other, rules, replace)
  const between = compare(seen.first, seen.second)
  if (between.differences.length === 0) return `it was the same in a second run; ${accept}`
  const second = compare(seen.stored, seen.second)
  const again =
    second.differences.length === 0 ? 'a second run gave what is stored' : 'it differed again in a second run'
  const fromStored = Math.max(farthest(compare(seen.stored, seen.first)), farthest(second))
  const relaxed = relaxation(
    between,
    fromStored,
    policy,
    (rules) => compare(seen.first, seen.second, rules).differences.length === 0,
  )
  if (!relaxed) return `${again}: print what is the same each time, or declare what varies (ackbook verify --help)`
  const glimpse = glimpseOf(between, relaxed.policy, replace)
  const said = `${again}${glimpse === undefined ? '' : ` (${glimpse})`}: "ackbook": ${relaxed.declaration}`
  const heals = [seen.first, seen.second].every(
    (fresh) => compare(seen.stored, fresh, relaxed.policy).differences.length === 0,
  )
  return heals ? `${said} lets it vary` : `${said} lets that vary; the rest was the same twice, ${accept}`
}

/** A policy that passes over what varied, and what to write for it. */
interface Relaxed {
  policy: CellPolicy
  declaration: string
}

function relaxation(
  between: CellComparison,
  fromStored: number,
  policy: CellPolicy,
  solves: (rules: CellPolicy) => boolean,
): Relaxed | undefined {
  const { differences } = between
  const texts = differences.map((difference) => difference.texts)
  if (texts.includes(undefined)) return leavingOut(differences, policy, solves)
  const pairs = texts.filter((pair) => pair !== undefined)
  if (pairs.some(({ before, after }) => before.length + after.length > longestText)) return undefined
  const withMore = (added: readonly Normaliser[]) => ({
    ...policy,
    normalisers: appliedInOrder([...policy.normalisers, ...added]),
  })
  const solve = (added: readonly Normaliser[]) => solves(withMore(added))
  const declare = (added: readonly Normaliser[]): Relaxed => ({
    policy: withMore(added),
    declaration: `{ "normalise": [${added.map(({ name }) => JSON.stringify(name)).join(', ')}] }`,
  })
  const left = allPresets.filter((preset) => !policy.normalisers.includes(preset))
  const blunt = left.filter(({ name }) => name === 'number')
  const fine = left.filter(({ name }) => name !== 'number')
  const single = fine.find((preset) => solve([preset]))
  if (single) return declare([single])
  if (solve(fine)) return declare(fewest(fine, solve))
  // The stored output may lie farther off, for the same reason or for another.
  const distance = [Math.max(farthest(between), fromStored), farthest(between)].find((each) => each <= mostDistance)
  if (distance !== undefined && isExact(policy.tolerance)) {
    const relative = Number((Math.ceil(distance * 100) / 100).toFixed(2))
    const tolerance: Tolerance = { relative, absolute: 0 }
    return { policy: { ...policy, tolerance }, declaration: `{ "tolerance": ${relative} }` }
  }
  return solve(blunt) ? declare(blunt) : undefined
}

/** The largest relative distance between numbers; 1 where it is not numbers that differ. */
function farthest({ differences }: CellComparison): number {
  return Math.max(0, ...differences.map(({ texts }) => (texts && largestDistance(texts.before, texts.after)) ?? 1))
}

/** Pictures that vary can only be left out. */
function leavingOut(
  differences: CellComparison['differences'],
  policy: CellPolicy,
  solves: (rules: CellPolicy) => boolean,
): Relaxed | undefined {
  const names = [...new Set(differences.map(({ name }) => name))]
  const relaxed = { ...policy, ignored: [...policy.ignored, ...names] }
  const declaration = `{ "ignore": [${names.map((name) => JSON.stringify(name)).join(', ')}] }`
  return names.every((name) => /^(?:image|audio|video)\//.test(name)) && solves(relaxed)
    ? { policy: relaxed, declaration }
    : undefined
}

/** Leaves out, one after another, what is not needed. */
function fewest(presets: readonly Normaliser[], solve: (added: readonly Normaliser[]) => boolean): Normaliser[] {
  let needed = [...presets]
  for (const preset of presets) {
    const without = needed.filter((each) => each !== preset)
    if (solve(without)) needed = without
  }
  return needed
}

/** What stood in the second run where the first had something else. */
function glimpseOf({ differences }: CellComparison, policy: CellPolicy, replace: Replace): string | undefined {
  const pair = differences.find(({ texts }) => texts)?.texts
  if (!pair) return undefined
  const { example } = normalisePair(pair.before, pair.after, policy.normalisers, replace)
  const value = (example ?? firstOther(pair.before, pair.after))?.trim()
  return value === undefined || value === '' || value.length > 40 || value.includes('\n') ? undefined : value
}
