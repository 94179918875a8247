import { ScriptError, type ScriptPlace } from './script-error.ts'

/**
 * - `option`: `--mtu`, without the dashes
 * - `command`: what stands between backquotes; `code`: between `%{` and `}%`
 * - `mark`: a sign, or `...`
 */
export type TokenKind = 'number' | 'word' | 'string' | 'address' | 'option' | 'command' | 'code' | 'mark' | 'end'

export interface Token extends ScriptPlace {
  readonly kind: TokenKind
  /** As it stands there; of what is enclosed, what is inside. */
  readonly text: string
}

/** In the order in which they are tried; where two fit, the longer one holds, as in packetdrill's own. */
const PATTERNS: readonly (readonly [kind: TokenKind | 'space', pattern: RegExp])[] = [
  ['space', /(?:[ \t\r\n]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<![^\n])#[^\n]*)+/y],
  ['code', /%\{([\s\S]*?)\}%/y],
  ['command', /`((?:\\[\s\S]|[^`\\])*)`/y],
  ['string', /"((?:\\[\s\S]|[^"\\])*)"/y],
  ['option', /--([a-zA-Z0-9_]+)/y],
  ['address', /\d+\.\d+\.\d+\.\d+/y],
  ['mark', /\.\.\./y],
  ['number', /0x[0-9a-fA-F]+|-?\d*\.\d+|-?\d+/y],
  ['word', /[a-zA-Z0-9_]+/y],
  ['mark', /[^ \t\r\n]/y],
]

/** What is opened and never closed is told as that. */
const OPENINGS: readonly (readonly [opening: string, closing: string, what: string])[] = [
  ['%{', '}%', 'code'],
  ['`', '`', 'a command'],
  ['"', '"', 'a string'],
  ['/*', '*/', 'a comment'],
]

/** A script in pieces, the last of kind `end`. @throws ScriptError for what is opened and not closed */
export function scriptTokens(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let line = 1
  let lineStart = 0
  while (at < text.length) {
    const place = { line, column: at - lineStart + 1 }
    const { kind, match } = longestToken(text, at)
    if (kind === 'mark') refuseUnclosed(text, at, place)
    if (kind !== 'space') tokens.push({ kind, text: match[1] ?? match[0], ...place })
    for (
      let next = text.indexOf('\n', at);
      next >= 0 && next < at + match[0].length;
      next = text.indexOf('\n', next + 1)
    ) {
      line++
      lineStart = next + 1
    }
    at += match[0].length
  }
  tokens.push({ kind: 'end', text: '', line, column: at - lineStart + 1 })
  return tokens
}

function longestToken(text: string, at: number): { kind: TokenKind | 'space'; match: RegExpExecArray } {
  let best: { kind: TokenKind | 'space'; match: RegExpExecArray } | undefined
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match && match[0].length > (best?.match[0].length ?? 0)) best = { kind, match }
  }
  return best!
}

function refuseUnclosed(text: string, at: number, place: ScriptPlace): void {
  for (const [opening, closing, what] of OPENINGS) {
    if (text.startsWith(opening, at))
      throw new ScriptError(place, `${what} begins here and nothing ends it: ${closing} is missing`)
  }
}
