import { randomBytes } from 'node:crypto'
import { appendFile, stat } from 'node:fs/promises'
import type { TextStream } from '../command/index.ts'
import { FileError, reasonOf } from '../files/index.ts'
import { formatAnnotations, formatJobSummary, type Report } from '../report/data/index.ts'
import type { Io } from './io.ts'
import type { Problem } from './problems.ts'

/** Octets that GitHub takes of a step's summary. */
const longestSummary = 1024 * 1024

/**
 * Puts annotations into the log and a summary into the file for it.
 *
 * @returns what could not be written
 */
export async function tellGithub(
  report: Report,
  pathOf: (path: string) => string,
  { env, stdout }: Pick<Io, 'env' | 'stdout'>,
): Promise<Problem | undefined> {
  stdout.write(formatAnnotations(report, pathOf))
  return summariseJob(report, env)
}

/**
 * Adds a summary to the file for it, where there is one.
 *
 * @returns what could not be written
 */
export async function summariseJob(report: Report, env: Io['env']): Promise<Problem | undefined> {
  const file = env.GITHUB_STEP_SUMMARY
  if (!file) return undefined
  try {
    const before = await stat(file).catch(() => undefined)
    const room = longestSummary - (before?.size ?? 0)
    if (room > 1000) await appendFile(file, `${formatJobSummary(report, room)}\n`)
    return undefined
  } catch (cause) {
    const error = new FileError(file, `the summary cannot be written: ${reasonOf(cause)}`, { cause })
    return { path: 'GITHUB_STEP_SUMMARY', error }
  }
}

/**
 * Keeps GitHub from taking what notebooks print for commands to it: lines that begin with `::`. Between `begin` and `end` it heeds
 * nothing but a word that no notebook knows.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 */
export function untrustedIn({ GITHUB_ACTIONS }: Io['env'], text: TextStream): { begin(): void; end(): void } {
  let word: string | undefined
  return {
    begin: () => {
      if (GITHUB_ACTIONS !== 'true') return
      word = randomBytes(16).toString('hex')
      text.write(`::stop-commands::${word}\n`)
    },
    end: () => {
      if (word !== undefined) text.write(`::${word}::\n`)
      word = undefined
    },
  }
}
