import { inspect } from 'node:util'
import { codeFrame } from '../../notebook/code-frame.ts'
import { type MappedPlace, shortName } from './source-maps.ts'

/** The content of an `error` message. @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#execution-errors */
export interface ErrorContent {
  ename: string
  evalue: string
  traceback: string[]
  [key: string]: unknown
}

/**
 * An error as the protocol has it: what it is, where it stands in the source, how the program came there.
 *
 * @param at its innermost place in a cell, and that cell's source
 */
export function errorContent(error: unknown, at?: MappedPlace & { source: string | undefined }): ErrorContent {
  const lines = inspected(error)
    .split('\n')
    .filter((line) => !isInternal(line))
    .map(withoutPlaceOfInstallation)
  const first = lines.findIndex((line) => /^\s+at /.test(line))
  const frame = at?.source === undefined ? [] : codeFrame(at.source, at).split('\n')
  const head = first < 0 ? lines : lines.slice(0, first)
  return { ...nameAndValue(error), traceback: [...head, ...frame, ...lines.slice(head.length)] }
}

/** Node's own frames tell nothing, and are others in the next version. */
function isInternal(line: string): boolean {
  return /^\s+at (?:.*\()?node:internal\//.test(line)
}

/** The notebook's folder, whatever cells make of the working directory. */
let projectFolder = process.cwd()

/** @param folder from which on a traceback names files */
export function nameFolder(folder: string): void {
  projectFolder = folder
}

/** A file by its place from the notebook's folder on, or by its package's: the rest is another on each machine. */
function withoutPlaceOfInstallation(line: string): string {
  return line.replace(
    /^(\s+at (?:[^/\\]*\()?)((?:file:\/\/)?(?:\/|[A-Za-z]:\\).*)(:\d+:\d+\)?)$/,
    (_, before, file, after) => `${before}${shortName(file, projectFolder)}${after}`,
  )
}

function nameAndValue(error: unknown): { ename: string; evalue: string } {
  try {
    if (error instanceof Error || isLikeError(error)) {
      return { ename: String(error.name || 'Error'), evalue: String(error.message) }
    }
    const ename = typeof error === 'object' && error !== null ? (error.constructor?.name ?? 'Object') : typeof error
    return { ename, evalue: typeof error === 'string' ? error : inspected(error) }
  } catch {
    return { ename: 'unknown', evalue: 'it cannot be shown' }
  }
}

/** An error of another realm is none of ours. */
function isLikeError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Error]'
}

function inspected(error: unknown): string {
  try {
    return inspect(error)
  } catch {
    return 'an error that cannot be shown'
  }
}

/** A complaint of the compiler; its place counts from 0. */
export interface Diagnostic {
  start: { line: number; character: number }
  /** What explains it stands in lines below. */
  messageText: string
  code?: number
  /** Where it is not about the cell: a file, or a module of the notebook. */
  fileName?: string
}

/**
 * What the compiler says of a cell, as an error: what explains a message stands below it, and each has its frame.
 *
 * @param name of the cell, as frames have it
 * @param sourceOf the text of the cell, or of a file that it imports
 * @param wayOut what can be done about a complaint
 */
export function compileError(
  diagnostics: readonly Diagnostic[],
  name: string,
  sourceOf: (fileName: string | undefined) => string | undefined,
  wayOut: (complaint: Diagnostic) => string | undefined = () => undefined,
): ErrorContent {
  const traceback = diagnostics.flatMap((each) => {
    const { code, messageText, fileName } = each
    const source = sourceOf(fileName)
    const place = diagnosticPlace(each, source)
    const label = code === undefined ? 'error' : `error TS${code}`
    const [first, ...below] = messageText.split('\n')
    const way = wayOut(each)
    return [
      `${fileName ?? name}:${place.line}:${place.column} - ${label}: ${first}`,
      ...below,
      ...(source === undefined ? [] : codeFrame(source, place).split('\n')),
      ...(way === undefined ? [] : [`  ${way}`]),
    ]
  })
  const [{ fileName, messageText }] = diagnostics as readonly [Diagnostic]
  const where = fileName === undefined ? '' : `${fileName} `
  return { ename: 'CompileError', evalue: where + messageText.split('\n', 1)[0], traceback }
}

/** Lines and columns from 1. tslab compiles more than the source: what lacks its end is missed behind that. */
export function diagnosticPlace({ start }: Diagnostic, source: string | undefined): MappedPlace {
  const lines = source?.split(/\r\n|\n|\r/)
  return lines === undefined || start.line < lines.length
    ? { line: start.line + 1, column: start.character + 1 }
    : { line: lines.length, column: lines.at(-1)!.length + 1 }
}
