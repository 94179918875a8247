import type { StateCore, Token } from 'markdown-it'
import { escapeHtml, html } from '../html.ts'
import { type Admonition, boxElement, boxed, inlineToken } from './boxes.ts'
import { boxKindOf, usualTitle } from './kinds.ts'

/** What begins a block of MyST, Quarto or Pandoc: a name, what stands after it, and options as text. */
export interface Directive {
  name: string
  argument: string
  options: Readonly<Record<string, string>>
}

/** Quote what they hold. */
const quotations = new Set(['epigraph', 'highlights', 'pull-quote'])
/** Hold what they hold, at a place that a page has not: the margin, a grid, a card, a tab. */
const blockHolders = new Set(
  `aside card card-carousel container div exercise glossary grid grid-item grid-item-card margin only proof sidebar solution
  tab-item tab-set table topic`.split(/\s+/),
)
/** Hold code, whose language is their argument. */
const codes = new Set(['code', 'code-block', 'code-cell', 'sourcecode', 'jupyter-execute', 'ipython'])

/** `{note} Title`, `{.callout-tip title="T"}`, `warning Title` → what it is; `undefined` for anything else. */
export function directiveOf(info: string): Directive | undefined {
  const text = info.trim()
  const [, name, argument = ''] = /^\{([a-zA-Z][\w:+.-]*)\}[ \t]*(.*)$/.exec(text) ?? []
  if (name !== undefined) return { name: name.toLowerCase(), argument, options: {} }
  const [, attributes] = /^\{([^{}]*)\}$/.exec(text) ?? []
  if (attributes !== undefined) return { name: '', argument: '', options: attributesIn(attributes) }
  const [, bare = '', title = ''] = /^([a-zA-Z]+)(?:[ \t]+(.*))?$/.exec(text) ?? []
  return boxKindOf(bare) ? { name: bare.toLowerCase(), argument: title, options: {} } : undefined
}

/** Pandoc's attributes: `#id .class key="value"`. */
function attributesIn(text: string): Record<string, string> {
  const options: Record<string, string> = {}
  for (const [, mark, word, key, quoted, plain] of text.matchAll(/([#.])([^\s#."'=]+)|([\w-]+)=(?:"([^"]*)"|(\S*))/g)) {
    if (mark === '#') options.id = word!
    else if (mark === '.') options.class = `${options.class ?? ''} ${word}`.trim()
    else options[key!] = quoted ?? plain ?? ''
  }
  return options
}

/** MyST's options at the beginning of a text: lines `:key: value`, or YAML's between lines of hyphens. */
export function splitOptions(text: string): { options: Record<string, string>; body: string } {
  const options: Record<string, string> = {}
  const [yaml, between] = /^\s*---[ \t]*\n((?:[\w-]+:[^\n]*\n)*)---[ \t]*(?:\n|$)/.exec(text) ?? []
  const block = yaml ?? /^(?:[ \t]*\n)?(?:[ \t]*:[a-zA-Z][\w-]*:[^\n]*(?:\n|$))+/.exec(text)?.[0] ?? ''
  for (const line of (between ?? block).split('\n')) {
    const [, key, value = ''] = /^[ \t]*:?([\w-]+):[ \t]*(.*)$/.exec(line) ?? []
    if (key !== undefined) options[key] = value.trim().replace(/^(["'])(.*)\1$/, '$2')
  }
  return { options, body: text.slice(block.length) }
}

/**
 * The tokens of a directive that holds `inside`.
 *
 * @returns `undefined` when it is none that a page knows: its source says then what it is
 */
export function tokensOf(state: StateCore, directive: Directive, inside: readonly Token[]): Token[] | undefined {
  const { name, options } = directive
  const anchor = anchorOf(state, options.name ?? options.label ?? options.id)
  const box = boxOf(directive)
  if (box) return [...anchor, ...boxed(state, box, inside)]
  if (name === 'figure' || name === 'image') return [...anchor, ...figureTokens(state, directive, inside)]
  if (quotations.has(name)) return [...anchor, ...boxElement(state, 'blockquote', '', inside)]
  if (name === '') return [...anchor, ...boxElement(state, 'div', '', inside)]
  if (!blockHolders.has(name) && !name.startsWith('prf:')) return undefined
  const title = directive.argument.trim()
  const head = title === '' || name === 'div' || name === 'container' || name === 'only' ? '' : title
  const label = /^(?:prf:|exercise|solution|proof)/.test(name) ? usualTitle(name.replace('prf:', '')) : ''
  const heading = [label, head].filter((part) => part !== '').join(': ')
  const words = heading === '' ? [] : boxElement(state, 'p', 'box-title', [inlineToken(state, heading)])
  return [...anchor, ...boxElement(state, 'div', '', [...words, ...inside])]
}

function boxOf({ name, argument, options }: Directive): Admonition | undefined {
  const classes = (options.class ?? '').split(/[\s,]+/)
  const folds = name === 'dropdown' || name === 'toggle'
  const folded = classes.includes('dropdown') || folds || /^true$/i.test(options.collapse ?? '')
  if (name === '') {
    const callout = classes.find((each) => each.startsWith('callout-'))?.slice('callout-'.length)
    const kind = callout === undefined ? undefined : boxKindOf(callout)
    return kind && { kind, title: options.title ?? usualTitle(callout!), folded }
  }
  if (folds) return { kind: 'note', title: argument.trim() || 'Details', folded }
  const kind = boxKindOf(name)
  if (!kind) return undefined
  const styled = classes.map(boxKindOf).find((each) => each !== undefined)
  // MyST's own boxes take what stands beside their name for the first of their words or their title alike.
  return { kind: styled ?? kind, title: argument.trim() || usualTitle(name), folded }
}

function figureTokens(state: StateCore, { argument, options }: Directive, inside: readonly Token[]): Token[] {
  const picture = new state.Token('html_block', '', 0)
  const size = (name: 'width' | 'height') => {
    const value = options[name]
    return value === undefined ? '' : `;${name}:${/^\d+$/.test(value) ? `${value}px` : value}`
  }
  const style = `${size('width')}${size('height')}`.slice(1)
  const styled = style && html` style="${style}"`
  picture.content = html`<img src="${argument.trim()}" alt="${options.alt ?? ''}"${styled}>\n`.markup
  if (inside.length === 0) return [picture]
  return boxElement(state, 'figure', '', [picture, ...boxElement(state, 'figcaption', '', inside)])
}

/** The language of a directive that holds code; `undefined` for any other. */
export function codeLanguageOf({ name, argument }: Directive): string | undefined {
  return codes.has(name) ? argument.trim().replace(/^(?:i?python[23]?)$/i, 'python') : undefined
}

export function anchorOf(state: StateCore, label: string | undefined): Token[] {
  if (label === undefined || label.trim() === '') return []
  const token = new state.Token('html_block', '', 0)
  token.content = `<a id="${escapeHtml(label.trim())}"></a>\n`
  return [token]
}
