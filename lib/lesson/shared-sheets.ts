import { scopeStylesheet } from './figure-style.ts'
import { partsIn, type StylePart, sheetOf } from './sheet-parts.ts'

/** Figures that are drawn by one style sheet. */
interface Family {
  /** What their classes begin with. */
  prefix: string
  /** Each figure's own sheet, those that are the same once. */
  sheets: readonly (readonly StylePart[])[]
  /** All parts of these, in an order that is each one's own. */
  parts: readonly StylePart[]
  /** All classes and variables that any of them has. */
  names: ReadonlySet<string>
}

const mostParts = 300
const longestShared = 60_000

/**
 * The style sheets of figures that one hand has drawn: what they have in common stands on the page once. A figure joins others only
 * where the rules of all of them draw each as its own do.
 */
export class SharedSheets {
  readonly #families: Family[] = []
  readonly #rules = new Map<string, string>()

  /**
   * @param css of a figure that has these classes, and no others
   * @param prefix of its names
   * @returns what its classes begin with from now on; `undefined` when it needs its own sheet
   */
  join(css: string, classes: ReadonlySet<string>, prefix: string): string | undefined {
    const own = sharedPartsOf(css)
    if (!own) return undefined
    const names = new Set([...classes, ...[...css.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name!)])
    for (const family of this.#families) {
      const isKnown = family.sheets.some((sheet) => sheetOf(sheet) === sheetOf(own))
      const sheets = isKnown ? family.sheets : [...family.sheets, own]
      const parts = isKnown ? family.parts : inOneOrder(sheets)
      if (!parts || parts.length > mostParts || sheetOf(parts).length > longestShared) continue
      if (!isNeutral(parts, own, names) || !isNeutral(parts, family.parts, family.names)) continue
      Object.assign(family, { sheets, parts, names: new Set([...family.names, ...names]) })
      return family.prefix
    }
    this.#families.push({ prefix, sheets: [own], parts: own, names })
    return prefix
  }

  /**
   * @param sizes custom properties, in whole pixels
   * @returns the class of a figure that has them
   */
  classFor(sizes: Readonly<Record<`--${string}`, number>>): string {
    const entries = Object.entries(sizes).map(([name, pixels]) => [name, Math.round(pixels)] as const)
    const name = entries.map(([name, pixels]) => `${name.slice(2, 3)}${pixels}`).join('-')
    const css = entries.map(([name, pixels]) => `${name}:${pixels}px`).join(';')
    this.#rules.set(css, name)
    return name
  }

  /** All of them, each reaching its own figures alone. */
  get css(): string {
    const sheets = this.#families.map(({ parts, prefix }) => scopeStylesheet(sheetOf(parts), prefix))
    return [...sheets, ...[...this.#rules].map(([css, name]) => `.${name}{${css}}\n`)].join('')
  }
}

/** Sheets of which the parts are known: a hand that draws many figures writes few. */
const knownParts = new Map<string, readonly StylePart[] | undefined>()
const mostKnown = 50

/** `undefined` for a sheet that others cannot have as well. */
function sharedPartsOf(css: string): readonly StylePart[] | undefined {
  if (knownParts.has(css)) return knownParts.get(css)
  if (knownParts.size === mostKnown) knownParts.clear()
  const parts = sharedPartsIn(css)
  knownParts.set(css, parts)
  return parts
}

function sharedPartsIn(css: string): readonly StylePart[] | undefined {
  // What would be dropped by itself would take the sheets of others along.
  if (/\/\*|<!--|-->|url\(/.test(css) || scopeStylesheet(css, 'f0_') === '') return undefined
  const parts = partsIn(css)
  if (!parts || parts.length > mostParts || new Set(parts.map(({ text }) => text)).size < parts.length) return undefined
  // Ids are those of one figure alone.
  return parts.some(({ shell }) => shell[0].includes('#')) ? undefined : parts
}

/** The parts of all sheets, those of each in its order; `undefined` when two have the same in opposite orders. */
function inOneOrder(sheets: readonly (readonly StylePart[])[]): StylePart[] | undefined {
  const waiting = new Map<string, { part: StylePart; before: Set<string> }>()
  for (const sheet of sheets) {
    for (const [at, part] of sheet.entries()) {
      const known = waiting.get(part.text) ?? { part, before: new Set<string>() }
      if (at > 0) known.before.add(sheet[at - 1]!.text)
      waiting.set(part.text, known)
    }
  }
  const ordered: StylePart[] = []
  while (waiting.size > 0) {
    const next = [...waiting.values()].find(({ before }) => [...before].every((text) => !waiting.has(text)))
    if (!next) return undefined
    waiting.delete(next.part.text)
    ordered.push(next.part)
  }
  return ordered
}

/** Whether the parts that are not `own` mean nothing to a figure that has these names alone. */
function isNeutral(parts: readonly StylePart[], own: readonly StylePart[], names: ReadonlySet<string>): boolean {
  const texts = new Set(own.map(({ text }) => text))
  return parts.every(({ text, prelude, variable }) => {
    if (texts.has(text)) return true
    return variable === undefined ? isForOthers(prelude, names) : !names.has(variable)
  })
}

function isForOthers(prelude: string, classes: ReadonlySet<string>): boolean {
  const hasOther = (selector: string) => [...selector.matchAll(/\.([\w-]+)/g)].some(([, name]) => !classes.has(name!))
  return !prelude.startsWith('@') && prelude.split(',').every(hasOther)
}
