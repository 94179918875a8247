import { UsageError } from '../command/index.ts'
import { ConfigError } from '../config/error.ts'
import { FileError } from '../files/index.ts'
import { GatewayError, InstallError, KernelSpecError, UnknownKernelError } from '../kernel/errors.ts'
import { NotebookError } from '../notebook/index.ts'
import type { ProblemReport } from '../report/data/index.ts'
import { formatProblem } from '../report/index.ts'
import { PatternTimeoutError } from './pattern-guard.ts'
import { shownPath } from './shown-path.ts'

/** Something that could not be done, with what that means for the data. */
export interface Problem {
  path?: string | undefined
  error: unknown
  /** A sentence: `Nothing was run or written.` */
  consequence?: string
}

export const nothingRun = 'Nothing was run or written.'

/**
 * What was made of a notebook could not be written: it is about the file that it was to be, whatever became of the notebook.
 *
 * @param consequence what that means for the notebook, a sentence
 */
export function unwritten(error: unknown, consequence: string, cwd: string): Problem {
  return error instanceof FileError ? { path: shownPath(error.path, cwd), error, consequence } : { error, consequence }
}

/** One line on stderr; with `verbose` the causes below it. */
export function describeProblem(problem: Problem, verbose: boolean): string {
  const { error, path = pathOfError(error) } = problem
  const line = formatProblem(path, ...saidOf(problem))
  return verbose ? line + causesOf(error) : line
}

/** The same as data, its path apart. */
export function problemReport(problem: Problem): ProblemReport {
  const { error, path = pathOfError(error) } = problem
  const message = formatProblem(undefined, ...saidOf(problem)).slice('ackbook: '.length)
  return { ...(path !== undefined && { path }), message: message.trimEnd() }
}

/** What could not be done and why, and what that means for the data. */
function saidOf({ error, consequence }: Problem): [message: string, consequence: string | undefined] {
  const message = error instanceof Error ? error.message : String(error)
  const usual = error instanceof ConfigError ? nothingRun : undefined
  const meant = consequence ?? (error instanceof UsageError ? error.consequence : usual)
  return [isOurs(error) ? message : `unexpected: ${message}`, meant]
}

function pathOfError(error: unknown): string | undefined {
  const hasPath = error instanceof FileError || error instanceof NotebookError || error instanceof ConfigError
  return hasPath ? error.path : undefined
}

const ours = [
  ConfigError,
  FileError,
  NotebookError,
  UnknownKernelError,
  KernelSpecError,
  InstallError,
  GatewayError,
  UsageError,
  PatternTimeoutError,
] as const

/** Errors that were made for people. Any other is a mistake of ours, and still no stack trace unless asked for. */
function isOurs(error: unknown): boolean {
  return ours.some((made) => error instanceof made)
}

function causesOf(error: unknown): string {
  const lines: string[] = []
  if (error instanceof Error && !isOurs(error) && error.stack) lines.push(error.stack)
  for (let cause = (error as Error)?.cause; cause !== undefined; cause = (cause as Error)?.cause) {
    lines.push(`caused by ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`)
  }
  return lines.map((line) => `${line.replace(/^/gm, '  ')}\n`).join('')
}
