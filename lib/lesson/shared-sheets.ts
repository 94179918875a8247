import { type Rule, rulesIn, scopeStylesheet } from './figure-style.ts'

/** Figures that are drawn by one style sheet. */
interface Family {
  /** What their classes begin with. */
  prefix: string
  /** Each figure's own sheet, those that are the same once. */
  sheets: readonly (readonly Rule[])[]
  /** All rules of theirs, in an order that is each one's own. */
  rules: readonly Rule[]
  /** All that any of them has. */
  classes: ReadonlySet<string>
}

const mostRules = 200
const longestSheet = 60_000

/**
 * The style sheets of figures that one hand has drawn: what they have in common stands on the page once. A figure joins others only
 * where the rules of all of them draw each as its own do.
 */
export class SharedSheets {
  readonly #families: Family[] = []

  /**
   * @param css of a figure that has these classes, and no others
   * @param prefix of its names
   * @returns what its classes begin with from now on; `undefined` when it needs its own sheet
   */
  join(css: string, classes: ReadonlySet<string>, prefix: string): string | undefined {
    const own = sharedRulesOf(css)
    if (!own) return undefined
    for (const family of this.#families) {
      const isKnown = family.sheets.some((sheet) => textOf(sheet) === textOf(own))
      const sheets = isKnown ? family.sheets : [...family.sheets, own]
      const rules = isKnown ? family.rules : inOneOrder(sheets)
      if (!rules || rules.length > mostRules || textOf(rules).length > longestSheet) continue
      if (!isNeutral(rules, own, classes) || !isNeutral(rules, family.rules, family.classes)) continue
      Object.assign(family, { sheets, rules, classes: new Set([...family.classes, ...classes]) })
      return family.prefix
    }
    this.#families.push({ prefix, sheets: [own], rules: own, classes })
    return prefix
  }

  /** All of them, each reaching its own figures alone. */
  get css(): string {
    return this.#families.map(({ rules, prefix }) => scopeStylesheet(textOf(rules), prefix)).join('')
  }
}

/** `undefined` for a sheet that others cannot have as well. */
function sharedRulesOf(css: string): Rule[] | undefined {
  // What would be dropped by itself would take the sheets of others along.
  if (/\/\*|<!--|-->|url\(/.test(css) || scopeStylesheet(css, 'f0_') === '') return undefined
  const rules = rulesIn(css)
  if (!rules || rules.length > mostRules || new Set(rules.map(({ text }) => text)).size < rules.length) return undefined
  // Ids are those of one figure alone.
  return rules.some(({ prelude }) => prelude.includes('#')) ? undefined : rules
}

function textOf(rules: readonly Rule[]): string {
  return rules.map(({ text }) => text).join('')
}

/** The rules of all sheets, those of each in its order; `undefined` when two have the same rules in opposite orders. */
function inOneOrder(sheets: readonly (readonly Rule[])[]): Rule[] | undefined {
  const waiting = new Map<string, { rule: Rule; before: Set<string> }>()
  for (const sheet of sheets) {
    for (const [at, rule] of sheet.entries()) {
      const known = waiting.get(rule.text) ?? { rule, before: new Set<string>() }
      if (at > 0) known.before.add(sheet[at - 1]!.text)
      waiting.set(rule.text, known)
    }
  }
  const ordered: Rule[] = []
  while (waiting.size > 0) {
    const next = [...waiting.values()].find(({ before }) => [...before].every((text) => !waiting.has(text)))
    if (!next) return undefined
    waiting.delete(next.rule.text)
    ordered.push(next.rule)
  }
  return ordered
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
