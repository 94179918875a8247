import { FileError } from '../files/index.ts'
import { NotebookError } from '../notebook/index.ts'
import { formatProblem } from '../report/index.ts'

/** Something that could not be done, with what that means for the data. */
export interface Problem {
  path?: string | undefined
  error: unknown
  /** A sentence: `Nothing was run or written.` */
  consequence?: string
}

export const nothingRun = 'Nothing was run or written.'

/** One line on stderr; with `verbose` the causes below it. */
export function describeProblem({ error, path = pathOf(error), consequence }: Problem, verbose: boolean): string {
  const message = error instanceof Error ? error.message : String(error)
  const line = formatProblem(path, isOurs(error) ? message : `unexpected: ${message}`, consequence)
  return verbose ? line + causesOf(error) : line
}

function pathOf(error: unknown): string | undefined {
  return error instanceof FileError || error instanceof NotebookError ? error.path : undefined
}

/** Errors that were made for people. Any other is a mistake of ours, and still no stack trace unless asked for. */
function isOurs(error: unknown): boolean {
  if (error instanceof FileError || error instanceof NotebookError) return true
  const ours = ['UnknownKernelError', 'KernelSpecError', 'UsageError', 'PatternTimeoutError']
  return error instanceof Error && ours.includes(error.name)
}

function causesOf(error: unknown): string {
  const lines: string[] = []
  if (error instanceof Error && !isOurs(error) && error.stack) lines.push(error.stack)
  for (let cause = (error as Error)?.cause; cause !== undefined; cause = (cause as Error)?.cause) {
    lines.push(`caused by ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`)
  }
  return lines.map((line) => `${line.replace(/^/gm, '  ')}\n`).join('')
}
