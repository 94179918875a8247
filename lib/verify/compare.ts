import type { Output } from '../notebook/index.ts'
import { type Aspect, aspectsOf, digestKey } from './aspects.ts'
import { octetsIn } from './base64.ts'
import { decodePicture } from './bitmap.ts'
import { diffTexts } from './diff.ts'
import type { Compared } from './lines.ts'
import { numbersIn, renamed, unnumber } from './marks.ts'
import { type Fired, type Identity, type Normalised, normalise, normalisePair, type Replace } from './normalise.ts'
import { differWithin, isExact, type Tolerance, withoutNumbers } from './numbers.ts'
import { summed } from './output-verdicts.ts'
import { differingPixels, tellPixels } from './picture.ts'
import { withoutInstallPaths } from './places.ts'
import type { CellPolicy } from './policy.ts'
import type { NamePair, Renaming } from './renaming.ts'
import { type SideRow, sideBySide } from './side-by-side.ts'
import { structureOf } from './structure.ts'
import { plainText } from './text.ts'

/** One aspect of a cell's outputs that is not the same. */
export interface Difference {
  /** `stdout`, `text/html`, … */
  label: string
  /** The MIME type or stream. */
  name: string
  /** `- ` stored, `+ ` new. */
  diff: string
  /** Both sides, where texts were compared. */
  texts?: { before: string; after: string }
  /** Both sides, line against line, where texts were compared. */
  rows?: () => SideRow[]
}

/** An aspect that is the same if its identities are renamed so. */
interface ConditionalMatch {
  pairs: readonly NamePair[]
  /** The difference that is left when the renaming does not hold. */
  difference(renaming: Renaming): Difference
}

export interface CellComparison {
  differences: Difference[]
  agreements: ConditionalMatch[]
  /** What made different texts equal, in the order of application. */
  fired: Fired[]
  /** The same by the labels of the aspects. */
  firedIn: Map<string, Fired[]>
}

type ComparingPolicy = Pick<CellPolicy, 'normalisers' | 'tolerance' | 'ignored' | 'only'>

/** Compares what a cell left behind with what is stored, aspect by aspect, under the cell's policy. */
export function compareOutputs(
  stored: readonly Output[],
  fresh: readonly Output[],
  policy: ComparingPolicy,
  replace: Replace,
): CellComparison {
  const selection = { ignore: policy.ignored, only: policy.only }
  const [before, after] = [aspectsOf(stored, selection), aspectsOf(fresh, selection)]
  const result: CellComparison = { differences: [], agreements: [], fired: [], firedIn: new Map() }
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (key.startsWith(digestKey) && !(before.has(key) && after.has(key))) continue
    const compared = compareAspect(before.get(key), after.get(key), policy, replace)
    if ('diff' in compared) result.differences.push(compared)
    else {
      if (compared.fired.length > 0) result.firedIn.set((before.get(key) ?? after.get(key))!.label, compared.fired)
      if (compared.agreement) result.agreements.push(compared.agreement)
    }
  }
  result.fired = summed([...result.firedIn.values()].flat())
  return result
}

interface Same {
  fired: Fired[]
  agreement?: ConditionalMatch
}

function compareAspect(
  before: Aspect | undefined,
  after: Aspect | undefined,
  policy: ComparingPolicy,
  replace: Replace,
): Difference | Same {
  if (before && after && before.content === after.content && before.kind === after.kind) {
    return { fired: [], ...agreementOfEqual(before, policy, replace) }
  }
  return before?.kind === 'bytes' || after?.kind === 'bytes'
    ? compareBytes(before, after)
    : compareTexts(before, after, policy, replace)
}

/** Equal texts may hold identities that are called otherwise elsewhere. */
function agreementOfEqual(aspect: Aspect, policy: ComparingPolicy, replace: Replace): { agreement?: ConditionalMatch } {
  if (aspect.kind === 'bytes' || !policy.normalisers.some(({ identity }) => identity)) return {}
  const raw = shownContent(aspect)
  const side = { raw, normalised: normalise(raw, policy.normalisers, replace) }
  return agreementOf(aspect, side, side, policy.tolerance)
}

/** A text as it is shown, and as it is compared. */
interface Side {
  raw: string
  normalised: Normalised
}

function compareTexts(
  before: Aspect | undefined,
  after: Aspect | undefined,
  { normalisers, tolerance }: ComparingPolicy,
  replace: Replace,
): Difference | Same {
  const aspect = (before ?? after)!
  const [old, now] = [shownContent(before), shownContent(after)]
  const { fired, ...normalised } = normalisePair(old, now, normalisers, replace)
  const [left, right] = structured(
    aspect.name,
    { raw: old, normalised: normalised.before },
    { raw: now, normalised: normalised.after },
  )
  // A stream that holds colours alone is no stream to speak of, but a display that is missing is missing, also an empty one.
  const isDisplay = aspect.name.includes('/')
  const bothThere = (before !== undefined && after !== undefined) || (!isDisplay && old === '' && now === '')
  const beyond = bothThere
    ? withinTolerance(unnumber(left.normalised.text), unnumber(right.normalised.text), tolerance)
    : undefined
  if (beyond) return { fired: [...fired, ...beyond], ...agreementOf(aspect, left, right, tolerance) }
  const { label, name } = aspect
  const told = diffOf(left, right, tolerance, () => '')
  return { label, name, ...told, ...(before && after && { texts: { before: old, after: now } }) }
}

function shownContent(aspect: Aspect | undefined): string {
  const text = plainText(aspect?.content ?? '')
  return aspect?.name === 'stderr' || aspect?.name === 'error' ? withoutInstallPaths(text) : text
}

/** Markup that differs as a text is compared by its structure, if both sides can be read. */
function structured(mime: string, left: Side, right: Side): [Side, Side] {
  if (unnumber(left.normalised.text) === unnumber(right.normalised.text)) return [left, right]
  const sides = [left, right].map(({ raw, normalised: { text, identities } }): Side | undefined => {
    const [shown, compared] = [structureOf(mime, raw), structureOf(mime, text)]
    if (shown === undefined || compared === undefined) return undefined
    return { raw: shown, normalised: { text: compared, identities } }
  })
  return sides[0] && sides[1] ? [sides[0], sides[1]] : [left, right]
}

/** `undefined` when the texts differ; else how many numbers the tolerance let pass. */
function withinTolerance(before: string, after: string, tolerance: Tolerance): Fired[] | undefined {
  if (before === after) return []
  const count = isExact(tolerance) ? undefined : differWithin(before, after, tolerance)
  return count === undefined ? undefined : [{ name: 'tolerance', count }]
}

/** What has to be called the same elsewhere for two texts to be the same. */
function agreementOf(
  { label, name }: Aspect,
  left: Side,
  right: Side,
  tolerance: Tolerance,
): { agreement?: ConditionalMatch } {
  const [before, after] = [left.normalised, right.normalised].map(({ text, identities }) =>
    numbersIn(text).map((number) => identities[number]!),
  ) as [Identity[], Identity[]]
  const pairs = before.map(
    (identity, at): NamePair => ({ name: identity.name, before: identity.value, after: after[at]!.value }),
  )
  if (pairs.length === 0) return {}
  const difference = (renaming: Renaming): Difference => ({
    label,
    name,
    ...diffOf(left, right, tolerance, (identity, side) =>
      side === left ? renaming.nameInNew(identity) : identity.value,
    ),
  })
  return { agreement: { pairs, difference } }
}

function diffOf(
  left: Side,
  right: Side,
  tolerance: Tolerance,
  nameOf: (identity: Identity, side: Side) => string,
): Required<Pick<Difference, 'diff' | 'rows'>> {
  const [before, after] = [left, right].map((side) => {
    const { text, identities } = side.normalised
    return { raw: side.raw, normalised: renamed(text, (number) => nameOf(identities[number]!, side)) }
  }) as [Compared, Compared]
  const same = (one: string, other: string) => differWithin(one, other, tolerance) !== undefined
  const likeness = isExact(tolerance) ? undefined : { key: withoutNumbers, same }
  return { diff: diffTexts(before, after, likeness), rows: () => sideBySide(before, after, likeness) }
}

function compareBytes(before: Aspect | undefined, after: Aspect | undefined): Difference | Same {
  const { label, name } = (before ?? after)!
  const lines = [describeAspect('-', before), describeAspect('+', after)]
  const [one, other] = [before, after].map((side) => side?.kind === 'bytes' && decodePicture(name, side.content))
  if (one && other) {
    const pixels = differingPixels(one, other)
    if (pixels?.count === 0 && one.beside === other.beside) return { fired: [] }
    lines.push(`  ${tellPixels(pixels, one, other)}`)
  }
  return { label, name, diff: lines.join('\n') }
}

function describeAspect(sign: '-' | '+', aspect: Aspect | undefined): string {
  if (!aspect) return `${sign} (nothing)`
  if (aspect.kind === 'text') return `${sign} (text)`
  return `${sign} ${octetsIn(aspect.content)} bytes, ${aspect.content.slice(0, 24)}…`
}
