import type { Element, ElementContent, Root } from 'hast'
import { shows } from './elements.ts'
import { isExternal, safeHref } from './links.ts'
import { named } from './omission.ts'
import type { Page } from './page.ts'
import { closedMark, standsFor } from './parser.ts'
import { elementNode, mapElements, textNode } from './tree.ts'

/** Puts a note where a film, a sound, a frame or their like stands, and lists it. What an unclosed one swallowed is let go. */
export function replaceMedia(tree: Root, page: Page): Root {
  mapElements(tree, (element) => {
    const name = String(element.properties[standsFor] ?? element.tagName)
    const noun = shows.get(name) ?? (standsFor in element.properties ? 'drawing' : undefined)
    if (noun === undefined) return element
    const source = sourceOf(element)
    const why = shows.has(name) ? 'a page shows text and pictures alone' : 'it is never closed'
    page.omit('markup', named(`<${name}>${source && ` ${source}`}`), why)
    return closedMark in element.properties ? mediaNote(noun, source) : [mediaNote(noun, source), ...element.children]
  })
  return tree
}

/** Where it comes from; '' when it does not say so, or is its own data. */
function sourceOf({ properties, children }: Element): string {
  const inner = children.find((child) => child.type === 'element' && child.tagName === 'source') as Element | undefined
  const source = properties.src ?? properties.data ?? inner?.properties.src ?? ''
  return typeof source === 'string' && !/^\s*data:/i.test(source) ? source.trim() : ''
}

function mediaNote(noun: string, source: string): ElementContent {
  const href = isExternal(source) ? safeHref(source) : undefined
  const words = named(source)
  if (words === '') return elementNode('small', {}, textNode(`[${noun}]`))
  const where = href === undefined ? textNode(words) : elementNode('a', { href }, textNode(words))
  return elementNode('small', {}, textNode(`[${noun}: `), where, textNode(']'))
}
