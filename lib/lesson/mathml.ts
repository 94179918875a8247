import type { Element, ElementContent, Properties } from 'hast'
import { removedElements } from './elements.ts'
import { type Html, html } from './html.ts'
import { serialise, treeText } from './tree.ts'

/*
 * MathML that an author or a program wrote. Browsers draw it by themselves; of what it may hold, the elements that show something
 * stay, and in those that hold words nothing but words, for there HTML would begin again.
 */

const nameSet = (text: string) => new Set(text.trim().split(/\s+/))

const mathmlHolders =
  nameSet(`math menclose merror mfrac mmultiscripts mover mpadded mphantom mprescripts mroot mrow msqrt mstyle msub
  msubsup msup mtable mtd mtr munder munderover none`)
const tokens = nameSet('mi mn mo ms mspace mtext')
/** Say the same again, for programs. */
const notes = nameSet('annotation annotation-xml')
const mathmlAttributes =
  nameSet(`accent accentunder columnalign columnlines columnspacing columnspan depth dir display displaystyle fence form
  frame height largeop linethickness lspace mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing rowspan
  rspace scriptlevel separator stretchy symmetric voffset width`)
const plainValue = /^[-+\w.% ]{1,60}$/

/** A `math` element of a parsed tree; `undefined` when it shows nothing. */
export function mathOf(element: Element): Html | undefined {
  if (treeText(element).trim() === '') return undefined
  const [math] = keptMathml(element)
  if (math?.type !== 'element') return undefined
  const drawn = serialise({ type: 'root', children: [math] })
  return math.properties.display === 'block' ? html`<span class="scroll formula">${drawn}</span>` : drawn
}

function keptMathml(node: ElementContent): ElementContent[] {
  if (node.type === 'text') return [node]
  if (node.type !== 'element' || notes.has(node.tagName)) return []
  const { tagName } = node
  if (tokens.has(tagName)) return [made(tagName, node, [{ type: 'text', value: wordsIn(node) }])]
  const children = node.children.flatMap(keptMathml)
  if (tagName === 'mfenced') return [fenced(node, children.filter(isElement))]
  // Bare words show nothing there.
  const inside = children.flatMap((child): ElementContent[] => {
    if (child.type !== 'text') return [child]
    return child.value.trim() === '' ? [] : [made('mtext', undefined, [child])]
  })
  if (mathmlHolders.has(tagName)) return [made(tagName, node, inside)]
  return inside
}

function wordsIn(node: ElementContent): string {
  if (node.type !== 'element') return treeText(node)
  return removedElements.includes(node.tagName) ? '' : node.children.map(wordsIn).join('')
}

/** `mfenced` is MathML of before, which browsers draw without its brackets. */
function fenced({ properties }: Element, children: readonly ElementContent[]): ElementContent {
  const sign = (value: unknown, usual: string) =>
    made('mo', undefined, [{ type: 'text', value: typeof value === 'string' ? value : usual }])
  const separators = [...String(properties.separators ?? ',').replace(/\s+/g, '')]
  const inside = children.flatMap((child, at) => {
    const separator = separators[Math.min(at, separators.length) - 1]
    return at > 0 && separator !== undefined ? [sign(separator, ','), child] : [child]
  })
  return made('mrow', undefined, [sign(properties.open, '('), ...inside, sign(properties.close, ')')])
}

function isElement(node: ElementContent): boolean {
  return node.type === 'element'
}

function made(tagName: string, from: Element | undefined, children: ElementContent[]): Element {
  const properties: Properties = {}
  for (const [name, value] of Object.entries(from?.properties ?? {})) {
    const text = Array.isArray(value) ? value.join(' ') : String(value)
    if (mathmlAttributes.has(name.toLowerCase()) && plainValue.test(text)) properties[name.toLowerCase()] = text
  }
  return { type: 'element', tagName, properties, children }
}
