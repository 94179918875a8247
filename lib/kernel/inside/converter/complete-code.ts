import type { TypeScript } from './typescript.ts'

/**
 * Whether code lacks its end, as a console asks after each line.
 *
 * @returns how far the next line is to be indented, or `undefined` for code that is whole
 */
export function indentOfNext(typescript: TypeScript, code: string): string | undefined {
  if (endsInBlankLines(code)) return undefined
  const { ScriptTarget, ScriptKind } = typescript
  const file = typescript.createSourceFile('tmp.ts', code, ScriptTarget.Latest, undefined, ScriptKind.TSX)
  const lacksEnd = file.parseDiagnostics?.some(
    ({ start, length, messageText }) =>
      start === code.length && length === 0 && typeof messageText === 'string' && messageText.endsWith(' expected.'),
  )
  return lacksEnd ? indentAfter(code) : undefined
}

/** Two of them end any code. */
function endsInBlankLines(code: string): boolean {
  const text = code.trimEnd()
  const breaks = code.slice(text.length).split('\n').length - 1
  return breaks > (text === '' ? 0 : 1)
}

/** @see https://code.visualstudio.com/api/language-extensions/language-configuration-guide#indentation-rules */
function indentAfter(code: string): string {
  const line = code.slice(code.lastIndexOf('\n') + 1)
  const current = /^\s*/.exec(line)![0]
  if (/^(?:(?!.*?\/\*).*\*\/)?\s*[}\]]/.test(line)) return current.slice(0, current.endsWith('  ') ? -2 : -1)
  return ['{}', '()', '[]'].some((pair) => isLeftOpen(line, pair)) ? `${current}  ` : current
}

/** Behind the last that could close it, or be a text. */
function isLeftOpen(line: string, [open = '', close = '']: string): boolean {
  const last = Math.max(...[close, '"', "'", '`'].map((mark) => line.lastIndexOf(mark)))
  const place = line.indexOf(open, last + 1)
  return place >= 0 && !line.slice(0, place).includes('//')
}
