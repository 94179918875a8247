import type { Element, ElementContent } from 'hast'
import type { Html } from './html.ts'
import type { Page } from './page.ts'
import { cleanTree } from './sanitise.ts'
import { objectOf } from './values.ts'

const deepestVdom = 200
const mostNodes = 20_000

/** `application/vdom.v1+json`: elements as JSON, which go through the same sieve as HTML. */
export function renderVdom(value: unknown, page: Page): Html | undefined {
  let left = mostNodes
  const read = (node: unknown, depth: number): ElementContent[] => {
    left -= 1
    if (left < 0 || depth > deepestVdom) return []
    if (typeof node === 'string' || typeof node === 'number') return [{ type: 'text', value: String(node) }]
    if (Array.isArray(node)) return node.flatMap((each) => read(each, depth + 1))
    const { tagName, attributes, children } = objectOf(node)
    if (typeof tagName !== 'string' || !/^[a-z][a-z0-9]*$/i.test(tagName)) return []
    const properties: Element['properties'] = {}
    for (const [name, each] of Object.entries(objectOf(attributes))) {
      if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') properties[name] = each
      else if (name === 'style') properties.style = styleOf(objectOf(each))
    }
    return [{ type: 'element', tagName: tagName.toLowerCase(), properties, children: read(children ?? [], depth + 1) }]
  }
  const children = read(value, 0)
  return left < 0 ? undefined : cleanTree({ type: 'root', children }, page, { kind: 'output' })
}

/** React's names of declarations as CSS has them. */
function styleOf(declarations: Record<string, unknown>): string {
  return Object.entries(declarations)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
    .join(';')
}
