import type { Element, ElementContent, Root, Text } from 'hast'
import { aboutOf, type Cell, type NewTerm, predictionOf } from '../notebook/index.ts'
import { anchorMark } from './anchors.ts'
import type { Prose } from './markdown.ts'
import type { Page } from './page.ts'
import { type KnownTerm, termId } from './place.ts'
import { elementNode, elementsIn, textNode, treeText } from './tree.ts'

/**
 * Links words to where they are explained: those of pages before where they first stand, the page's own, once explained, where they
 * first stand in a section. What a word means goes along as the link's title. A page explains a word where it is first set in bold.
 *
 * @param proses of the cells, before they are rendered; their anchors are given
 * @returns the page's own words by name, each with the id of its place
 */
export function linkTerms(
  cells: readonly Cell[],
  proses: readonly (Prose | undefined)[],
  known: readonly KnownTerm[],
  page: Page,
): ReadonlyMap<string, string> {
  const trees = proses.flatMap((prose, at) => {
    const cell = cells[at]!
    return prose?.tree && !predictionOf(cell) && !aboutOf(cell) ? [prose.tree] : []
  })
  const own = cells.flatMap((cell) => aboutOf(cell)?.terms ?? [])
  const places = termPlaces(own, trees, page)
  const words = new TermFinder([...own, ...known].map(({ name }) => name))
  if (words.isEmpty) return new Map()
  const targets = new Map(known.map((term) => [term.name, term]))
  const seen = new Set<string>()
  const explained = new Set<string>()
  for (const tree of trees) walk(tree, false)
  return new Map([...places].map(([name, { id }]) => [name, id]))

  function walk(parent: Root | Element, isLinked: boolean): void {
    const children: ElementContent[] = []
    for (const child of parent.children as ElementContent[]) {
      if (child.type === 'text' && !isLinked) {
        children.push(...linked(child))
        continue
      }
      children.push(child)
      if (child.type !== 'element') continue
      // What the page itself explains may be linked again in each section.
      if (child.tagName === 'h2') for (const name of explained) seen.delete(name)
      walk(child, isLinked || noLinks.test(child.tagName))
      for (const [name, { element }] of places) {
        if (element !== child) continue
        explained.add(name)
        seen.add(name)
      }
    }
    parent.children = children
  }

  function linked(text: Text): ElementContent[] {
    return words.split(text.value).map(({ name, shown }) => {
      const place = name === undefined ? undefined : places.get(name)
      const target = place ? explained.has(name!) && { ...place, href: `#${place.id}` } : targets.get(name ?? '')
      if (name === undefined || !target || seen.has(name)) return textNode(shown)
      seen.add(name)
      return elementNode('a', { className: ['term'], href: target.href, title: target.means }, textNode(shown))
    })
  }
}

/** No links in links, in code, in headings, in what is set apart already. */
const noLinks = /^(?:a|code|pre|h[1-6]|strong|b|em|i|summary|svg|math|x-math|kbd|samp|table)$/

interface TermPlace {
  element: Element
  id: string
  means: string
}

/** Where the page explains its words: those that it sets in bold. */
function termPlaces(own: readonly NewTerm[], trees: readonly Root[], page: Page): Map<string, TermPlace> {
  const places = new Map<string, TermPlace>()
  const paragraphs = trees.flatMap(elementsIn).filter(({ tagName }) => /^(?:p|li|td|dd|blockquote)$/.test(tagName))
  for (const { name, means } of own) {
    const isName = new RegExp(`^${termPattern(name)}$`, 'u')
    for (const paragraph of paragraphs) {
      const element = elementsIn(paragraph).find(
        (each) => each.tagName === 'strong' && isName.test(treeText(each).trim()) && !each.properties[anchorMark],
      )
      if (!element) continue
      const id = page.claim(termId(name))
      element.properties[anchorMark] = id
      places.set(name, { element, id, means: means ?? treeText(paragraph).replace(/\s+/g, ' ').trim() })
      break
    }
  }
  return places
}

/** Finds names in a text: whole words, the longest first, in the plural too. */
class TermFinder {
  readonly #names: readonly string[]
  readonly #any: RegExp

  constructor(names: readonly string[]) {
    this.#names = [...new Set(names)].sort((one, other) => other.length - one.length)
    const all = this.#names.map((name) => `(${termPattern(name)})`).join('|')
    this.#any = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${all})(?![\\p{L}\\p{N}_-])`, 'gu')
  }

  get isEmpty(): boolean {
    return this.#names.length === 0
  }

  split(text: string): { shown: string; name?: string }[] {
    const parts: { shown: string; name?: string }[] = []
    let from = 0
    for (const match of text.matchAll(this.#any)) {
      if (match.index > from) parts.push({ shown: text.slice(from, match.index) })
      const name = this.#names[match.slice(1).findIndex((group) => group !== undefined)]!
      parts.push({ shown: match[0], name })
      from = match.index + match[0].length
    }
    if (from < text.length) parts.push({ shown: text.slice(from) })
    return parts
  }
}

/** A name as it may be written: with a capital letter at its beginning, with an s at its end, over two lines. */
function termPattern(name: string): string {
  const [first = '', ...rest] = name
  const letters = [...new Set([first, first.toUpperCase()])].map(escapedInPattern).join('|')
  return `(?:${letters})${escapedInPattern(rest.join('')).replace(/\s+/g, '\\s+').replace(/['’]/g, "['’]")}(?:e?s)?`
}

function escapedInPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
