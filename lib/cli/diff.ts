import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exitCodes, UsageError } from '../command/index.ts'
import { comparePaths, FileError, findNotebooks, readNotebook, reasonOf } from '../files/index.ts'
import type { Notebook } from '../notebook/index.ts'
import { coloursFor } from '../report/index.ts'
import { areSame, type ComparedNotebooks, formatDiffSum, formatNotebookDiff } from '../report/notebook-diff.ts'
import { diffNotebooks } from '../verify/notebook-diff.ts'
import type { Io } from './io.ts'
import { guardedReplace } from './pattern-guard.ts'
import { describeProblem, type Problem, problemReport } from './problems.ts'
import { Project } from './project.ts'
import { checkTargets, type ReportTarget, writeTargets } from './report-files.ts'
import type { ConfigArguments } from './settings.ts'
import { version } from './version.ts'

export interface DiffArguments extends Pick<ConfigArguments, 'config'> {
  /** All counts, whatever the rules let vary. */
  exact?: boolean
  sourceOnly?: boolean
  outputsOnly?: boolean
  /** Files for what differs, or `-` for stdout. */
  json?: string
  html?: string
  /** The arguments are those of an external diff of git. */
  git?: boolean
}

const uncompared = 'Nothing was compared.'

/** Two files that are set against each other; one may be absent. */
interface PathPair {
  name: string
  before: string | undefined
  after: string | undefined
  /** Where the rules are looked for. */
  place: string
}

/** `ackbook diff`: two notebooks, or those of two folders, cell by cell. */
export async function diffPaths(paths: readonly string[], options: DiffArguments, given: Io): Promise<number> {
  const { git = false, exact: isExact = false, sourceOnly, outputsOnly } = options
  if (sourceOnly && outputsOnly)
    throw new UsageError('--source-only and --outputs-only leave nothing: give one', { consequence: uncompared })
  const targets = targetsOf(options)
  const io = targets.some(({ path }) => path === '-') ? { ...given, stdout: given.stderr } : given
  await checkTargets(targets, [], io.cwd)
  const pairs = git ? [pairOfGit(paths)] : await pathPairs(paths, io.cwd)
  const project = await Project.open(options, io)
  const replace = guardedReplace(2000)
  const only = sourceOnly ? 'source' : outputsOnly ? 'outputs' : undefined
  // What git calls has a pager for its terminal.
  const isTerminal = io.stdout.isTTY === true || (git && io.env.GIT_PAGER_IN_USE === 'true')
  const colours = coloursFor(io.env, isTerminal)
  const all: ComparedNotebooks[] = []
  const problems: Problem[] = []
  for (const { name, before, after, place } of pairs) {
    try {
      const [one, other] = await Promise.all([readIfThere(before, io.cwd), readIfThere(after, io.cwd)])
      const { rules } = await project.settingsFor(place, false)
      const whole = { before: one ?? emptied(other!), after: other ?? emptied(one!) }
      const diff = diffNotebooks(whole.before, whole.after, { path: after ?? place, replace, rules, isExact, only })
      const alone = one === undefined ? 'added' : other === undefined ? 'removed' : undefined
      const compared: ComparedNotebooks = { name, ...whole, diff, ...(alone && { alone }) }
      all.push(compared)
      if (!areSame(compared) || pairs.length === 1) io.stdout.write(formatNotebookDiff(compared, colours))
    } catch (error) {
      problems.push({ error, consequence: pairs.length > 1 ? 'It was not compared.' : uncompared })
    }
  }
  if (pairs.length > 1 && all.length > 0) io.stdout.write(formatDiffSum(all, colours))
  const written = await writeTargets(targets, (format) => diffContent(format, all, problems, paths), given)
  for (const problem of [...problems, ...written]) io.stderr.write(describeProblem(problem, false))
  // Git goes on with the next file only then.
  if (git) return exitCodes.good
  if (problems.length + written.length > 0) return exitCodes.couldNot
  return all.every(areSame) ? exitCodes.good : exitCodes.wrong
}

function targetsOf({ json, html }: DiffArguments): ReportTarget[] {
  return [
    ...(json === undefined ? [] : [{ format: 'json' as const, path: json }]),
    ...(html === undefined ? [] : [{ format: 'html' as const, path: html }]),
  ]
}

/**
 * `path old-file old-hex old-mode new-file new-hex new-mode`, and more where it was renamed.
 *
 * @see https://git-scm.com/docs/git#Documentation/git.txt-GITEXTERNALDIFF
 */
function pairOfGit([path, before, , , after]: readonly string[]): PathPair {
  if (path === undefined || before === undefined || after === undefined)
    throw new UsageError(
      '--git takes seven arguments, as git gives them: git config diff.ipynb.command "ackbook diff --git"',
      {
        consequence: uncompared,
      },
    )
  const there = (file: string) => (/^(?:\/dev\/null|nul)$/i.test(file) ? undefined : file)
  return { name: path, before: there(before), after: there(after), place: path }
}

async function pathPairs([a, b, ...more]: readonly string[], cwd: string): Promise<PathPair[]> {
  if (more.length > 0)
    throw new UsageError(`diff compares two, and ${more.length + 2} are named`, { consequence: uncompared })
  const [one, other] = [a!, b!].map((path) => isFolder(path, cwd))
  if (one !== other) {
    const [folder, file] = one ? [a, b] : [b, a]
    throw new UsageError(`${folder} is a folder and ${file} is none: name two notebooks, or two folders`, {
      consequence: uncompared,
    })
  }
  if (!one) return [{ name: `${a} → ${b}`, before: a, after: b, place: b! }]
  const [left, right] = await Promise.all([belowOf(a!, cwd), belowOf(b!, cwd)])
  const names = [...new Set([...left, ...right])].sort(comparePaths)
  if (names.length === 0)
    throw new UsageError(`there are no notebooks in ${a} and in ${b}`, { consequence: uncompared })
  return names.map((name) => ({
    name,
    before: left.has(name) ? join(a!, name) : undefined,
    after: right.has(name) ? join(b!, name) : undefined,
    place: join(right.has(name) ? b! : a!, name),
  }))
}

function isFolder(path: string, cwd: string): boolean {
  try {
    return statSync(resolve(cwd, path)).isDirectory()
  } catch (cause) {
    throw new FileError(path, `cannot be read: ${reasonOf(cause)}. ${uncompared}`, { cause })
  }
}

async function belowOf(folder: string, cwd: string): Promise<Set<string>> {
  const { notebooks, problems } = await findNotebooks([folder], cwd)
  const [problem] = problems.filter(({ path }) => path !== folder)
  if (problem) throw problem
  return new Set(notebooks.map(({ below }) => below))
}

async function readIfThere(path: string | undefined, cwd: string): Promise<Notebook | undefined> {
  return path === undefined ? undefined : readNotebook(path, cwd)
}

/** What stands for a notebook that is not there. */
function emptied(notebook: Notebook): Notebook {
  return { ...notebook, cells: [] }
}

async function diffContent(
  format: ReportTarget['format'],
  all: readonly ComparedNotebooks[],
  problems: readonly Problem[],
  paths: readonly string[],
) {
  if (format !== 'html') {
    const { diffReport } = await import('../report/diff-data.ts')
    return `${JSON.stringify(diffReport(all, problems.map(problemReport), version()), undefined, 2)}\n`
  }
  const { htmlDiffPage } = await import('../report/html/index.ts')
  return htmlDiffPage(paths.length === 2 ? paths.join(' → ') : paths[0]!, all)
}
