import { ScriptError } from './script-error.ts'
import type { Token, TokenKind } from './tokens.ts'

/** Tokens one after another, and what to say where another was needed. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  readonly #defined = new Map<string, Token>()
  #at = 0

  /** @param tokens the last is of kind `end` */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** The one at hand, or a later one. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!
    const meant = token.kind === 'word' ? this.#defined.get(token.text) : undefined
    return meant ? { ...meant, line: token.line, column: token.column } : token
  }

  /** From here on the word is that. */
  define(word: string, meant: Token): void {
    this.#defined.set(word, meant)
  }

  next(): Token {
    const token = this.peek()
    if (this.#at < this.#tokens.length - 1) this.#at++
    return token
  }

  is(kind: TokenKind, text?: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === kind && (text === undefined || token.text === text)
  }

  mark(text: string): boolean {
    return this.is('mark', text)
  }

  word(text: string): boolean {
    return this.is('word', text)
  }

  /** Takes it if it is there. */
  takes(kind: TokenKind, text?: string): boolean {
    if (!this.is(kind, text)) return false
    this.next()
    return true
  }

  /** @throws ScriptError */
  needs(kind: TokenKind, text: string | undefined, what: string = text ?? kind): Token {
    if (this.is(kind, text)) return this.next()
    throw this.unexpected(what)
  }

  /** A whole number within bounds. @throws ScriptError */
  whole(what: string, most: number): number {
    const token = this.needs('number', undefined, what)
    const value = Number(token.text)
    if (Number.isInteger(value) && value >= 0 && value <= most) return value
    throw new ScriptError(token, `${what} is a whole number from 0 to ${most}, not ${token.text}`)
  }

  unexpected(wanted: string): ScriptError {
    const token = this.peek()
    const found = token.kind === 'end' ? 'the script ends' : `"${shortened(token.text)}" stands`
    return new ScriptError(token, `${wanted} is expected here, and ${found}`)
  }
}

function shortened(text: string): string {
  const line = text.split('\n', 1)[0] ?? ''
  return line.length > 40 ? `${line.slice(0, 40)}…` : line
}
