import type { Element, ElementContent, Nodes, Properties, Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { toHtml } from 'hast-util-to-html'
import type { DefaultTreeAdapterMap } from 'parse5'
import { type Html, trusted } from './html.ts'
import { deepest, parseAuthored } from './parser.ts'

declare module 'hast' {
  interface ElementContentMap {
    raw: Raw
  }
  interface RootContentMap {
    raw: Raw
  }
}

/** Markup of our own inside a tree that is clean already. No parser makes such a node. */
interface Raw {
  type: 'raw'
  value: string
  /** Its words, for those who read a tree's text. */
  words?: string
}

type HeadingTag = `h${1 | 2 | 3 | 4 | 5 | 6}`

const largestTree = 8_000_000

/** The markup as its author meant it; `undefined` when it is too large or too deep for a page. */
export function parseMarkup(markup: string): Root | undefined {
  if (markup.length > largestTree) return undefined
  const fragment = parseAuthored(markup)
  return fragment === undefined || isTooDeep(fragment) ? undefined : (fromParse5(fragment) as Root)
}

export function serialise(tree: Nodes): Html {
  const markup = toHtml(tree, { allowDangerousHtml: true, closeEmptyElements: true, space: 'html' })
  return trusted(markup.replace(wholes, (part) => (part === '>' ? '&gt;' : part)))
}

/** What is left of it outside of style sheets, comments and tags is in text, where it is to be escaped too. */
const wholes = /<style[^>]*>[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>"]*(?:"[^"]*"[^>"]*)*>|>/g

export function rawNode(markup: Html, words = ''): ElementContent {
  return { type: 'raw', value: markup.markup, words }
}

export function elementNode(tagName: string, properties: Properties, ...children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children }
}

export function textNode(value: string): ElementContent {
  return { type: 'text', value }
}

/** Replaces each element below `parent` by what `change` returns; what is inside it has been changed before. */
export function mapElements(
  parent: Root | Element,
  change: (element: Element) => ElementContent | ElementContent[],
): void {
  parent.children = (parent.children as ElementContent[]).flatMap((child) => {
    if (child.type !== 'element') return child
    mapElements(child, change)
    return change(child)
  })
}

/** Replaces the text of each attribute below `parent`. */
export function mapAttributes(parent: Root | Element, change: (text: string) => string): void {
  for (const { properties } of elementsIn(parent)) {
    for (const [name, value] of Object.entries(properties)) {
      if (typeof value === 'string') properties[name] = change(value)
      else if (Array.isArray(value))
        properties[name] = value.map((each) => (typeof each === 'string' ? change(each) : each))
    }
  }
}

export function elementsIn(parent: Root | Element): Element[] {
  const found: Element[] = []
  const walk = ({ children }: Root | Element): void => {
    for (const child of children) {
      if (child.type !== 'element') continue
      found.push(child)
      walk(child)
    }
  }
  walk(parent)
  return found
}

export function isHeading(node: Nodes): node is Element & { tagName: HeadingTag } {
  return node.type === 'element' && /^h[1-6]$/.test(node.tagName)
}

export function treeText(node: Nodes): string {
  if (node.type === 'text') return node.value
  if (node.type === 'raw') return node.words ?? ''
  return 'children' in node ? node.children.map(treeText).join('') : ''
}

/** An element closed elsewhere than it was opened, `<b><p></b>`, ends up deeper than its markup says. */
function isTooDeep(fragment: DefaultTreeAdapterMap['parentNode']): boolean {
  let level: DefaultTreeAdapterMap['node'][] = [fragment]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true
    level = level.flatMap((node) => ('childNodes' in node ? node.childNodes : []))
  }
  return false
}
