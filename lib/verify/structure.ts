import { isSvgMime } from '../notebook/index.ts'
import { type MarkupElement, readHtml, readXml } from './markup.ts'

/**
 * Markup in one form for all its spellings, an element a line: attributes in order, without comments and without white space
 * that cannot show. Whatever a reader can see stays. `undefined` for what is no markup, or cannot be read.
 */
export function structureOf(mime: string, text: string): string | undefined {
  if (isSvgMime(mime)) return printInLines(readXml(text), svg)
  return mime === 'text/html' ? printInLines(readHtml(text), htmlLanguage) : undefined
}

interface Language {
  /** White space inside is as it was written. */
  isVerbatim(element: MarkupElement): boolean
  /** A text elsewhere, as far as it shows. */
  shown(text: string, parent: MarkupElement): string
  /** Nobody sees it. */
  isUnseen(element: MarkupElement): boolean
}

/** SVG draws the text inside these; between its other elements nothing shows. */
const svgTexts = new Set(['text', 'title', 'desc', 'style', 'script', 'foreignObject'])

const svg: Language = {
  isVerbatim: ({ name }) => svgTexts.has(name),
  shown: (text) => (text.trim() === '' ? '' : text),
  // Who drew it, by what program, and when.
  isUnseen: ({ name }) => name === 'metadata',
}

const htmlVerbatim = new Set(
  'pre textarea listing xmp plaintext script style svg math iframe noscript noembed noframes template'.split(' '),
)
/** White space between the parts of a table is no part of it. @see https://www.w3.org/TR/CSS22/tables.html#anonymous-boxes */
const tables = new Set('table thead tbody tfoot tr colgroup'.split(' '))

const htmlLanguage: Language = {
  // A class or a style may come from a sheet that lets white space show.
  isVerbatim: ({ name, attributes }) =>
    htmlVerbatim.has(name) || (!tables.has(name) && attributes.some(([key]) => /^(?:class|id|style)$/.test(key))),
  shown: (text, { name }) => (tables.has(name) && text.trim() === '' ? '' : text.replace(/[ \t\n\r\f]+/g, ' ')),
  isUnseen: () => false,
}

function printInLines(root: MarkupElement | undefined, language: Language): string | undefined {
  if (!root) return undefined
  const lines: string[] = []
  for (const child of shownChildren(root, false)) write(child, '', false)
  return lines.map((line) => `${line}\n`).join('')

  function write(node: MarkupElement | string, indent: string, verbatim: boolean): void {
    if (typeof node === 'string') {
      for (const line of escaped(node).split('\n')) lines.push(indent + line)
      return
    }
    const inside = verbatim || language.isVerbatim(node)
    const children = shownChildren(node, inside)
    const [only = ''] = children
    const [open, close] = [`${indent}<${node.name}${attributesOf(node)}>`, `</${node.name}>`]
    if (children.length < 2 && typeof only === 'string' && !only.includes('\n')) {
      lines.push(open + escaped(only) + close)
      return
    }
    lines.push(open)
    for (const child of children) write(child, `${indent}  `, inside)
    lines.push(indent + close)
  }

  function shownChildren(element: MarkupElement, verbatim: boolean): MarkupElement['children'] {
    return element.children.flatMap((child): MarkupElement['children'] => {
      if (typeof child !== 'string') return language.isUnseen(child) ? [] : [child]
      const text = verbatim ? child : language.shown(child, element)
      return text === '' ? [] : [text]
    })
  }
}

function attributesOf({ attributes }: MarkupElement): string {
  const inOrder = attributes.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return inOrder
    .map(([name, value]) => ` ${name}="${escaped(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`)
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r', '&#13;')
}
