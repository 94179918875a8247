import type { TypeScript } from './typescript.ts'

/** What a cell says of itself in a comment before its code, as tslab reads it. */
export interface CellMarks {
  /** It is a module, which other cells import under this name. */
  module?: string
  jsx?: boolean
  mode?: 'node' | 'browser'
}

/** @see https://github.com/yunabe/tslab: `@module`, `@jsx`, `@node`, `@browser` */
export function cellMarks(typescript: TypeScript, source: string): CellMarks {
  const marks: CellMarks = {}
  if (!/^\s*\/[/*]/.test(source)) return marks
  const { SyntaxKind } = typescript
  const scanner = typescript.createScanner(typescript.ScriptTarget.Latest, false)
  scanner.setLanguageVariant(typescript.LanguageVariant.Standard)
  scanner.setText(source)
  for (;;) {
    const kind = scanner.scan()
    if (kind < SyntaxKind.FirstTriviaToken! || kind > SyntaxKind.LastTriviaToken!) return marks
    if (kind !== SyntaxKind.MultiLineCommentTrivia) continue
    const { jsDoc, diagnostics = [] } = typescript.parseIsolatedJSDocComment(scanner.getTokenText()) ?? {}
    for (const { tagName, comment } of (diagnostics.length === 0 && jsDoc?.tags) || []) {
      const name = tagName.escapedText
      if (name === 'module' && typeof comment === 'string' && /^\w+$/.test(comment)) marks.module = comment
      else if (name === 'jsx') marks.jsx = true
      else if (name === 'node' || name === 'browser') marks.mode = name
    }
  }
}
