import type { Element, ElementContent, Properties } from 'hast'
import { type Schema, sanitize } from 'hast-util-sanitize'
import { safeDeclarations, scopeStylesheet } from './figure-style.ts'
import { type Html, html } from './html.ts'
import { named } from './omission.ts'
import type { Page } from './page.ts'
import { shortPath } from './path-data.ts'
import { rasterImage } from './raster.ts'
import { elementsIn, mapElements, parseMarkup, serialise, textNode, treeText } from './tree.ts'
import { keepWords, wordTags } from './words.ts'

/*
 * SVG inside the page: an allow-list of drawing elements, and ids, classes and style sheets that reach no other figure.
 */

const drawing =
  `circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
  feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge
  feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter foreignObject g image
  line linearGradient marker mask path pattern polygon polyline radialGradient rect stop style svg switch symbol text textPath
  title tspan use`.split(/\s+/)

const svgAttributes =
  `amplitude ariaDescribedBy ariaHidden ariaLabel ariaLabelledBy ariaRoleDescription azimuth baseFrequency bias
  className clipPath clipPathUnits clipRule color colorInterpolationFilters cx cy d diffuseConstant direction display divisor
  dominantBaseline dx dy edgeMode elevation exponent fill fillOpacity fillRule filter filterUnits floodColor floodOpacity
  fontFamily fontSize fontStyle fontVariant fontWeight fx fy gradientTransform gradientUnits height href id in in2 intercept k1
  k2 k3 k4 kernelMatrix lang lengthAdjust letterSpacing lightingColor limitingConeAngle markerEnd markerHeight markerMid
  markerStart markerUnits markerWidth mask maskContentUnits maskType maskUnits mode numOctaves offset opacity operator order
  orient overflow paintOrder pathLength patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ
  preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY result role rotate rx ry scale seed shapeRendering slope
  specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles stopColor stopOpacity stroke
  strokeDashArray strokeDashOffset strokeLineCap strokeLineJoin strokeMiterLimit strokeOpacity strokeWidth style surfaceScale
  systemLanguage tableValues targetX targetY textAnchor textDecoration textLength textRendering transform transformOrigin type
  values vectorEffect viewBox visibility width wordSpacing writingMode x x1 x2 xChannelSelector xLinkHref xmlSpace y y1 y2
  yChannelSelector z`.split(/\s+/)

/** Change a figure with time. */
const moving = 'animate animateColor animateMotion animateTransform discard set'.split(' ')

const svgSchema: Schema = {
  tagNames: [...drawing, ...wordTags],
  attributes: { '*': svgAttributes },
  ancestors: {
    ...Object.fromEntries(drawing.filter((name) => name !== 'svg').map((name) => [name, ['svg']])),
    ...Object.fromEntries(wordTags.map((name) => [name, ['foreignObject']])),
  },
  strip: ['script', 'metadata', 'iframe', 'math', 'template', 'object', 'embed', ...moving],
  protocols: {},
  required: {},
  clobber: [],
}

/** The only shapes of a reference: to something in the same figure. */
const localUrl = /^\s*url\(\s*(["']?)#([\w.:-]+)\1\s*\)\s*$/
const localHref = /^#([\w.:-]+)$/
const svgRoles = new Set(
  'img graphics-document graphics-object graphics-symbol group list listitem presentation none'.split(' '),
)

/** An SVG document as a figure of the page; `undefined` when nothing of it can be shown. `label` speaks for it if it has no words. */
export function renderSvg(markup: string, page: Page, label: string): Html | undefined {
  const svg = svgIn(markup)
  return svg && renderFigure(svg, page, label)
}

/** The first `svg` element of a document, as it was written. */
export function svgIn(markup: string): Element | undefined {
  const tree = parseMarkup(markup)
  return tree && elementsIn(tree).find((element) => element.tagName === 'svg')
}

/** Where a figure stands: among blocks, on a line of its own where no block may be, or between the words of a line. */
export type FigurePlace = 'block' | 'line' | 'words'

/** An `svg` element of a parsed tree, sanitised and told apart from all other figures of the page. */
export function renderFigure(svg: Element, page: Page, label: string, place: FigurePlace = 'block'): Html | undefined {
  const clean = cleanSvg(svg, page)
  if (!clean) return undefined
  const classes = isThemed(clean) ? 'figure' : 'figure paper'
  placeSvg(clean, label, page)
  const drawn = serialise(clean)
  const sizes = figureSizes(clean.properties)
  const sized = sizes && ` ${page.sheets.classFor({ '--width': sizes.width, '--least': sizes.least })}`
  if (place === 'block') return html`<div class="${classes}${isLarge(sizes?.width) && ' large'}${sized}">${drawn}</div>`
  return html`<span class="${classes}${place === 'words' && sized && ' between'}${sized}">${drawn}</span>`
}

/** The harmless part of an `svg` element; `undefined` when it draws nothing. What it loses is listed. */
export function cleanSvg(svg: Element, page: Page): Element | undefined {
  // Text-only elements come first: an HTML parser may find elements in them, the page must find none.
  for (const element of elementsIn(svg)) {
    tellLoss(element, page)
    if (textOnly.has(element.tagName)) element.children = [textNode(treeText(element))]
    if (element.tagName === 'foreignObject') keepWords(element)
  }
  const clean = sanitize(svg, svgSchema)
  if (clean.type !== 'element' || clean.tagName !== 'svg') return undefined
  for (const element of [clean, ...elementsIn(clean)]) {
    if (typeof element.properties.d === 'string') element.properties.d = shortPath(element.properties.d)
    // Between shapes, lines broken for those who read the source draw nothing.
    if (element.tagName === 'svg' || element.tagName === 'g')
      element.children = element.children.filter((child) => child.type !== 'text' || child.value.trim() !== '')
  }
  const isEmpty = elementsIn(clean).every(({ tagName }) => textOnly.has(tagName) || /^(?:defs|g|switch)$/.test(tagName))
  return isEmpty ? undefined : clean
}

/** Tells a clean `svg` element apart from all other figures of the page, and names it. */
export function placeSvg(clean: Element, label: string, page: Page): void {
  const prefix = page.nextFigure()
  const scope: NameScope = { prefix, classPrefix: sharedPrefix(clean, page, prefix) ?? prefix }
  mapElements(clean, (element) => scoped(element, scope))
  scoped(clean, scope)
  nameFigure(clean, label, scope)
}

/** Of figures that the drawing room made, whose class tells it: their page has their style sheets, and they have none any more. */
function sharedPrefix(svg: Element, page: Page, prefix: string): string | undefined {
  if (![svg.properties.className].flat().includes('ackfig')) return undefined
  const elements = [svg, ...elementsIn(svg)]
  const sheets = elements.filter(({ tagName }) => tagName === 'style')
  if (sheets.length !== 1 || !svg.children.includes(sheets[0]!)) return undefined
  // Which variables it asks for, its sheet alone tells.
  if (elements.some(({ properties }) => Object.values(properties).some((value) => /var\(/i.test(String(value)))))
    return undefined
  const classes = new Set(elements.flatMap(({ properties }) => [properties.className ?? []].flat().map(String)))
  const shared = page.sheets.join(treeText(sheets[0]!), classes, prefix)
  if (shared !== undefined) svg.children = svg.children.filter((child) => child !== sheets[0])
  return shared
}

/** Whether it has dark colours of its own, so that it can stand on the page's ground. */
export function isThemed(svg: Element): boolean {
  return elementsIn(svg).some(
    (element) => element.tagName === 'style' && /prefers-color-scheme|light-dark\(/.test(treeText(element)),
  )
}

const textOnly = new Set(['title', 'desc', 'style'])

/** Lists what a figure cannot keep: it moves by itself, runs, or is somewhere else. */
function tellLoss({ tagName, properties }: Element, page: Page): void {
  const source = () => String(properties.href ?? properties.xLinkHref ?? properties.src ?? '')
  if (tagName === 'script') page.omit('markup', '<script> in SVG', 'a page runs no script of a notebook')
  else if (moving.includes(tagName)) page.omit('markup', `<${tagName}> in SVG`, 'a figure on a page stands still')
  else if (tagName === 'image' && rasterImage(source()) === undefined)
    page.omit('picture', named(source()), 'a figure may hold pictures as data alone, and whole ones')
  else if (tagName === 'img') page.omit('picture', named(source()), 'HTML in a figure keeps its words alone')
  else if (tagName === 'use' && !localHref.test(source()))
    page.omit('markup', named(`<use> ${source()}`), 'a figure may use its own parts alone')
}

/** What the names of a figure begin with. */
interface NameScope {
  prefix: string
  classPrefix: string
}

/** Renames what the element defines and what it refers to; drops what leads out of the figure. */
function scoped(element: Element, scope: NameScope): ElementContent[] {
  const { properties } = element
  if (element.tagName === 'style') {
    const css = scopeStylesheet(treeText(element), scope.prefix)
    return css === '' ? [] : [{ ...element, properties: {}, children: [textNode(css)] }]
  }
  for (const [key, value] of Object.entries(properties)) {
    const own = scopeAttribute(element.tagName, key, value, scope)
    if (own === undefined) delete properties[key]
    else properties[key] = own
  }
  const refers = element.tagName === 'use' || element.tagName === 'image'
  return refers && properties.href === undefined && properties.xLinkHref === undefined ? [] : [element]
}

function scopeAttribute(tag: string, key: string, value: Properties[string], scope: NameScope): Properties[string] {
  const { prefix, classPrefix } = scope
  const text = Array.isArray(value) ? value.join(' ') : String(value)
  // The drawing room's ids are long, so that they are one figure's alone wherever it stands; here the prefix sees to that.
  const own = (name: string): string => prefix + (classPrefix === prefix ? name : name.replace(/^fig-[\da-z]+-/, ''))
  if (key === 'id') return /^[\w.:-]+$/.test(text) ? own(text) : undefined
  if (key === 'className') return wordList(text).map((word) => classPrefix + word)
  if (key === 'ariaLabelledBy' || key === 'ariaDescribedBy') return wordList(text).map(own)
  if (key === 'href' || key === 'xLinkHref') {
    if (tag === 'image') return rasterImage(text)
    const target = localHref.exec(text)?.[1]
    return target === undefined ? undefined : `#${prefix}${target}`
  }
  if (key === 'style') return safeDeclarations(text, prefix, wordTags.includes(tag)) || undefined
  if (key === 'role') return svgRoles.has(text) ? value : undefined
  const target = localUrl.exec(text)?.[2]
  if (target !== undefined) return `url(#${prefix}${target})`
  return /url\s*\(|\\|javascript:/i.test(text) ? undefined : value
}

/** The figure's root: its own class for its style sheet, and a name for those who do not see it. */
function nameFigure(svg: Element, label: string, { prefix, classPrefix }: NameScope): void {
  const { properties } = svg
  const classes = Array.isArray(properties.className) ? properties.className : []
  properties.className = [`${classPrefix}svg`, ...classes]
  delete properties.overflow
  properties.role ??= 'img'
  if (properties.ariaLabel || properties.ariaLabelledBy || properties.ariaHidden) return
  const title = svg.children.find((child) => child.type === 'element' && child.tagName === 'title')
  if (title?.type !== 'element' || treeText(title).trim() === '') properties.ariaLabel = label
  else {
    title.properties.id ??= `${prefix}title`
    properties.ariaLabelledBy = [String(title.properties.id)]
  }
}

/** Pixels. */
interface FigureSizes {
  /** As wide as the figure wants to be. */
  width: number
  /** The least at which its letters can be read; below, it scrolls. */
  least: number
}

export function figureSizes(properties: Properties): FigureSizes | undefined {
  const box = Number(wordList(String(properties.viewBox ?? '').replaceAll(',', ' '))[2])
  const [, number, unit = 'px'] = /^\s*([\d.]+)(px|pt)?\s*$/.exec(String(properties.width ?? '')) ?? []
  const width = Number(number ?? box) * (unit === 'pt' ? 4 / 3 : 1)
  if (!(width > 0)) return undefined
  return { width, least: Math.min(width, 0.6 * (box > 0 ? box : width)) }
}

/** Whether it wants more than the page's column has. */
export function isLarge(width = 0): boolean {
  return width > 700
}

/** Whether the column would make its letters too small to read. */
export function isSheet(width = 0): boolean {
  return width > 800
}

function wordList(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
