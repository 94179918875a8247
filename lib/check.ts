import { distance } from './words.ts'

/** What may be given for an option: a number within bounds, one of some names, true or false, what is of a kind, or anything. */
export type Rule = NumberRule | { readonly oneOf: readonly string[] } | KindRule | 'flag' | 'any'

/** What passes `fits`; in words, `kind`. */
export interface KindRule {
  readonly kind: string
  readonly fits: (value: unknown) => boolean
}

export interface NumberRule {
  readonly least?: number
  /** Not even this. */
  readonly above?: number
  /** `Infinity` = no limit is a value too; without it, only finite numbers are. */
  readonly most?: number
  readonly whole?: boolean
  /** What a value means, where another reading is near. */
  readonly example?: string
}

/** A rule for every option that there is: what has none is not known. */
export type Rules<Options> = { readonly [Name in keyof Options]-?: Rule } & {
  readonly [NEEDED]?: readonly string[]
}
/** Options without which nothing can be made. */
export const NEEDED: unique symbol = Symbol('needed')

/** A probability, or a part of 1. */
export const SHARE: NumberRule = { least: 0, most: 1, example: '0.05 is 5 %' }
/** A time, or whatever else is measured and may be 0. */
export const AMOUNT: NumberRule = { least: 0 }
/** The same, or without limit. */
export const LIMIT: NumberRule = { least: 0, most: Number.POSITIVE_INFINITY }
export const POSITIVE: NumberRule = { above: 0 }
/** How many: none is enough. */
export const COUNT: NumberRule = { least: 0, whole: true }
/** How many, at least one. */
export const SOME: NumberRule = { least: 1, whole: true }
/** A number that chance follows from. */
export const SEED: NumberRule = { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER, whole: true }
/** Options of its own, whatever they are. */
export const OBJECT: KindRule = { kind: 'an object', fits: isObject }
export const FUNCTION: KindRule = { kind: 'a function', fits: (value) => typeof value === 'function' }
/** Some of it. */
export const TEXT: KindRule = { kind: 'text', fits: (value) => typeof value === 'string' && value !== '' }
export const PORT: NumberRule = { least: 0, most: 65_535, whole: true }

/**
 * Refuses options that cannot be, before anything is made of them. What is `undefined` is not given.
 *
 * @param owner what they are options of, as it stands before their names: `the setting `, `client → server: `
 * @throws RangeError naming the option as it was given, what it is, and what it must be; or those that there are; or that
 * they are no options at all; or that one is missing
 */
export function checkOptions<Options extends object>(owner: string, given: Options, rules: Rules<Options>): void {
  if (!isObject(given)) {
    // Without what joins it to a name: `a link: `, `queue.`, `the setting `.
    const what = owner.trimEnd().replace(/[.:]$/, '')
    throw new RangeError(`${what} is ${shown(given)}: it must be an object, of ${Object.keys(rules).join(', ')}.`)
  }
  for (const [name, value] of Object.entries(given)) {
    const rule = (rules as Readonly<Record<string, Rule>>)[name]
    if (rule === undefined || !Object.hasOwn(rules, name))
      throw new RangeError(unknown(owner, name, Object.keys(rules)))
    if (value !== undefined) check(`${owner}${name}`, value, rule)
  }
  for (const name of rules[NEEDED] ?? []) {
    if ((given as Readonly<Record<string, unknown>>)[name] !== undefined) continue
    const rule = (rules as Readonly<Record<string, Rule>>)[name]!
    throw new RangeError(`${owner}${name} is missing: ${toGive(rule)}.`)
  }
}

function toGive(rule: Rule): string {
  return typeof rule === 'object' && !('oneOf' in rule) && !('kind' in rule) ? `give ${demand(rule)}` : 'give one'
}

/** @throws RangeError as {@link checkOptions} does, for a value by itself */
export function check(what: string, value: unknown, rule: Rule): void {
  if (rule === 'any') return
  if (rule === 'flag') {
    if (typeof value !== 'boolean') throw new RangeError(`${what} is ${shown(value)}: it must be true or false.`)
  } else if ('oneOf' in rule) {
    if (typeof value === 'string' && rule.oneOf.includes(value)) return
    throw new RangeError(
      `${what} is ${shown(value)}: it must be one of ${rule.oneOf.join(', ')}${hint(value, rule.oneOf)}.`,
    )
  } else if ('kind' in rule) {
    if (!rule.fits(value)) throw new RangeError(`${what} is ${shown(value)}: it must be ${rule.kind}.`)
  } else if (!fits(value, rule)) throw new RangeError(`${what} is ${shown(value)}: it must be ${demand(rule)}.`)
}

/** `"los" is not known; did you mean loss? There are: loss, …` */
function unknown(owner: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return `${owner}"${name}" is not known; ${near ? `did you mean ${near}? There` : 'there'} are: ${known.join(', ')}.`
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fits(value: unknown, { least, above, most, whole }: NumberRule): boolean {
  if (typeof value !== 'number' || Number.isNaN(value)) return false
  if (value === Number.POSITIVE_INFINITY) return most === Number.POSITIVE_INFINITY
  if (whole && !Number.isInteger(value)) return false
  return value >= (least ?? value) && value <= (most ?? value) && (above === undefined || value > above)
}

function demand(rule: NumberRule): string {
  return rule.example === undefined ? bounds(rule) : `${bounds(rule)} (${rule.example})`
}

function bounds({ least, above, most, whole }: NumberRule): string {
  const kind = whole ? 'a whole number' : 'a number'
  if (least === Number.MIN_SAFE_INTEGER) return kind
  if (most === undefined) return above === undefined ? `${kind}, ${least} or more` : `${kind} above ${above}`
  const or = most === Number.POSITIVE_INFINITY ? ', or Infinity' : ''
  if (or !== '') return `${kind}${above === undefined ? `, ${least} or more` : ` above ${above}`}${or}`
  return `${kind} ${above === undefined ? `from ${least}` : `above ${above}, up`} to ${most}`
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'function') return 'a function'
  return isObject(value) ? 'an object' : String(value)
}

function hint(value: unknown, known: readonly string[]): string {
  const near = typeof value === 'string' ? nearest(value, known) : undefined
  return near === undefined ? '' : ` (did you mean ${near}?)`
}

/** The known name that differs least from this one, by a slip or two. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [first] = known
    .map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, far }) => far <= Math.min(2, other.length - 2))
    .sort((one, other) => one.far - other.far)
  return first?.other
}
