import { type DefaultTreeAdapterMap, defaultTreeAdapter, parseFragment } from 'parse5'
import { SaxesParser } from 'saxes'

/** A tree of markup, of whichever language. */
export interface MarkupElement {
  name: string
  attributes: [name: string, value: string][]
  /** No two texts stand side by side. */
  children: (MarkupElement | string)[]
}

/** Deeper than a browser goes. */
const deepestMarkup = 512

/** HTML as a browser reads it; `undefined` when it becomes too deep, or much more than was written. */
export function readHtml(html: string): MarkupElement | undefined {
  const root = elementOf('')
  const treeAdapter = adapterFor(4 * html.split('<').length + 100)
  try {
    return takeOver(parseFragment(html, { treeAdapter }), root, 0) ? root : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** A browser repeats formatting that was not closed in each paragraph: a little HTML can become a tree without end. */
function adapterFor(most: number): typeof defaultTreeAdapter {
  let left = most
  return {
    ...defaultTreeAdapter,
    createElement: (...args) => {
      left -= 1
      if (left < 0) throw new RangeError('too many elements')
      return defaultTreeAdapter.createElement(...args)
    },
  }
}

type HtmlNode = DefaultTreeAdapterMap['node']

function takeOver(from: HtmlNode, to: MarkupElement, depth: number): boolean {
  if (depth > deepestMarkup) return false
  const children: readonly HtmlNode[] =
    'content' in from ? from.content.childNodes : 'childNodes' in from ? from.childNodes : []
  return children.every((node) => {
    if ('value' in node) addText(to, node.value)
    if (!('tagName' in node)) return true
    const element = elementOf(node.tagName)
    for (const { prefix, name, value } of node.attrs) {
      element.attributes.push([prefix ? `${prefix}:${name}` : name, value])
    }
    to.children.push(element)
    return takeOver(node, element, depth + 1)
  })
}

/** XML; `undefined` when it is not well-formed, too deep, or declares what may stand for something else. @see https://www.w3.org/TR/xml/ */
export function readXml(xml: string): MarkupElement | undefined {
  const root = elementOf('')
  const open = [root]
  const parser = new SaxesParser()
  // The parser would go on, and tell of each fault.
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = elementOf(name)
    element.attributes.push(...Object.entries(attributes))
    open.at(-1)!.children.push(element)
    open.push(element)
    if (open.length > deepestMarkup) throw new RangeError('too deep')
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', (text) => addText(open.at(-1)!, text))
  parser.on('cdata', (text) => addText(open.at(-1)!, text))
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw new RangeError('it declares what this reading does not know')
  })
  // It may name a style sheet.
  parser.on('processinginstruction', ({ target, body }) => {
    open.at(-1)!.children.push({ ...elementOf(`?${target}`), attributes: [['', body]] })
  })
  try {
    parser.write(xml).close()
    return root
  } catch {
    return undefined
  }
}

function elementOf(name: string): MarkupElement {
  return { name, attributes: [], children: [] }
}

function addText({ children }: MarkupElement, text: string): void {
  const last = children.at(-1)
  if (typeof last === 'string') children[children.length - 1] = last + text
  else children.push(text)
}
