import { resolve } from 'node:path'
import { exitCodes } from '../command/index.ts'
import { checkWritable, FileError, fingerprint, readTextFile, writeWhole } from '../files/index.ts'
import { formatNotebook } from '../notebook/index.ts'
import { type Entry, formatProblem } from '../report/index.ts'
import type { NotebookRun } from '../run/index.ts'
import type { Verification } from '../verify/index.ts'
import { cellsWithNewDigests } from '../verify/new-digests.ts'
import { ruleUses } from '../verify/rule-uses.ts'
import { verifyUnchanged } from '../verify/unchanged.ts'
import { withoutUpdate } from '../verify/verdict.ts'
import type { ChangedArguments } from './changed.ts'
import { type ExecuteOptions, type Executions, executeAll } from './execute.ts'
import { ExecutedFolder } from './executed.ts'
import type { Io } from './io.ts'
import { KnownNotebooks, type KnownOptions } from './known.ts'
import { type Loaded, type LoadedAll, loadNotebooks } from './load.ts'
import { guardedReplace } from './pattern-guard.ts'
import { nothingRun, type Problem, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments, Reports } from './reports.ts'
import { onlyTouched } from './touched.ts'
import { vainRules } from './vain-rules.ts'
import { LeftVerdicts } from './verdicts.ts'
import { wantedReports } from './wanted-reports.ts'

export interface VerifyArguments extends ExecuteOptions, KnownOptions, ReportArguments, ChangedArguments {
  /** A notebook that differs runs a second time, to tell what varies from what is wrong; `false` leaves that out. */
  rerun?: boolean
  /** A folder for the notebooks with their new outputs, of those that fail too. */
  save?: string
}

/** `ackbook verify`: runs notebooks and compares each output with the stored one. */
export async function verifyNotebooks(paths: readonly string[], options: VerifyArguments, io: Io): Promise<Executions> {
  const project = await Project.open(options, io)
  const all = await loadNotebooks(paths, io, nothingRun, { output: options.save, project })
  const reports = await wantedReports(options, 'verify', io)
  const touched = await onlyTouched(all, options, reports?.io ?? io)
  return verifyLoaded(touched, { paths, project, reports, isPart: touched !== all }, options, io)
}

/** What a command line means, once it was read. */
interface MeantNotebooks {
  paths: readonly string[]
  project: Project
  reports?: Reports | undefined
  /** There are more notebooks. */
  isPart: boolean
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
  { paths, project, reports, isPart, round }: MeantNotebooks,
  options: VerifyArguments,
  io: Io,
): Promise<Executions> {
  const replace = guardedReplace(2000)
  const saved = options.save === undefined ? undefined : new ExecutedFolder(options.save, io)
  await saved?.check(all.notebooks, '--save', 'name another')
  const known = new KnownNotebooks(options, io)
  const left = new LeftVerdicts(options, io)
  const others = { known: { find }, reports, mustRun: true, signal: round?.signal, first: round?.first }
  const done = await executeAll(all, finish, options, io, others).finally(close)
  const shown = reports?.io ?? io
  shown.stdout.write(await vainRules(done, all.notebooks, { paths, project, isPart }, shown))
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
    if ('outcome' in found && round?.mayStand === false) return { why: undefined }
    if ('outcome' in found) await left.keepUnchanged(loaded, found)
    return found
  }

  async function finish(loaded: Loaded, run: NotebookRun, runAgain: () => Promise<NotebookRun>) {
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
    const problems = await save(loaded, run)
    const { entry: told, problem } = await updated(loaded, entry, verification)
    left.keep(loaded, told)
    return { entry: told, problems: [...problems, ...(problem ? [problem] : [])] }
  }

  async function save(loaded: Loaded, run: NotebookRun): Promise<Problem[]> {
    try {
      await saved?.write(loaded, loaded.notebook, run)
      return []
    } catch (error) {
      return [unwritten(error, `${loaded.path} was verified, and not saved.`, io.cwd)]
    }
  }

  async function updated(
    loaded: Loaded,
    entry: Entry,
    verification: Verification,
  ): Promise<{ entry: Entry; problem?: Problem }> {
    const { run } = entry
    if (!options.update) return { entry }
    const changed = cellsToStore(loaded, run, verification)
    if (changed.length === 0) return { entry }
    try {
      const { updatedNotebook } = await import('../verify/index.ts')
      const content = formatNotebook(updatedNotebook(loaded.notebook, run, verification))
      round?.wrote(loaded, fingerprint(content))
      await replaceNotebook(loaded, content, io)
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
