/** SVG as text. Strings are escaped wherever they go; only `Markup`, which `element` alone makes, passes as it is. */
export interface Markup {
  readonly markup: string
}

export type Child = Markup | string | number | false | undefined | readonly Child[]

/** A number becomes a short coordinate; `undefined` and `false` leave the attribute out. */
export type Attributes = Readonly<Record<string, string | number | undefined | false>>

/** What a figure may consist of. Nothing here loads, links or runs. */
export type ElementName = 'svg' | 'g' | 'path' | 'circle' | 'rect' | 'text' | 'tspan' | 'title' | 'desc' | 'style'

export function element(name: ElementName, attributes: Attributes, ...children: readonly Child[]): Markup {
  let markup = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    markup += ` ${key}="${typeof value === 'number' ? short(value) : escapeText(value)}"`
  }
  const content = children.map(render).join('')
  return { markup: content === '' ? `${markup}/>` : `${markup}>${content}</${name}>` }
}

/** A path in a style of the theme; nothing where it has no data. */
export function path(style: string, d: string): Child {
  return d !== '' && element('path', { class: style, d })
}

export function render(child: Child): string {
  if (child === undefined || child === false) return ''
  if (typeof child === 'string') return escapeText(child)
  if (typeof child === 'number') return String(child)
  if ('markup' in child) return child.markup
  return child.map(render).join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for content or a quoted attribute. What XML cannot hold, or would turn the reading direction, shows as U+FFFD. */
export function escapeText(text: string): string {
  if (ESCAPED.test(text)) return text
  return text.replace(UNFIT, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character]!)
}

/** Most is: nothing of it to replace. */
const ESCAPED = /^[ !#-%'-;=?-~]*$/

const UNFIT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** A coordinate with at most one decimal: `12`, `12.5`, never `-0`. */
export function short(value: number): string {
  return String(Math.round(value * 10) / 10 || 0)
}

/** A coordinate of a chart's lines and points, to half a pixel: what lies nearer is not to be told apart. */
export function near(value: number): string {
  return String(Math.round(value * 2) / 2 || 0)
}

/** A place in a picture, or of a chart's data. */
export type Point = readonly [x: number, y: number]

/** How long a line is that leads so far across and down. Not by `Math.hypot`, which each engine sums in its own way; a root is the same in all. */
export function lengthOf(across: number, down: number): number {
  return Math.sqrt(across * across + down * down)
}

/** Path data from points: `M0 1L2 3`. */
export function polyline(
  points: readonly (readonly [number, number])[],
  written: (value: number) => string = short,
): string {
  let d = ''
  for (const [x, y] of points) d += `${d === '' ? 'M' : 'L'}${written(x)} ${written(y)}`
  return d
}

/** A filled triangle with its tip at (x, y), pointing along (dx, dy). */
export function arrowhead(x: number, y: number, dx: number, dy: number, size = 9): string {
  const length = Math.sqrt(dx * dx + dy * dy) || 1
  const [ux, uy] = [(dx / length) * size, (dy / length) * size]
  const half = 0.42
  return `${polyline([
    [x, y],
    [x - ux - uy * half, y - uy + ux * half],
    [x - ux + uy * half, y - uy - ux * half],
  ])}z`
}

/** A square on its corner, centred on (x, y). */
export function diamond(x: number, y: number, arm = 5): string {
  return `M${short(x - arm)} ${short(y)}l${arm} ${-arm} ${arm} ${arm} ${-arm} ${arm}z`
}

/** A diagonal cross centred on (x, y). */
export function cross(x: number, y: number, arm = 5): string {
  const [on, back] = [short(2 * arm), short(-2 * arm)]
  return `M${short(x - arm)} ${short(y - arm)}l${on} ${on}m0 ${back}l${back} ${on}`
}
