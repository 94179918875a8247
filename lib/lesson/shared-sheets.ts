import { type Rule, rulesIn, scopeStylesheet } from './figure-style.ts'

/** Figures that are drawn by one style sheet. */
interface Family {
  /** What their classes begin with. */
  prefix: string
  rules: readonly Rule[]
  /** All that any of them has. */
  classes: ReadonlySet<string>
}

const longestSheet = 60_000

/**
 * The style sheets of figures that one hand has drawn: what they have in common stands on the page once. A figure joins others only
 * where their sheet, with the rules that it adds, draws each of them as its own does.
 */
export class SharedSheets {
  readonly #families: Family[] = []

  /**
   * @param css of a figure that has these classes, and no others
   * @param prefix of its names
   * @returns what its classes begin with from now on; `undefined` when it needs its own sheet
   */
  join(css: string, classes: ReadonlySet<string>, prefix: string): string | undefined {
    // What would be dropped by itself would take the sheets of others along.
    const rules = isPlain(css) ? rulesIn(css) : undefined
    // Ids are those of one figure alone.
    if (!rules || css.includes('url(') || rules.some(({ prelude }) => prelude.includes('#'))) return undefined
    for (const family of this.#families) {
      const merged = merge(family.rules, rules)
      if (!merged || textOf(merged).length > longestSheet) continue
      if (!isNeutral(merged, rules, classes) || !isNeutral(merged, family.rules, family.classes)) continue
      Object.assign(family, { rules: merged, classes: new Set([...family.classes, ...classes]) })
      return family.prefix
    }
    this.#families.push({ prefix, rules, classes })
    return prefix
  }

  /** All of them, each reaching its own figures alone. */
  get css(): string {
    return this.#families.map(({ rules, prefix }) => scopeStylesheet(textOf(rules), prefix)).join('')
  }
}

function isPlain(css: string): boolean {
  return !/\/\*|<!--|-->/.test(css) && scopeStylesheet(css, 'f0_') !== ''
}

function textOf(rules: readonly Rule[]): string {
  return rules.map(({ text }) => text).join('')
}

/** The rules of both, each in its order; `undefined` when what they have in common stands in another order. */
function merge(one: readonly Rule[], other: readonly Rule[]): Rule[] | undefined {
  const merged: Rule[] = []
  let next = 0
  for (const rule of other) {
    const at = one.findIndex(({ text }) => text === rule.text)
    if (at >= 0 && at < next) return undefined
    if (at >= 0) {
      merged.push(...one.slice(next, at))
      next = at + 1
    }
    merged.push(rule)
  }
  return [...merged, ...one.slice(next)]
}

/** Whether the rules that are not `own` mean nothing that has these classes alone. */
function isNeutral(rules: readonly Rule[], own: readonly Rule[], classes: ReadonlySet<string>): boolean {
  const texts = new Set(own.map(({ text }) => text))
  return rules.every(
    ({ text, prelude }) => texts.has(text) || (!prelude.startsWith('@') && isForOthers(prelude, classes)),
  )
}

function isForOthers(prelude: string, classes: ReadonlySet<string>): boolean {
  return prelude
    .split(',')
    .every((selector) => [...selector.matchAll(/\.([\w-]+)/g)].some(([, name]) => !classes.has(name!)))
}
