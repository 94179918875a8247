import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, type Terminal, UsageError, worse } from '../command/index.ts'
import { playScript, ScriptError, type ScriptVerdict } from '../packetdrill/index.ts'
import { count, thousands } from '../words.ts'
import type { ScriptAsked } from './script-grammar.ts'

/** What came of one script. */
interface ScriptOutcome {
  file: string
  outcome: 'passes' | 'differs' | 'unreadable'
  line?: number
  column?: number
  /** Why, in words. */
  what?: string
  expected?: string
  seen?: string
  notes?: readonly string[]
  /** Milliseconds of virtual time. */
  lasted?: number
}

/** Control characters of a script are not the terminal's. */
const CONTROL = /[^\P{Cc}\t]/gu

/** Plays scripts, one after another. @returns the exit code */
export async function runScripts(asked: ScriptAsked, { stdout }: Terminal): Promise<number> {
  const files = await scriptsAt(asked.paths)
  if (asked.svg !== undefined && files.length > 1) {
    throw new UsageError(`--svg draws one script, and these are ${files.length}: name one`)
  }
  const print = (line: string): void => void stdout.write(`${line.replace(CONTROL, '\u00b7')}\n`)
  const outcomes: ScriptOutcome[] = []
  for (const file of files) {
    const outcome = await scriptOutcome(file, asked, print)
    outcomes.push(outcome)
    if (!asked.json) for (const line of outcomeLines(outcome, files.length === 1)) print(line)
  }
  if (asked.json) stdout.write(`${JSON.stringify(outcomes, undefined, 2)}\n`)
  else if (files.length > 1) for (const line of outcomeSummary(outcomes, asked)) print(line)
  return worse(...outcomes.map(({ outcome }) => OUTCOME_CODES[outcome]))
}

const OUTCOME_CODES = { passes: exitCodes.good, differs: exitCodes.wrong, unreadable: exitCodes.couldNot } as const

async function scriptOutcome(file: string, asked: ScriptAsked, print: (line: string) => void): Promise<ScriptOutcome> {
  const { os, strict, ladder, svg, json } = asked
  const text = await textOfScript(file)
  try {
    const verdict = playScript(text, { os, strict, records: ladder || svg !== undefined })
    if (svg !== undefined) await drawTo(verdict, svg)
    if (ladder && !json) for (const line of (await ladderOf(verdict)).table.split('\n')) print(line)
    const { difference, notes, lasted } = verdict
    const rest = { ...(notes.length > 0 && { notes }), lasted }
    return difference ? { file, outcome: 'differs', ...difference, ...rest } : { file, outcome: 'passes', ...rest }
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    return { file, outcome: 'unreadable', line: error.line, column: error.column, what: error.message }
  }
}

async function ladderOf(verdict: ScriptVerdict) {
  return (await import('./script-ladder.ts')).scriptLadder(verdict)
}

async function drawTo(verdict: ScriptVerdict, svg: string): Promise<void> {
  try {
    await writeFile(svg, (await ladderOf(verdict)).svg())
  } catch (cause) {
    throw new UsageError(`${svg} cannot be written: ${fileObstacle(cause)}; give --svg another name`, { cause })
  }
}

function outcomeLines(
  { file, outcome, line, column, what, expected, seen, notes = [], lasted = 0 }: ScriptOutcome,
  alone: boolean,
): string[] {
  const noted = alone ? notes.map((note) => `  ${note}`) : []
  if (outcome === 'passes') return [`${file}: passes (${thousands(Math.round(lasted))} ms of virtual time)`, ...noted]
  if (outcome === 'unreadable') return [`${file}:${line}:${column}: cannot be played: ${what}`]
  return [`${file}:${line}: ${what}`, `  expected  ${expected}`, `  seen      ${seen}`, ...noted]
}

function outcomeSummary(outcomes: readonly ScriptOutcome[], { os }: ScriptAsked): string[] {
  const of = (wanted: ScriptOutcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === wanted).length
  const passed = outcomes.flatMap(({ notes = [] }) => notes).length
  const parts = [
    `${of('passes')} of ${count(outcomes.length, 'script')} pass by the rules of ${os}`,
    `${of('differs')} differ`,
    `${of('unreadable')} cannot be played`,
  ]
  const notes = passed > 0 ? [`${count(passed, 'command is', 'commands are')} passed over: none is ever run`] : []
  return ['', `${parts.join(', ')}.`, ...notes.map((note) => `${note}.`)]
}

async function textOfScript(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${fileObstacle(cause)}`, { cause })
  }
}

/** The scripts that are meant; those of a folder by name, in order. @throws UsageError where there is none */
async function scriptsAt(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      (cause: unknown) => {
        throw new UsageError(`${path} cannot be read: ${fileObstacle(cause)}; give a script, or a folder of them`, {
          cause,
        })
      },
    )
    if (!isFolder) {
      files.push(path)
      continue
    }
    const inside = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.pkt')).sort()
    if (inside.length === 0) throw new UsageError(`${path} has no script in it: their names end in .pkt`)
    files.push(...inside.map((name) => join(path, name)))
  }
  return files
}

function fileObstacle(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'there is nothing of that name'
  if (code === 'EISDIR') return 'it is a folder'
  return code === 'EACCES' ? 'it is not allowed' : error instanceof Error ? error.message : String(error)
}
