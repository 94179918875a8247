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
import { type ExecuteOptions, type Executions, executeAll } from './execute.ts'
import { ExecutedFolder } from './executed.ts'
import type { Io } from './io.ts'
import { KnownNotebooks, type KnownOptions } from './known.ts'
import type { Loaded } from './load.ts'
import { guardedReplace } from './pattern-guard.ts'
import { type Problem, unwritten } from './problems.ts'
import { Project } from './project.ts'
import type { ReportArguments } from './reports.ts'
import { runsUntilGood } from './retries.ts'
import { LastResults } from './select/last-results.ts'
import { loadSelected, type SelectArguments, tellSelection } from './select/select.ts'
import { vainRules } from './vain-rules.ts'
import { LeftVerdicts } from './verdicts.ts'
import { wantedReports } from './wanted-reports.ts'

export interface VerifyArguments extends ExecuteOptions, KnownOptions, SelectArguments, ReportArguments {
  /** A notebook that differs runs a second time, to tell what varies from what is wrong; `false` leaves that out. */
  rerun?: boolean
  /** A folder for the notebooks with their new outputs, of those that fail too. */
  save?: string
}

/** `ackbook verify`: runs notebooks and compares each output with the stored one. */
export async function verifyNotebooks(paths: readonly string[], options: VerifyArguments, io: Io): Promise<Executions> {
  const replace = guardedReplace(2000)
  const project = await Project.open(options, io)
  const last = new LastResults('verify', options, io)
  const all = await loadSelected(paths, options, { io, project, last, output: options.save })
  const saved = options.save === undefined ? undefined : new ExecutedFolder(options.save, io)
  await saved?.check(all.notebooks, '--save', 'name another')
  const known = new KnownNotebooks(options, io)
  const left = new LeftVerdicts(options, io)
  const reports = options.list ? undefined : await wantedReports(options, 'verify', io)
  const shown = reports?.io ?? io
  tellSelection(all, shown, reports)
  const others = { known: { find }, reports, mustRun: true }
  const done = await executeAll(all, finish, options, io, others).finally(close)
  if (options.list) return done
  await last.keep(all.notebooks, done)
  shown.stdout.write(await vainRules(done, all.notebooks, { paths, project, isNarrowed: all.isNarrowed }, shown))
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
    if ('outcome' in found) await left.keepUnchanged(loaded, found)
    return found
  }

  async function finish(loaded: Loaded, first: NotebookRun, runAgain: () => Promise<NotebookRun>) {
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
      await replaceNotebook(
        loaded,
        formatNotebook(updatedNotebook(loaded.notebook, run, verification, loaded.chosen)),
        io,
      )
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
