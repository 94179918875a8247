import type { Output } from '../notebook/index.ts'
import { type Aspect, aspectsOf } from './aspects.ts'
import { type Compared, diffTexts } from './diff.ts'
import { type Fired, normalisePair, type Replace } from './normalise.ts'
import { differWithin } from './numbers.ts'
import type { CellPolicy } from './policy.ts'
import { plainText } from './text.ts'

/** One aspect of a cell's outputs that is not the same. */
export interface Difference {
  /** `stdout`, `text/html`, … */
  label: string
  /** `- ` stored, `+ ` new. */
  diff: string
  /** The texts, for looking into why; absent where bytes were compared, or one side has nothing. */
  texts?: { before: string; after: string }
}

export interface CellComparison {
  differences: Difference[]
  /** What made different texts equal, in the order of application. */
  fired: Fired[]
}

/** Compares what a cell left behind with what is stored, aspect by aspect, under the cell's policy. */
export function compareOutputs(
  stored: readonly Output[],
  fresh: readonly Output[],
  policy: Pick<CellPolicy, 'normalisers' | 'tolerance'>,
  replace: Replace,
): CellComparison {
  const [before, after] = [aspectsOf(stored), aspectsOf(fresh)]
  const differences: Difference[] = []
  const fired = new Map<string, number>()
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const result = compareAspect(before.get(key), after.get(key), policy, replace)
    if ('label' in result) differences.push(result)
    else for (const { name, count } of result.fired) fired.set(name, (fired.get(name) ?? 0) + count)
  }
  return { differences, fired: [...fired].map(([name, count]) => ({ name, count })) }
}

function compareAspect(
  before: Aspect | undefined,
  after: Aspect | undefined,
  policy: Pick<CellPolicy, 'normalisers' | 'tolerance'>,
  replace: Replace,
): Difference | { fired: Fired[] } {
  if (before && after && before.content === after.content && before.kind === after.kind) return { fired: [] }
  const label = (before ?? after)!.label
  if (before?.kind === 'bytes' || after?.kind === 'bytes') {
    return { label, diff: [describe('-', before), describe('+', after)].join('\n') }
  }
  const [old, now] = [plainText(before?.content ?? ''), plainText(after?.content ?? '')]
  const normalised = normalisePair(old, now, policy.normalisers, replace)
  const beyond = withinTolerance(normalised.before, normalised.after, policy.tolerance)
  // A stream that holds colours alone is no stream to speak of, but a display that is missing is missing.
  const bothThere = (before !== undefined && after !== undefined) || (old === '' && now === '')
  if (bothThere && beyond) return { fired: [...normalised.fired, ...beyond] }
  const sides: [Compared, Compared] = [
    { raw: old, normalised: normalised.before },
    { raw: now, normalised: normalised.after },
  ]
  const same = (a: string, b: string) => policy.tolerance > 0 && differWithin(a, b, policy.tolerance) !== undefined
  const diff = diffTexts(...sides, same)
  return before && after ? { label, diff, texts: { before: old, after: now } } : { label, diff }
}

/** `undefined` when the texts differ; else how many numbers the tolerance let pass. */
function withinTolerance(before: string, after: string, tolerance: number): Fired[] | undefined {
  if (before === after) return []
  const count = tolerance > 0 ? differWithin(before, after, tolerance) : undefined
  return count === undefined ? undefined : [{ name: 'tolerance', count }]
}

function describe(sign: '-' | '+', aspect: Aspect | undefined): string {
  if (!aspect) return `${sign} (nothing)`
  if (aspect.kind === 'text') return `${sign} (text)`
  const { content } = aspect
  const padding = /=*$/.exec(content)![0].length
  return `${sign} ${Math.floor((content.length * 3) / 4) - padding} bytes, ${content.slice(0, 24)}…`
}
