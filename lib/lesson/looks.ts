import type { Element, Properties } from 'hast'
import { inkOf, isLight, printColour, readColour } from './colour.ts'

/*
 * How an author's own HTML looks: colours, alignment, letters, sizes. Each value is read, and printed anew; nothing of it is
 * copied. Colours of text are made legible on the page's two grounds, and an author's ground brings its own text along.
 */

type Declarations = Map<string, string>

/** Words that a property may have. */
const allowedWords: Readonly<Record<string, readonly string[]>> = {
  display: ['inline', 'inline-block', 'block', 'flex', 'inline-flex'],
  'flex-wrap': ['wrap', 'nowrap'],
  float: ['left', 'right', 'none'],
  'font-style': ['italic', 'oblique', 'normal'],
  'font-variant': ['small-caps', 'normal'],
  'font-weight': ['bold', 'bolder', 'lighter', 'normal', '100', '200', '300', '400', '500', '600', '700', '800', '900'],
  'text-align': ['left', 'center', 'right', 'justify', 'start', 'end'],
  'text-decoration': ['underline', 'line-through', 'overline', 'none', 'underline overline'],
  'text-transform': ['uppercase', 'lowercase', 'capitalize', 'none'],
  'vertical-align': ['top', 'middle', 'bottom', 'baseline', 'super', 'sub', 'text-top', 'text-bottom'],
  'white-space': ['pre', 'pre-wrap', 'pre-line', 'nowrap', 'normal'],
}
const fontSizes: Readonly<Record<string, number>> = {
  'xx-small': 0.6,
  'x-small': 0.75,
  small: 0.85,
  smaller: 0.85,
  medium: 1,
  large: 1.2,
  larger: 1.2,
  'x-large': 1.5,
  'xx-large': 2,
  '1': 0.65,
  '2': 0.8,
  '3': 1,
  '4': 1.15,
  '5': 1.5,
  '6': 2,
  '7': 3,
}
const lineStyles = ['solid', 'dashed', 'dotted', 'double', 'groove', 'ridge', 'inset', 'outset', 'none', 'hidden']

const lookAttributes = ['style', 'align', 'bgColor', 'color', 'face', 'vAlign']
/** Say by their names how they look. */
const old = new Set(['big', 'center', 'font'])

/** Whose height is that of what they show; rows and cells grow by themselves. */
const sized = new Set(['img', 'svg', 'td', 'th', 'tr', 'hr'])

/** Replaces the element's `style` and the attributes of old HTML that mean the same by the declarations that may stay. */
export function applyLooks(element: Element): void {
  const { properties, tagName } = element
  if (!old.has(tagName) && !lookAttributes.some((name) => properties[name] !== undefined)) return
  const declared: Declarations = new Map()
  fromAttributes(tagName, properties, declared)
  if (typeof properties.style === 'string') {
    for (const declaration of properties.style.split(';')) {
      const colon = declaration.indexOf(':')
      if (colon > 0) declare(declared, declaration.slice(0, colon).trim().toLowerCase(), declaration.slice(colon + 1))
    }
  }
  if (!sized.has(tagName)) letGrow(declared)
  for (const name of lookAttributes) delete properties[name]
  if (tagName === 'font' || tagName === 'big') delete properties.size
  const style = printDeclarations(declared)
  if (style !== '') properties.style = style
}

/** A page has no boxes that scroll or cut: one that is lower than its words would have them over those of the next. */
function letGrow(declared: Declarations): void {
  const height = declared.get('height')
  declared.delete('height')
  declared.delete('max-height')
  if (height !== undefined && height !== 'auto' && !declared.has('min-height')) declared.set('min-height', height)
}

function fromAttributes(tag: string, properties: Properties, declared: Declarations): void {
  const text = (name: string) => String(properties[name] ?? '')
  if (properties.align !== undefined) {
    const side = text('align').toLowerCase()
    if ((tag === 'img' || tag === 'table') && side !== 'center') declare(declared, 'float', side)
    else declare(declared, 'text-align', side === 'middle' ? 'center' : side)
  }
  if (properties.vAlign !== undefined) declare(declared, 'vertical-align', text('vAlign'))
  if (properties.bgColor !== undefined) declare(declared, 'background-color', text('bgColor'))
  if (tag === 'center') declared.set('text-align', 'center')
  if (tag === 'big') declared.set('font-size', '1.2em')
  if (tag !== 'font') return
  if (properties.color !== undefined) declare(declared, 'color', text('color'))
  // One or two sizes above the usual one, which is 3.
  const size = text('size').replace(/^\+([12])$/, (_, more) => String(3 + Number(more)))
  if (properties.size !== undefined) declare(declared, 'font-size', size)
}

/** Without `!important` at its end. */
function withoutImportance(value: string): string {
  if (!value.endsWith('important')) return value
  const rest = value.slice(0, -'important'.length).trimEnd()
  return rest.endsWith('!') ? rest.slice(0, -1).trimEnd() : value
}

function declare(declared: Declarations, name: string, given: string): void {
  const value = withoutImportance(given.trim().toLowerCase())
  if (value.length > 200) return
  if (allowedWords[name]?.includes(value)) declared.set(name, value)
  else if (/^(?:color|background(?:-color)?)$/.test(name)) {
    const colour = readColour(value)
    if (colour) declared.set(name === 'color' ? name : 'background-color', printColour(colour))
  } else if (name === 'font-size') {
    const size = fontSizes[value] ?? lookLength(value, { em: 1, rem: 1, '%': 0.01, px: 1 / 16, pt: 1 / 12 })
    if (size !== undefined) declared.set(name, `${rounded(Math.min(3, Math.max(0.6, size)))}em`)
  } else if (/^(?:(?:max|min)-)?width$|^(?:(?:max|min)-)?height$/.test(name)) setLength(declared, name, value, 4000)
  else if (/^(?:padding|margin)(?:-(?:top|right|bottom|left))?$/.test(name)) setBox(declared, name, value)
  else if (name === 'border-radius') setLength(declared, name, value, 200)
  else if (/^border(?:-(?:top|right|bottom|left))?$/.test(name)) setBorder(declared, name, value)
}

/**
 * One to four lengths, none negative: nothing may be moved over what is not the author's. A large share of the width as a padding
 * keeps a place for a frame, which a page has not.
 */
function setBox(declared: Declarations, name: string, value: string): void {
  const parts = value.split(/\s+/).map((part) => {
    if (part === 'auto' && name.startsWith('margin')) return part
    return name.startsWith('padding') && Number.parseFloat(part) > 25 && part.endsWith('%')
      ? '0'
      : printLength(part, 200)
  })
  if (parts.length <= 4 && parts.every((part) => part !== undefined)) declared.set(name, parts.join(' '))
}

function setLength(declared: Declarations, name: string, value: string, most: number): void {
  const printed = value === 'auto' ? value : printLength(value, most)
  if (printed !== undefined) declared.set(name, printed)
}

function setBorder(declared: Declarations, name: string, value: string): void {
  const parts = /^(\S+)(?:\s+(\S+))?(?:\s+(\S[^;]*))?$/.exec(value)?.slice(1) ?? []
  const printed = parts
    .filter((part) => part !== undefined)
    .map((part) => {
      if (lineStyles.includes(part)) return part
      const colour = readColour(part)
      return colour ? printColour(colour) : printLength(part, 20)
    })
  if (printed.length > 0 && printed.every((part) => part !== undefined)) declared.set(name, printed.join(' '))
}

/** The value in the unit that `units` gives 1 to; negative ones are none. */
function lookLength(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})([a-z%]*)$/.exec(text) ?? []
  const factor = unit === undefined ? undefined : units[unit]
  return factor === undefined ? undefined : Number(number) * factor
}

function printLength(text: string, most: number): string | undefined {
  if (text === '0') return text
  const pixels = lookLength(text, { px: 1, pt: 4 / 3, em: 16, rem: 16, ex: 8, cm: 37.8, mm: 3.78, in: 96 })
  if (pixels !== undefined) return `${rounded(Math.min(most, pixels))}px`
  const share = lookLength(text, { '%': 1 })
  return share === undefined ? undefined : `${rounded(Math.min(100, share))}%`
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

function printDeclarations(declared: Declarations): string {
  const [ink, ground] = [declared.get('color'), declared.get('background-color')].map(
    (each) => each && readColour(each),
  )
  if (ground && ground.opacity >= 0.5) {
    const light = isLight(ground)
    declared.set('color-scheme', light ? 'light' : 'dark')
    if (!ink) declared.set('color', light ? '#1c2127' : '#e3e7eb')
  } else if (ink) declared.set('color', inkOf(ink))
  return [...declared].map(([name, value]) => `${name}:${value}`).join(';')
}
