import type { Element, ElementContent, Root } from 'hast'
import { defaultSchema, type Schema, sanitize } from 'hast-util-sanitize'
import type { MimeBundle } from '../notebook/index.ts'
import { anchorMark } from './anchors.ts'
import type { Formula } from './delimiters.ts'
import { alertKindOf, boxKinds } from './dialects/kinds.ts'
import { keptTags, removedElements, renamedTags, standfirst } from './elements.ts'
import { type FigurePlace, renderFigure } from './figure.ts'
import { type Html, html } from './html.ts'
import { layoutsOf } from './layouts.ts'
import { isBeside, isExternal, pageLink } from './links.ts'
import { applyLooks } from './looks.ts'
import { findFormulas, formulaTag, placeFormulas, renderFormula } from './mathematics.ts'
import { mathOf } from './mathml.ts'
import { replaceMedia } from './media.ts'
import { named } from './omission.ts'
import { isFootnoteId, type Page } from './page.ts'
import { markLinkedPictures, renderPicture } from './picture.ts'
import { applyStyleSheets } from './style-sheets.ts'
import { framedTable } from './table.ts'
import { tokenKinds } from './tokens.ts'
import { elementNode, elementsIn, mapElements, parseMarkup, rawNode, serialise, textNode, treeText } from './tree.ts'

/*
 * HTML of others made safe: parsed as a browser parses it, cut down to an allow-list, its links and pictures looked at one by
 * one. Scripts, forms, frames, styles and requests to anywhere do not survive.
 */

export interface Origin {
  /** `prose` is the author's Markdown and may have headings, anchors and footnotes; `output` is what a cell printed. */
  kind: 'prose' | 'output'
  /** Pictures attached to the cell: name → MIME bundle. */
  attachments?: Record<string, MimeBundle>
  /** What stands for `<x-math data-n="0">`, `1`, …: drawn after the sanitiser, in the order of the page. */
  formulas?: readonly Formula[]
  /** SVG: the second layout of the figure in it, if it has one and no other. */
  narrow?: string | undefined
}

/** What {@link applyLooks} prints: no address, no escape, no markup. */
const printedStyle = /^(?!.*url)[-a-z0-9#%.,:;() ]+$/

const boxClasses: [string, ...string[]] = ['className', 'box', ...boxKinds]

const htmlSchema: Schema = {
  tagNames: [...keptTags],
  strip: [...removedElements],
  attributes: {
    '*': ['dir', 'lang', 'title', 'id', anchorMark, ['style', printedStyle]],
    a: ['href', 'dataLabel', ['className', 'footnote-backref', 'term']],
    code: [['className', /^language-[\w+#-]+$/, 'hljs']],
    col: ['span'],
    details: ['open', boxClasses],
    div: [boxClasses],
    img: ['alt', 'src', 'width', 'height'],
    input: [['type', 'checkbox'], ['disabled', true], 'checked', 'ariaLabel'],
    li: ['value', ['className', 'footnote-item', 'task']],
    p: [['className', 'box-title', standfirst]],
    ol: ['start', 'reversed', 'type', ['className', 'footnotes-list']],
    section: [['className', 'footnotes']],
    span: [['className', ...tokenKinds, /^language-[\w+#-]+$/]],
    summary: [['className', 'box-title']],
    sup: [['className', 'footnote-ref']],
    svg: ['dataFigure'],
    td: ['colSpan', 'rowSpan', 'headers'],
    th: ['colSpan', 'rowSpan', 'headers', 'scope'],
    time: ['dateTime'],
    'x-math': ['dataN', 'dataAs'],
  },
  ancestors: defaultSchema.ancestors ?? {},
  protocols: { href: ['http', 'https', 'mailto'], src: ['data'] },
  required: { input: { type: 'checkbox', disabled: true } },
  clobber: [],
}

/** Characters of a source that is shown in place of what it says. */
const longestSource = 1_000_000

/** Markup that is too deep or too large for a page, as it was written; it is listed. */
export function asSource(markup: string, page: Page): Html {
  page.omit('markup', named(markup), 'it is too deep or too large for a page, which has its source instead')
  return html`<pre>${markup.slice(0, longestSource)}</pre>`
}

/**
 * The markup's harmless part; `undefined` when there is none.
 *
 * @param instead what the page has of markup that is too deep or too large: by default, its source
 */
export function sanitiseHtml(
  markup: string,
  page: Page,
  origin: Origin,
  instead: () => Html | undefined = () => asSource(markup, page),
): Html | undefined {
  const tree = readMarkup(markup, page)
  if (!tree) return instead()
  applyStyleSheets(tree)
  const formulas = findFormulas(tree)
  placeFormulas(tree, formulas)
  return cleanTree(tree, page, { ...origin, formulas })
}

/** Markup of others as a tree without films, frames and their like; it is not clean yet. */
export function readMarkup(markup: string, page: Page): Root | undefined {
  const tree = parseMarkup(markup)
  return tree && replaceMedia(tree, page)
}

export function cleanTree(tree: Root, page: Page, origin: Origin): Html | undefined {
  const figures = takeFigures(tree, page, origin.narrow)
  markLinkedPictures(tree)
  mapElements(tree, (element) => prepareElement(element, page, origin))
  const clean = sanitize(tree, htmlSchema)
  const root: Root = clean.type === 'root' ? clean : { type: 'root', children: [clean as ElementContent] }
  mapElements(root, (element) => finish(element, page, origin, figures))
  return isEmptyTree(root) ? undefined : serialise(root)
}

/** What the allow-list cannot tell from the rest: looks, names of old HTML, pictures, boxes to tick. */
function prepareElement(element: Element, page: Page, origin: Origin): ElementContent | ElementContent[] {
  applyLooks(element)
  const { tagName, properties } = element
  const alert = Array.isArray(properties.className) ? alertKindOf(properties.className) : undefined
  if (alert) properties.className = ['box', alert]
  if (tagName === 'script') page.omit('markup', '<script>', 'a page runs no script of a notebook')
  if (tagName === 'a') {
    properties.id ??= properties.name
    addressElement(element, page)
  }
  if (tagName === 'img') return renderPicture(element, page, origin.attachments)
  if (tagName === 'input') return control(element, page)
  element.tagName = renamedTags.get(tagName) ?? tagName
  return element
}

/** A box that is ticked or not says something; any other control only asks. */
function control(element: Element, page: Page): Element | ElementContent[] {
  const { type, checked, value } = element.properties
  const kind = String(type ?? 'text').toLowerCase()
  if (kind === 'checkbox' || kind === 'radio') {
    const ticked = checked === true
    const properties = { type: 'checkbox', disabled: true, ariaLabel: ticked ? 'done' : 'open' }
    return elementNode('input', ticked ? { ...properties, checked: true } : properties)
  }
  if (kind === 'hidden') return []
  page.omit('markup', named(`<input type=${kind}>`), 'a page has no controls but its own')
  return typeof value === 'string' ? [textNode(value)] : []
}

/** Puts a numbered placeholder where each `svg` and `math` stands: drawings have allow-lists of their own. */
function takeFigures(tree: Root, page: Page, narrow: string | undefined): (Html | undefined)[] {
  const figures: (Html | undefined)[] = []
  const isAlone = narrow !== undefined && elementsIn(tree).filter(({ tagName }) => tagName === 'svg').length === 1
  const take = (parent: Root | Element): void => {
    for (const [at, child] of parent.children.entries()) {
      if (child.type !== 'element') continue
      if (child.tagName !== 'svg' && child.tagName !== 'math') {
        take(child)
        continue
      }
      if (child.tagName === 'math') {
        figures.push(mathOf(child))
        page.tex.drawn = true
      } else {
        const place = figurePlace(parent, at)
        figures.push(
          isAlone && place === 'block'
            ? layoutsOf({ ...child }, narrow, page, 'Figure')
            : renderFigure({ ...child }, page, 'Figure', place),
        )
      }
      child.tagName = 'svg'
      child.properties = { dataFigure: String(figures.length - 1) }
      child.children = []
    }
  }
  take(tree)
  return figures
}

/** Elements that hold no block. */
const holdsWords = new Set(
  `a abbr b bdi bdo button cite code del dfn em font h1 h2 h3 h4 h5 h6 i ins kbd label mark p q s samp small span strong sub sup
  summary tt u var`.split(/\s+/),
)

/** Of the figure that is the parent's child `at`. */
function figurePlace(parent: Root | Element, at: number): FigurePlace {
  const isWords = (node: ElementContent | undefined) => node?.type === 'text' && node.value.trim() !== ''
  const beside = [parent.children[at - 1], parent.children[at + 1]] as (ElementContent | undefined)[]
  if (beside.some(isWords)) return 'words'
  return parent.type === 'element' && holdsWords.has(parent.tagName) ? 'line' : 'block'
}

function finish(
  element: Element,
  page: Page,
  origin: Origin,
  figures: readonly (Html | undefined)[],
): ElementContent | ElementContent[] {
  const { tagName, properties } = element
  if (tagName === 'svg') return optional(figures[Number(properties.dataFigure)])
  if (tagName === formulaTag) return formulaElement(element, page, origin)
  if (/^h[1-6]$/.test(tagName)) return heading(element, page, origin)
  if (Array.isArray(properties.className) && properties.className.length === 0) delete properties.className
  nameAnchor(element, origin)
  if (tagName === 'table') return framedTable(element, origin.kind)
  if (tagName === 'a') return link(element, page)
  return element
}

function formulaElement({ properties }: Element, page: Page, { formulas }: Origin): ElementContent[] {
  const found = formulas?.[Number(properties.dataN)]
  const drawn = found && renderFormula(found, String(properties.dataAs), page)
  return drawn ? [rawNode(drawn, found.tex.trim())] : []
}

function optional(markup: Html | undefined): ElementContent[] {
  return markup === undefined ? [] : [rawNode(markup)]
}

/** Footnotes' ids are ours (`fn_…`); of an author's own the page has made ids; an output has none. */
function nameAnchor(element: Element, origin: Origin): void {
  const { id, [anchorMark]: anchor } = element.properties
  if (id === undefined && anchor === undefined) return
  delete element.properties[anchorMark]
  if (origin.kind === 'prose' && anchor !== undefined) element.properties.id = String(anchor)
  else if (origin.kind === 'output' || !isFootnoteId(String(id))) delete element.properties.id
}

function heading(element: Element, page: Page, origin: Origin): Element {
  const text = treeText(element).trim()
  if (origin.kind === 'output') return elementNode('p', {}, elementNode('strong', {}, ...element.children))
  const shown = page.headingLevel(Number(element.tagName.slice(1)))
  const id = String(element.properties[anchorMark] ?? page.anchor(text))
  page.headings.push({ level: shown, id, text })
  const label = { className: ['permalink'], href: `#${id}`, ariaLabel: `Link to “${text}”` }
  const permalink = shown === 1 ? [] : [elementNode('a', label, textNode('#'))]
  return elementNode(`h${shown}`, { id }, ...element.children, ...permalink)
}

/** Leaves an address where a page may have it, and lists the one that it may not, or that leads nowhere. */
function addressElement(element: Element, page: Page): void {
  const { href } = element.properties
  if (href === undefined) return
  // MyST's links without words may name a place of the page as if it were a file.
  if (element.children.length === 0 && !/[#?./]/.test(String(href)) && page.resolve(String(href)) !== undefined) {
    element.properties.href = `#${href}`
    return
  }
  const target = pageLink(String(href), page.pageOf, page.isThere)
  if (target.why !== undefined) page.omit('link', named(String(href)), target.why)
  if (target.href === undefined || (page.paper && isBeside(target.href))) delete element.properties.href
  else element.properties.href = target.href
}

function link(element: Element, page: Page): ElementContent | ElementContent[] {
  const { href, id, dataLabel } = element.properties
  delete element.properties.dataLabel
  if (typeof href !== 'string') return id === undefined ? element.children : element
  if (href.startsWith('#') && href.length > 1) {
    const target = page.resolve(href.slice(1))
    if (target === undefined) page.omit('link', named(href), 'nothing on the page has that name')
    else element.properties.href = `#${target}`
    // MyST's links without words say what they lead to.
    const empty = element.children.length === 0
    const words = (target === undefined ? undefined : page.titleAt(target)) ?? (empty ? href.slice(1) : undefined)
    if ((empty || dataLabel !== undefined) && words !== undefined) element.children = [textNode(words)]
  }
  if (isExternal(href)) element.properties.rel = ['external', 'noreferrer']
  return element
}

function isEmptyTree(root: Root): boolean {
  const shows = ({ tagName, properties }: Element) =>
    /^(?:img|hr|input)$/.test(tagName) || (tagName === 'a' && properties.id !== undefined)
  const hasRaw = (parent: Root | Element): boolean =>
    parent.children.some((child) => child.type === 'raw' || (child.type === 'element' && hasRaw(child)))
  return treeText(root).trim() === '' && !elementsIn(root).some(shows) && !hasRaw(root)
}
