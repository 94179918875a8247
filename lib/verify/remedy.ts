import type { Difference } from './compare.ts'
import { normalise, type Replace } from './normalise.ts'
import { differWithin, largestDistance } from './numbers.ts'
import type { CellPolicy } from './policy.ts'
import { allPresets, type Normaliser } from './presets.ts'

const accept = 'if the new output is right: ackbook verify --update'
const longestText = 100_000

/** What would make the two sides equal, as a line to put into the cell's metadata; else how to accept the new output. */
export function remedyOf(differences: readonly Difference[], policy: CellPolicy, replace: Replace): string {
  const pairs = differences.map(({ texts }) => texts)
  if (pairs.some((pair) => pair === undefined || pair.before.length + pair.after.length > longestText)) return accept
  const texts = pairs as { before: string; after: string }[]
  const left = allPresets.filter((preset) => !policy.normalisers.some(({ name }) => name === preset.name))
  const solve = (added: readonly Normaliser[]) =>
    texts.every(({ before, after }) => {
      const all = [...policy.normalisers, ...added]
      const [one, other] = [normalise(before, all, replace), normalise(after, all, replace)]
      return one === other || (policy.tolerance > 0 && differWithin(one, other, policy.tolerance) !== undefined)
    })
  const blunt = left.filter(({ name }) => name === 'number')
  const fine = left.filter(({ name }) => name !== 'number')
  const single = fine.find((preset) => solve([preset]))
  if (single) return declare([single])
  if (solve(fine)) return declare(fewest(fine, solve))
  const distance = Math.max(...texts.map(({ before, after }) => largestDistance(before, after) ?? 1))
  if (distance <= 0.1) {
    const tolerance = Number((Math.ceil(distance * 100) / 100).toFixed(2))
    return `such numbers may differ? declare it: "ackbook": { "tolerance": ${tolerance} }`
  }
  return solve(blunt) ? declare(blunt) : accept
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

function declare(presets: readonly Normaliser[]): string {
  const names = presets.map(({ name }) => JSON.stringify(name)).join(', ')
  const what = presets.map((preset) => preset.what)
  const subject =
    what.length > 1 ? `${what.slice(0, -1).join(', ')} and ${what[what.length - 1]} vary` : `${what[0]} varies`
  return `${subject} from run to run? declare ${what.length > 1 ? 'them' : 'it'}: "ackbook": { "normalise": [${names}] }`
}
