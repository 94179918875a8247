import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { exitCodes, UsageError } from '../command/index.ts'
import { readTextFile, writeWhole } from '../files/index.ts'
import { chooseKernel, UnknownKernelError } from '../kernel/index.ts'
import { type Colours, coloursFor, formatProblem } from '../report/index.ts'
import { checkKernel, type KernelCheck, type KernelSnippets, snippetNames } from '../run/index.ts'
import type { Io } from './io.ts'
import { anyTypeScript } from './kernels.ts'
import { checkTargets } from './report-files.ts'

interface CheckOptions {
  json?: string
  source?: string
}

/** `ackbook kernels check [NAME]`: tries what a kernel does that matters for verifying, and says what each thing means. */
export async function checkKernelNamed(name: string | undefined, options: CheckOptions, io: Io): Promise<number> {
  const { json, source } = options
  if (json !== undefined) await checkTargets([{ format: 'json', path: json }], [], io.cwd)
  const own = source === undefined ? {} : await snippetsIn(source, io.cwd)
  const choice = await chooseKernel(anyTypeScript, join(io.cwd, 'x.ipynb'), { kernel: name }).catch((error) => {
    if (name === undefined || !(error instanceof UnknownKernelError)) throw error
    const message = `no kernel is named ${JSON.stringify(name)}; there are ${error.found.join(', ')}`
    throw new UsageError(message, { consequence: 'Nothing was tried.', cause: error })
  })
  const people = json === '-' ? io.stderr : io.stdout
  const colours = coloursFor(io.env, people === io.stdout && io.stdout.isTTY === true)
  const { spec, place } = choice
  people.write(` ${choice.name}   ${[spec.display_name, place].filter((word) => word !== '').join('   ')}\n`)
  const checks: KernelCheck[] = []
  const interrupt = new AbortController()
  const forget = io.onInterrupt(() => {
    if (interrupt.signal.aborted) io.exit(exitCodes.interrupted)
    interrupt.abort()
  })
  const cwd = await mkdtemp(join(tmpdir(), 'ackbook-check-'))
  const say = (sentence: string) => io.stderr.write(formatProblem(undefined, sentence))
  try {
    for await (const each of checkKernel(choice, { cwd, own, say, signal: interrupt.signal })) {
      checks.push(each)
      people.write(formatCheck(each, colours))
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    io.stderr.write(formatProblem(undefined, 'interrupted: the kernel is ended'))
    return exitCodes.interrupted
  } finally {
    forget()
    await rm(cwd, { recursive: true, force: true })
  }
  const isFit = checks.every(({ does, isNeeded }) => does === 'yes' || !isNeeded)
  people.write(`\n ${verdictOf(checks, isFit, colours)}\n`)
  if (json !== undefined) {
    const { name: kernel, spec } = choice
    const said = { kernel, title: spec.display_name, language: spec.language, place, isFit, checks }
    const text = `${JSON.stringify(said, undefined, 2)}\n`
    if (json === '-') io.stdout.write(text)
    else await writeWhole(resolve(io.cwd, json), text)
  }
  return isFit ? exitCodes.good : exitCodes.wrong
}

const whatWidth = 'update_display_data'.length

function formatCheck({ what, does, says, isNeeded }: KernelCheck, { green, red, yellow, dim }: Colours): string {
  const lack = isNeeded ? red('✗') : yellow('✗')
  const sign = does === 'yes' ? green('✓') : does === 'no' ? lack : dim('–')
  return ` ${sign} ${what.padEnd(whatWidth)}   ${does === 'untried' ? dim(says) : says}\n`
}

function verdictOf(checks: readonly KernelCheck[], isFit: boolean, { green, red }: Colours): string {
  const count = (which: KernelCheck['does']) => checks.filter(({ does }) => does === which).length
  const counts = `${count('yes')} of ${checks.length}${count('untried') > 0 ? `, ${count('untried')} not tried` : ''}`
  if (isFit) return `${green('all that verifying needs is there')} · ${counts}`
  const lacking = checks.filter(({ does, isNeeded }) => isNeeded && does !== 'yes').map(({ what }) => what)
  return `${red('not enough to verify notebooks')}: ${lacking.join(', ')} · ${counts}`
}

/** @throws UsageError, or FileError */
async function snippetsIn(file: string, cwd: string): Promise<KernelSnippets> {
  const text = await readTextFile(file, cwd)
  const refuse = (reason: string, cause?: unknown): never => {
    throw new UsageError(`--source ${file} ${reason}`, { consequence: 'Nothing was tried.', cause })
  }
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    refuse(`is not JSON: ${(error as Error).message}`, error)
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    refuse('is no object, such as { "stdout": "println(\\"ackbook\\")" }')
  for (const [name, source] of Object.entries(given as object)) {
    if (!snippetNames.includes(name as keyof KernelSnippets))
      refuse(`has "${name}", which nothing is tried with: ${snippetNames.join(', ')} are`)
    if (typeof source !== 'string') refuse(`has no text under "${name}"`)
  }
  return given as KernelSnippets
}
