import { relative } from 'node:path'
import type { Diagnostic } from '../traceback.ts'
import type { CellPlaces, Files } from './places.ts'
import { modulePrefix } from './programs.ts'
import type { CompilerDiagnostic, TypeScript } from './typescript.ts'

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

/** "Cannot find module …" */
const notFound = 2307

/** What the compiler complains of, in terms of the cell; what lies outside the notebook's folder is left out. */
export function cellDiagnostics(
  typescript: TypeScript,
  { folder, cell }: CellPlaces,
  { modules }: Files,
  found: readonly CompilerDiagnostic[],
): CellDiagnostic[] {
  const diagnostics: CellDiagnostic[] = []
  for (const { file, start, length, code, category, messageText } of found) {
    if (!file) continue
    const isCell = file.fileName === cell
    const fileName = isCell ? undefined : relative(folder, file.fileName)
    if (fileName?.startsWith('..')) continue
    const text = typescript.flattenDiagnosticMessageText(messageText, '\n')
    // The text of a module stands in its address.
    if (code === notFound && text.startsWith("Cannot find module 'data:")) continue
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
      messageText: text,
      category,
      code,
      ...(fileName === undefined ? {} : { fileName }),
    })
  }
  return diagnostics
}

/** What is wrong with the configuration of the project, with its place in the file where it has one. */
export function configFaults(
  typescript: TypeScript,
  { folder }: CellPlaces,
  found: readonly CompilerDiagnostic[],
): CellDiagnostic[] {
  return found.map(({ file, start, length, code, category, messageText }) => {
    const position = (offset: number): Position =>
      file
        ? { offset, ...typescript.getLineAndCharacterOfPosition(file, offset) }
        : { offset: 0, line: 0, character: 0 }
    return {
      ...{ start: position(start), end: position(start + length), code, category },
      messageText: typescript.flattenDiagnosticMessageText(messageText, '\n'),
      fileName: relative(folder, file?.fileName ?? 'tsconfig.json'),
    }
  })
}
