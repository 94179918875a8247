import type { Element, Root } from 'hast'
import { treeText } from './tree.ts'

/*
 * Style sheets inside an output's HTML, as pandas writes them for a table that it colours. No sheet stays on the page; what its
 * simple rules say of the output's own elements moves to their `style` attributes, which are sifted like any other.
 */

/** Pairs of rules and elements that are looked at. */
const mostPairs = 500_000
const longestSheet = 500_000
const simple = /^(?:[a-z][a-z0-9]*)?(?:[#.][\w-]+)*$/i

interface Compound {
  tag: string | undefined
  id: string | undefined
  classes: readonly string[]
}

interface StyleRule {
  /** From the outermost to the element that is meant. */
  selector: readonly Compound[]
  declarations: string
  weight: number
}

interface Branch {
  element: Element
  above: Branch | undefined
}

/** Moves what style sheets say into the elements that they say it of: the weightier rule later, the element's own style last. */
export function applyStyleSheets(tree: Root): void {
  const sheets: string[] = []
  const places: Branch[] = []
  gather(tree, undefined, sheets, places)
  if (sheets.length === 0) return
  const rules = rulesOf(sheets.join('\n').slice(0, longestSheet))
  const [byId, others] = indexed(rules)
  let left = mostPairs
  let room = longestSheet
  for (const place of places) {
    const own = byId.get(String(place.element.properties.id ?? '')) ?? []
    left -= own.length + others.length
    if (left < 0) return
    const matching = [...own, ...others].filter(({ selector }) => isMatch(place, selector))
    if (matching.length === 0) continue
    matching.sort((a, b) => a.weight - b.weight)
    const { properties } = place.element
    const style = [...matching.map(({ declarations }) => declarations), String(properties.style ?? '')]
    const text = style.filter((part) => part !== '').join(';')
    room -= text.length
    if (room < 0) return
    properties.style = text
  }
}

function gather(parent: Root | Element, above: Branch | undefined, sheets: string[], places: Branch[]): void {
  for (const child of parent.children) {
    if (child.type !== 'element' || child.tagName === 'svg') continue
    if (child.tagName === 'style') sheets.push(treeText(child))
    else {
      const place = { element: child, above }
      places.push(place)
      gather(child, place, sheets, places)
    }
  }
}

function rulesOf(css: string): StyleRule[] {
  const rules: StyleRule[] = []
  const text = withoutCssComments(css)
  let from = 0
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
    const close = text.indexOf('}', open)
    if (close < 0) break
    const [prelude, declarations] = [text.slice(from, open), text.slice(open + 1, close).trim()]
    from = close + 1
    // Rules inside an at-rule are not looked at: its first brace opens it, not a rule.
    if (prelude.includes('@') || /[{\\<&]/.test(declarations) || declarations === '' || declarations.length > 1000)
      continue
    for (const each of prelude.split(',')) {
      const selector = compoundsOf(each)
      if (!selector) continue
      const ids = selector.filter(({ id }) => id !== undefined).length
      const classes = selector.reduce((sum, compound) => sum + compound.classes.length, 0)
      rules.push({ selector, declarations: declarations.replace(/;$/, ''), weight: ids * 1000 + classes * 10 })
    }
  }
  return rules
}

function withoutCssComments(css: string): string {
  const [first = '', ...rest] = css.split('/*')
  return [first, ...rest.map((part) => (part.includes('*/') ? part.slice(part.indexOf('*/') + 2) : ''))].join(' ')
}

/** Elements, classes and ids, one inside the other; `undefined` for any other selector. */
function compoundsOf(text: string): Compound[] | undefined {
  const parts = text.trim().split(/\s+/)
  if (parts.length > 6 || !parts.every((part) => part !== '' && part.length < 200 && simple.test(part)))
    return undefined
  return parts.map((part) => {
    const names = part.match(/[#.]?[\w-]+/g) ?? []
    return {
      tag: names.find((name) => !/^[#.]/.test(name))?.toLowerCase(),
      id: names.find((name) => name.startsWith('#'))?.slice(1),
      classes: names.filter((name) => name.startsWith('.')).map((name) => name.slice(1)),
    }
  })
}

/** Rules by the id of the element that they mean, and those that mean no id. */
function indexed(rules: readonly StyleRule[]): [Map<string, StyleRule[]>, StyleRule[]] {
  const byId = new Map<string, StyleRule[]>()
  const others: StyleRule[] = []
  for (const rule of rules) {
    const id = rule.selector.at(-1)?.id
    if (id === undefined) others.push(rule)
    else if (byId.has(id)) byId.get(id)!.push(rule)
    else byId.set(id, [rule])
  }
  return [byId, others]
}

function isMatch(place: Branch, selector: readonly Compound[]): boolean {
  let at = selector.length - 1
  if (!isMeant(place.element, selector[at]!)) return false
  for (let above = place.above; at > 0 && above; above = above.above) {
    if (isMeant(above.element, selector[at - 1]!)) at -= 1
  }
  return at === 0
}

function isMeant({ tagName, properties }: Element, { tag, id, classes }: Compound): boolean {
  const own = Array.isArray(properties.className) ? properties.className : []
  return (
    (tag === undefined || tag === tagName) &&
    (id === undefined || id === properties.id) &&
    classes.every((name) => own.includes(name))
  )
}
