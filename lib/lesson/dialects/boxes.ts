import type { StateCore, Token } from 'markdown-it'
import { type BoxKind, boxKindOf, usualTitle } from './kinds.ts'

/** A box around blocks. */
export interface Admonition {
  kind: BoxKind
  /** Markdown within a line; '' for none. */
  title: string
  /** Shut until its reader opens it. */
  folded: boolean
}

/** The tokens of a box that holds `inside`. */
export function boxed(state: StateCore, { kind, title, folded }: Admonition, inside: readonly Token[]): Token[] {
  const [tag, heading] = folded ? (['details', 'summary'] as const) : (['div', 'p'] as const)
  const head = title === '' ? [] : boxElement(state, heading, 'box-title', [inlineToken(state, title)])
  return boxElement(state, tag, `box ${kind}`, [...head, ...inside])
}

export function boxElement(state: StateCore, tag: string, className: string, inside: readonly Token[]): Token[] {
  const open = new state.Token('box_open', tag, 1)
  open.block = true
  if (className !== '') open.attrSet('class', className)
  const close = new state.Token('box_close', tag, -1)
  close.block = true
  return [open, ...inside, close]
}

export function inlineToken(state: StateCore, markdown: string): Token {
  const token = new state.Token('inline', '', 0)
  token.content = markdown
  token.children = []
  return token
}

const alert = /^\[!([a-z]+)\]([-+]?)[ \t]*([^\n]*)(?:\n|$)/i

/** GitHub's and Obsidian's boxes: a quotation whose first line is `[!NOTE]`, perhaps with a title after it. */
export function boxOfQuotation(state: StateCore, quotation: readonly Token[]): Token[] | undefined {
  const [, paragraph, first, end] = quotation
  if (paragraph?.type !== 'paragraph_open' || first?.type !== 'inline' || !end) return undefined
  const [whole, name = '', fold, title = ''] = alert.exec(first.content) ?? []
  const kind = boxKindOf(name)
  if (whole === undefined || !kind) return undefined
  const rest = first.content.slice(whole.length)
  const inside =
    rest.trim() === '' ? quotation.slice(4, -1) : [paragraph, withContent(first, rest), ...quotation.slice(3, -1)]
  return boxed(state, { kind, title: title.trim() || usualTitle(name), folded: fold === '-' }, inside)
}

export function withContent(token: Token, content: string): Token {
  token.content = content
  return token
}
