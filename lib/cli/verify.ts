import { resolve } from 'node:path'
import { exitCodes, UsageError } from '../command/index.ts'
import { checkWritable, FileError, fingerprint, readTextFile, writeWhole } from '../files/index.ts'
import { formatNotebook } from '../notebook/index.ts'
import { coloursFor, type Entry, formatProblem } from '../report/index.ts'
import type { NotebookRun } from '../run/index.ts'
import type { Verification } from '../verify/index.ts'
import { cellsWithNewDigests } from '../verify/new-digests.ts'
import { ruleUses } from '../verify/rule-uses.ts'
import { verifyUnchanged } from '../verify/unchanged.ts'
import { withoutUpdate } from '../verify/verdict.ts'
import {
  type ExecuteOptions,
  type Executions,
  executeAll,
  type TerminalQuestion,
  type WholeRun,
  withRunTimeout,
} from './execute.ts'
import { ExecutedFolder } from './executed.ts'
import { givenParameters, type ParameterArguments } from './given-parameters.ts'
import type { Io } from './io.ts'
import { KnownNotebooks, type KnownOptions } from './known.ts'
import { type Loaded, loadNotebooks } from './load.ts'
import { guardedReplace } from './pattern-guard.ts'
import { nothingRun, type Problem, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments } from './reports.ts'
import type { UpdateQuestions } from './update-questions.ts'
import { vainRules } from './vain-rules.ts'
import { LeftVerdicts } from './verdicts.ts'
import { wantedReports } from './wanted-reports.ts'

export interface VerifyArguments extends ExecuteOptions, KnownOptions, ReportArguments, ParameterArguments {
  /** A notebook that differs runs a second time, to tell what varies from what is wrong; `false` leaves that out. */
  rerun?: boolean
  /** With `update`, all is stored without asking. */
  yes?: boolean
  /** A folder for the notebooks with their new outputs, of those that fail too. */
  save?: string
}

/** `ackbook verify`: runs notebooks and compares each output with the stored one. */
export async function verifyNotebooks(paths: readonly string[], options: VerifyArguments, io: Io): Promise<Executions> {
  const replace = guardedReplace(2000)
  const parameters = await givenParameters(options, io)
  if (parameters && options.update) {
    const message =
      '--update stores what a notebook gives as it is, and it was given parameters: leave out one of the two'
    throw new UsageError(`${message}; ackbook run --output-dir DIR stores what it gives with them`, {
      consequence: nothingRun,
    })
  }
  const project = await Project.open(options, io)
  const all = await loadNotebooks(paths, io, nothingRun, { output: options.save, project })
  const saved = options.save === undefined ? undefined : new ExecutedFolder(options.save, io)
  await saved?.check(all.notebooks, '--save', 'name another')
  const known = new KnownNotebooks(options, io, parameters?.plain)
  const left = new LeftVerdicts(options, io)
  const reports = await wantedReports(options, 'verify', io)
  const shown = reports?.io ?? io
  const questions = await updateQuestions(options, shown)
  const others = { known: { find }, reports, mustRun: true, parameters }
  const done = await executeAll(all, finish, withRunTimeout(options, project), io, others).finally(close)
  shown.stdout.write(await vainRules(done, all.notebooks, { paths, project }, shown))
  const isVain = done.entries.length > 0 && done.entries.every(({ entry }) => entry.outcome === 'nothing')
  if (done.code === exitCodes.wrong && isVain) {
    io.stderr.write(formatProblem(undefined, 'nothing was verified: every cell is empty or skipped'))
  }
  return done

  async function close(): Promise<void> {
    await known.close()
    await left.close()
  }

  async function find(loaded: Loaded): Promise<Entry | { why: string | undefined }> {
    const found = await known.find(loaded)
    // Pages show the notebook as it is.
    if ('outcome' in found && !parameters) await left.keepUnchanged(loaded, found)
    return found
  }

  async function finish(
    loaded: Loaded,
    run: NotebookRun,
    runAgain: () => Promise<NotebookRun>,
    whole: WholeRun,
    asking: TerminalQuestion,
  ) {
    let isAgreed = true
    const again = () => {
      isAgreed = false
      return runAgain()
    }
    const { rules } = loaded.settings
    const compared = verifyUnchanged(loaded.notebook, run, rules) ?? (await verifyChanged(loaded, run, again))
    const findings = options.update ? withoutUpdate(compared.findings) : compared.findings
    const verification = { ...compared, findings, rules: ruleUses(loaded.notebook, run, rules, replace) }
    const date = io.date().toISOString()
    const outcome = verification.verdict
    const entry: Entry = { ...loaded, run, verification, outcome, date }
    // What took two runs may come out otherwise the next time.
    if (isAgreed && entry.outcome === 'verified') known.keep(loaded, entry)
    else known.forget(loaded)
    const problems = await save(loaded, whole)
    const { entry: told, problem } = await updated(loaded, entry, verification, asking)
    if (!parameters) left.keep(loaded, told)
    return { entry: told, problems: [...problems, ...(problem ? [problem] : [])] }
  }

  async function save(loaded: Loaded, { notebook, run }: WholeRun): Promise<Problem[]> {
    try {
      await saved?.write(loaded, notebook, run)
      return []
    } catch (error) {
      return [unwritten(error, `${loaded.path} was verified, and not saved.`, io.cwd)]
    }
  }

  async function updated(
    loaded: Loaded,
    entry: Entry,
    verification: Verification,
    asking: TerminalQuestion,
  ): Promise<{ entry: Entry; problem?: Problem }> {
    const { run } = entry
    if (!options.update) return { entry }
    const all = cellsToStore(loaded, run, verification)
    if (all.length === 0) return { entry }
    const isAsked = questions !== undefined && verification.verdict === 'differs'
    const changed = isAsked ? await asking((signal) => questions.accepted(entry, all, signal)) : all
    if (changed.length === 0) return { entry }
    try {
      const { updatedNotebook } = await import('../verify/index.ts')
      const stored = isAsked ? { ...verification, changed } : verification
      await replaceNotebook(loaded, formatNotebook(updatedNotebook(loaded.notebook, run, stored)), io)
      if (changed.length < all.length) return { entry: withoutStored(entry, verification, changed) }
      return { entry: { ...entry, verification: { ...verification, changed }, outcome: 'updated' as const } }
    } catch (error) {
      return { entry, problem: { path: loaded.path, error, consequence: 'It was not updated.' } }
    }
  }

  async function verifyChanged(
    { notebook, settings: { rules } }: Loaded,
    run: NotebookRun,
    runAgain: () => Promise<NotebookRun>,
  ) {
    const { verifyAgain, verifyRun } = await import('../verify/index.ts')
    const first = verifyRun(notebook, run, { replace, rules })
    if (!needsSecondRun(first, options)) return first
    return verifyAgain(notebook, run, await runAgain(), first, { replace, rules })
  }
}

/** What differs; else, of a notebook that is verified, what came with a digest that is not stored. */
function cellsToStore({ notebook }: Loaded, run: NotebookRun, { verdict, changed }: Verification): number[] {
  if (verdict === 'differs') return changed
  return verdict === 'verified' ? cellsWithNewDigests(notebook, run) : []
}

/** Where a person sits at the terminal who has not said yes to all. */
async function updateQuestions({ update, yes, json }: VerifyArguments, io: Io): Promise<UpdateQuestions | undefined> {
  const { askForLine, env, stdout } = io
  // What reads stdout can be no person.
  if (!update || yes || !askForLine || env.CI || json === '-') return undefined
  const { UpdateQuestions } = await import('./update-questions.ts')
  return new UpdateQuestions(io, askForLine, coloursFor(env, stdout.isTTY === true))
}

/** What is left of it once some of the cells that differed are stored. */
function withoutStored(entry: Entry, verification: Verification, stored: readonly number[]): Entry {
  const isLeft = (cell: number | undefined) => cell === undefined || !stored.includes(cell)
  const findings = verification.findings.filter(({ cell }) => isLeft(cell))
  const changed = verification.changed.filter(isLeft)
  return { ...entry, verification: { ...verification, findings, changed } }
}

/** With `--update` the new outputs are wanted, whatever they are. */
function needsSecondRun({ verdict, findings }: Verification, { update, rerun = true }: VerifyArguments): boolean {
  return rerun && !update && verdict === 'differs' && findings.some(({ kind }) => kind === 'output-differs')
}

/**
 * Writes a notebook where it was read, unless someone else wrote there meanwhile.
 *
 * @throws FileError; the file is then as it was
 */
export async function replaceNotebook(loaded: Loaded, content: string, io: Io): Promise<void> {
  const { path } = loaded
  if (fingerprint(content) === loaded.fingerprint) return
  const file = resolve(io.cwd, path)
  await checkWritable(file)
  if (fingerprint(await readTextFile(path, io.cwd)) !== loaded.fingerprint)
    throw new FileError(path, 'was changed by someone else while it ran')
  await writeWhole(file, content)
}
