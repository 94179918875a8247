import { createHash } from 'node:crypto'
import type { Element, Nodes, Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { parse } from 'parse5'
import { type LessonOptions, type Omission, renderLesson } from '../../lib/lesson/index.ts'
import type {
  Cell,
  CellMetadata,
  CellVerdicts,
  CodeCell,
  MimeBundle,
  Notebook,
  Output,
  OutputVerdict,
} from '../../lib/notebook/index.ts'

export function notebook(cells: readonly Cell[], metadata: Notebook['metadata'] = typescript): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata, cells: [...cells] }
}

const typescript: Notebook['metadata'] = {
  kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
}

export function prose(source: string, metadata: CellMetadata = {}, attachments?: Record<string, MimeBundle>): Cell {
  return { cell_type: 'markdown', metadata, source, ...(attachments && { attachments }) }
}

export function code(source: string, outputs: Output[] = [], metadata: CellMetadata = {}): Cell {
  return { cell_type: 'code', metadata, source, outputs, execution_count: 1 } as Cell
}

export function stream(text: string, name: 'stdout' | 'stderr' = 'stdout'): Output {
  return { output_type: 'stream', name, text }
}

export function display(data: MimeBundle, metadata: Record<string, unknown> = {}): Output {
  return { output_type: 'display_data', data, metadata }
}

const verdicts: readonly OutputVerdict[] = [
  { verdict: 'verified' },
  { verdict: 'normalised', by: [{ name: 'port', count: 2 }] },
  { verdict: 'not-compared', leftOut: ['image/png'] },
]

/** What verifying may have found of a notebook, some of each. */
export function verdictsFor({ cells }: Notebook): CellVerdicts[] {
  return cells.flatMap((each, at) => {
    const verdict = verdicts[at % verdicts.length]!
    return each.cell_type === 'code' ? [{ cell: at, outputs: (each as CodeCell).outputs.map(() => verdict) }] : []
  })
}

/** A page as a browser reads it. */
export interface ReadPage {
  html: string
  root: Root
  /** All elements with that tag name and, if given, class. */
  all(tag: string, className?: string): Element[]
  /** The only such element; fails when there is none or more. */
  one(tag: string, className?: string): Element
  /** The text of `main`. */
  text: string
}

/** … and what it lacks. */
export interface MadePage extends ReadPage {
  omissions: readonly Omission[]
}

export function pageOf(cells: readonly Cell[], options: Partial<LessonOptions> = {}): MadePage {
  const { html, omissions } = renderLesson(notebook(cells), { name: 'page', links: [], ...options })
  return { ...read(html), omissions }
}

export function read(html: string): ReadPage {
  const root = fromParse5(parse(html)) as Root
  const elements = elementsIn(root)
  const all = (tag: string, className?: string) =>
    elements.filter(
      (element) =>
        (tag === '*' || element.tagName === tag) && (className === undefined || classesOf(element).includes(className)),
    )
  const one = (tag: string, className?: string) => {
    const found = all(tag, className)
    if (found.length !== 1) throw new Error(`${found.length} <${tag}> of class ${className} instead of one`)
    return found[0]!
  }
  return { html, root, all, one, text: textOf(all('main')[0] ?? root) }
}

export function classesOf(element: Element): string[] {
  return Array.isArray(element.properties.className) ? element.properties.className.map(String) : []
}

export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

export function elementsIn(parent: Root | Element): Element[] {
  return parent.children.flatMap((child) => (child.type === 'element' ? [child, ...elementsIn(child)] : []))
}

/**
 * Whatever in a page could run, load or send something, besides scripts that its own policy names: `[]` for a harmless page.
 */
export function dangersIn(html: string): string[] {
  const elements = elementsIn(fromParse5(parse(html)) as Root)
  const policy = elements.find(
    (element) => element.properties.httpEquiv?.toString().toLowerCase() === 'content-security-policy',
  )
  const allowed = String(policy?.properties.content ?? '')
  return elements.flatMap((element) => {
    const { tagName, properties } = element
    const dangers: string[] = []
    if (/^(?:iframe|frame|object|embed|applet|base|form|animate|set|template|portal)$/i.test(tagName))
      dangers.push(tagName)
    if (tagName === 'foreignObject' || tagName === 'foreignobject') dangers.push(...strangersIn(element))
    if (tagName === 'script') {
      const hash = createHash('sha256').update(textOf(element)).digest('base64')
      if (!allowed.includes(`'sha256-${hash}'`)) dangers.push('script')
    }
    if (tagName === 'meta' && /refresh/i.test(String(properties.httpEquiv))) dangers.push('meta refresh')
    if (tagName === 'link' && properties.rel?.toString() !== 'icon') dangers.push('link')
    if (tagName === 'style' && /url\s*\((?!#f\d+_)|@import|expression|\\|</i.test(textOf(element)))
      dangers.push('style')
    for (const [name, value] of Object.entries(properties)) {
      const text = Array.isArray(value) ? value.join(' ') : String(value)
      if (/^on/i.test(name)) dangers.push(name)
      if (/^\s*(?:javascript|vbscript|data:text)/i.test(text.replace(/[\0-\x20]/g, ''))) dangers.push(`${name}=${text}`)
      const loads = /^(?:src|srcset|poster|background|data|action|formAction|ping|manifest)$/i.test(name)
      if (loads && !/^data:image\//.test(text)) dangers.push(`${name}=${text}`)
      const refers = tagName !== 'a' && tagName !== 'link' && /^(?:href|xLinkHref)$/.test(name)
      if (refers && !/^(?:#|data:image\/)/.test(text)) dangers.push(`${name}=${text}`)
      if (name === 'style' && /url\s*\((?!#f\d+_)|expression|position|\\/i.test(text)) dangers.push(`style=${text}`)
      if (
        name !== 'href' &&
        /url\(\s*["']?(?!#)/i.test(text) &&
        !/^(?:content|alt|title|ariaLabel|dataPage)$/.test(name)
      )
        dangers.push(`${name}=${text}`)
    }
    return dangers
  })
}

/** What is in a `foreignObject` besides words and their setting. */
function strangersIn(foreign: Element): string[] {
  return elementsIn(foreign).flatMap(({ tagName, properties }) => {
    const known = /^(?:b|br|code|div|em|i|s|small|span|strong|sub|sup|u)$/.test(tagName)
    const plain = Object.keys(properties).every((name) => name === 'className' || name === 'style')
    return known && plain ? [] : [`${tagName} in a foreignObject`]
  })
}
