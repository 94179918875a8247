import { ScriptError, type ScriptPlace } from './script-error.ts'

export interface CodeToken extends ScriptPlace {
  readonly kind: 'number' | 'string' | 'name' | 'sign' | 'newline' | 'end'
  readonly text: string
  /** Where it stands in the code. */
  readonly from: number
  readonly to: number
}

const TOKEN =
  /(?<space>[ \t\r]+|#[^\n]*|\\\r?\n)|(?<newline>\n)|(?<number>0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)|(?<string>"[^"\n]*"|'[^'\n]*')|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<sign>\/\/|<<|>>|[=!<>]=|[-+*/%&|^~<>=(),;])/y

/** Code in pieces; a line within parentheses does not end. @throws ScriptError for a sign that is none of Python's */
export function codeTokens(text: string, start: ScriptPlace): CodeToken[] {
  const tokens: CodeToken[] = []
  let { line, column } = start
  let depth = 0
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (!match?.groups) throw new ScriptError({ line, column }, `"${text[at]}" is not understood in code`)
    const [whole] = match
    const to = at + whole.length
    const { number, string, name, sign, newline } = match.groups
    const token = { line, column, from: at, to }
    if (number !== undefined) tokens.push({ ...token, kind: 'number', text: number })
    else if (string !== undefined) tokens.push({ ...token, kind: 'string', text: string.slice(1, -1) })
    else if (name !== undefined) tokens.push({ ...token, kind: 'name', text: name })
    else if (sign !== undefined) {
      tokens.push({ ...token, kind: 'sign', text: sign })
      depth = Math.max(0, depth + (sign === '(' ? 1 : sign === ')' ? -1 : 0))
    } else if (newline !== undefined && depth === 0) tokens.push({ ...token, kind: 'newline', text: '\n' })
    if (whole.endsWith('\n')) {
      line++
      column = 1
    } else column += whole.length
    at = to
  }
  tokens.push({ kind: 'end', text: '', line, column, from: text.length, to: text.length })
  return tokens
}
