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
import type { ChangedArguments } from './changed.ts'
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
import type { Loaded, LoadedAll } from './load.ts'
import { guardedReplace } from './pattern-guard.ts'
import { nothingRun, type Problem, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments, Reports } from './reports.ts'
import { runsUntilGood } from './retries.ts'
import { LastResults } from './select/last-results.ts'
import { loadSelected, type SelectArguments, tellSelection } from './select/select.ts'
import { onlyTouched } from './touched.ts'
import type { UpdateQuestions } from './update-questions.ts'
import { vainRules } from './vain-rules.ts'
import { LeftVerdicts } from './verdicts.ts'
import { wantedReports } from './wanted-reports.ts'

export interface VerifyArguments
  extends ExecuteOptions,
    KnownOptions,
    SelectArguments,
    ReportArguments,
    ChangedArguments,
    ParameterArguments {
  /** A notebook that differs runs a second time, to tell what varies from what is wrong; `false` leaves that out. */
  rerun?: boolean
  /** With `update`, all is stored without asking. */
  yes?: boolean
  /** A folder for the notebooks with their new outputs, of those that fail too. */
  save?: string
}

/** `ackbook verify`: runs notebooks and compares each output with the stored one. */
export async function verifyNotebooks(paths: readonly string[], options: VerifyArguments, io: Io): Promise<Executions> {
  const project = await Project.open(options, io)
  const last = new LastResults('verify', options, io)
  const selected = await loadSelected(paths, options, { io, project, last, output: options.save })
  const reports = options.list ? undefined : await wantedReports(options, 'verify', io)
  const shown = reports?.io ?? io
  const all = await onlyTouched(selected, options, shown)
  tellSelection(selected, shown, reports)
  const isNarrowed = selected.isNarrowed || all !== selected
  const done = await verifyLoaded(all, { paths, project, reports, isNarrowed }, options, io)
  if (!options.list) await last.keep(all.notebooks, done)
  return done
}

/** What a command line means, once it was read. */
interface MeantNotebooks {
  paths: readonly string[]
  project: Project
  reports?: Reports | undefined
  /** There are more notebooks. */
  isNarrowed: boolean
  /** How it is when they are verified again and again. */
  round?: VerifyRound
}

/** One time of many. */
interface VerifyRound {
  /** Ends it without a word. */
  signal: AbortSignal
  /** Notebooks that go before the others, by path. */
  first: ReadonlySet<string>
  /** What was verified before may stand. */
  mayStand: boolean
  /** Hears of a notebook that was written, before anybody else can. @param fingerprint of what is written */
  wrote(loaded: Loaded, fingerprint: string): void
}

/** The same of notebooks that were loaded. */
export async function verifyLoaded(
  all: LoadedAll,
  { paths, project, reports, isNarrowed, round }: MeantNotebooks,
  options: VerifyArguments,
  io: Io,
): Promise<Executions> {
  const replace = guardedReplace(2000)
  const parameters = await givenParameters(options, io)
  if (parameters && options.update) {
    const message =
      '--update stores what a notebook gives as it is, and it was given parameters: leave out one of the two'
    throw new UsageError(`${message}; ackbook run --output-dir DIR stores what it gives with them`, {
      consequence: nothingRun,
    })
  }
  const saved = options.save === undefined ? undefined : new ExecutedFolder(options.save, io)
  await saved?.check(all.notebooks, '--save', 'name another')
  const known = new KnownNotebooks(options, io, parameters?.plain)
  const left = new LeftVerdicts(options, io)
  const shown = reports?.io ?? io
  const questions = options.list ? undefined : await updateQuestions(options, shown)
  const others = { known: { find }, reports, mustRun: true, parameters, signal: round?.signal, first: round?.first }
  const done = await executeAll(all, finish, withRunTimeout(options, project), io, others).finally(close)
  if (options.list) return done
  shown.stdout.write(await vainRules(done, all.notebooks, { paths, project, isNarrowed }, shown))
  const isVain = done.entries.length > 0 && done.entries.every(({ entry }) => entry.outcome === 'nothing')
  if (done.code === exitCodes.wrong && isVain) {
    const which = done.entries.every(({ entry }) => entry.chosen === undefined) ? 'every cell' : 'every cell of those'
    io.stderr.write(formatProblem(undefined, `nothing was verified: ${which} is empty or skipped`))
  }
  return done

  async function close(): Promise<void> {
    await known.close()
    await left.close()
  }

  async function find(loaded: Loaded): Promise<Entry | { why: string | undefined }> {
    const found = await known.find(loaded)
    if ('outcome' in found && round?.mayStand === false) return { why: undefined }
    // Pages show the notebook as it is.
    if ('outcome' in found && !parameters) await left.keepUnchanged(loaded, found)
    return found
  }

  async function finish(
    loaded: Loaded,
    first: NotebookRun,
    runAgain: () => Promise<NotebookRun>,
    whole: WholeRun,
    asking: TerminalQuestion,
  ) {
    let isAgreed = true
    const again = () => {
      isAgreed = false
      return runAgain()
    }
    const { rules, retries } = loaded.settings
    const scope = { rules, chosen: loaded.chosen }
    const tried = await runsUntilGood(first, retries, again, async (run) => {
      return verifyUnchanged(loaded.notebook, run, scope) ?? (await verifyChanged(loaded, run, again))
    })
    const { run, result: compared, earlier } = tried
    const findings = options.update ? withoutUpdate(compared.findings) : compared.findings
    const verification = { ...compared, findings, rules: ruleUses(loaded.notebook, run, scope, replace) }
    const date = io.date().toISOString()
    const outcome = earlier.length > 0 && verification.verdict === 'verified' ? 'flaky' : verification.verdict
    const entry: Entry = { ...loaded, run, verification, outcome, date, ...(earlier.length > 0 && { earlier }) }
    // What took two runs may come out otherwise the next time.
    if (isAgreed && entry.outcome === 'verified') known.keep(loaded, entry)
    else known.forget(loaded)
    const problems = await save(loaded, whole, run)
    const { entry: told, problem } = await updated(loaded, entry, verification, asking)
    if (!parameters) left.keep(loaded, told)
    return { entry: told, problems: [...problems, ...(problem ? [problem] : [])] }
  }

  async function save(loaded: Loaded, whole: WholeRun, run: NotebookRun): Promise<Problem[]> {
    try {
      await saved?.write(loaded, whole.notebook, whole.of(run))
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
      const content = formatNotebook(updatedNotebook(loaded.notebook, run, stored, loaded.chosen))
      round?.wrote(loaded, fingerprint(content))
      await replaceNotebook(loaded, content, io)
      if (changed.length < all.length) return { entry: withoutStored(entry, verification, changed) }
      return { entry: { ...entry, verification: { ...verification, changed }, outcome: 'updated' as const } }
    } catch (error) {
      return { entry, problem: { path: loaded.path, error, consequence: 'It was not updated.' } }
    }
  }

  async function verifyChanged(
    { notebook, chosen, settings: { rules } }: Loaded,
    run: NotebookRun,
    runAgain: () => Promise<NotebookRun>,
  ) {
    const { verifyAgain, verifyRun } = await import('../verify/index.ts')
    const comparing = { replace, rules, chosen }
    const first = verifyRun(notebook, run, comparing)
    if (!needsSecondRun(first, options)) return first
    return verifyAgain(notebook, run, await runAgain(), first, comparing)
  }
}

/** What differs; else, of a notebook that is verified, what came with a digest that is not stored. */
function cellsToStore({ notebook, chosen }: Loaded, run: NotebookRun, { verdict, changed }: Verification): number[] {
  if (verdict === 'differs') return changed
  const digested = verdict === 'verified' ? cellsWithNewDigests(notebook, run) : []
  return digested.filter((index) => chosen?.has(index) !== false)
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
export async function replaceNotebook(
  loaded: Pick<Loaded, 'path' | 'fingerprint'>,
  content: string,
  io: Pick<Io, 'cwd'>,
): Promise<void> {
  const { path } = loaded
  if (fingerprint(content) === loaded.fingerprint) return
  const file = resolve(io.cwd, path)
  await checkWritable(file)
  if (fingerprint(await readTextFile(path, io.cwd)) !== loaded.fingerprint)
    throw new FileError(path, 'was changed by someone else while it ran')
  await writeWhole(file, content)
}
