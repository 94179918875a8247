import { relative } from 'node:path'
import type { Diagnostic } from '../traceback.ts'
import type { CellPlaces, Files } from './places.ts'
import { modulePrefix } from './programs.ts'
import type { CompilerDiagnostic, SourceFile, TypeScript } from './typescript.ts'

/** A complaint as tslab has it: places count from 0, and leave out what stands before a cell. */
export interface CellDiagnostic extends Diagnostic {
  start: Position
  end: Position
  category: number
  code: number
  fileName?: string
}

interface Position {
  offset: number
  line: number
  character: number
}

/** What the compiler complains of, in terms of the cell; what lies outside the notebook's folder is left out. */
export function cellDiagnostics(
  typescript: TypeScript,
  { folder, cell }: CellPlaces,
  { modules }: Files,
  found: readonly CompilerDiagnostic[],
): { diagnostics: CellDiagnostic[]; hasToplevelAwait: boolean } {
  let hasToplevelAwait = false
  const diagnostics: CellDiagnostic[] = []
  for (const { file, start, length, code, category, messageText } of found) {
    if (!file) continue
    const isCell = file.fileName === cell
    if (isCell && code === awaitOutside && isAtTop(typescript, file, start + length)) {
      hasToplevelAwait = true
      continue
    }
    const fileName = isCell ? undefined : relative(folder, file.fileName)
    if (fileName?.startsWith('..')) continue
    const isPrefixed = isCell || modules.has(file.fileName)
    const position = (offset: number): Position => {
      const { line, character } = typescript.getLineAndCharacterOfPosition(file, offset)
      return isPrefixed
        ? { offset: offset - modulePrefix.length, line: line - 1, character }
        : { offset, line, character }
    }
    diagnostics.push({
      start: position(start),
      end: position(start + length),
      // With what explains it below: taken apart, it would lose the file that it is about.
      messageText: typescript.flattenDiagnosticMessageText(messageText, '\n'),
      category,
      code,
      ...(fileName === undefined ? {} : { fileName }),
    })
  }
  return { diagnostics, hasToplevelAwait }
}

/** "'await' expressions are only allowed within async functions": at the top of a cell, they are. */
const awaitOutside = 1308

function isAtTop({ findPrecedingToken, SyntaxKind }: TypeScript, file: SourceFile, end: number): boolean {
  const token = findPrecedingToken(end, file)
  if (token?.kind !== SyntaxKind.AwaitKeyword) return false
  const inner = [
    SyntaxKind.ArrowFunction,
    SyntaxKind.FunctionExpression,
    SyntaxKind.FunctionDeclaration,
    SyntaxKind.ClassDeclaration,
    SyntaxKind.ModuleDeclaration,
  ]
  for (let node = token?.parent; node && node !== file; node = node.parent) {
    if (inner.includes(node.kind)) return false
  }
  return true
}
