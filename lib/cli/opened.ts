import { statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { asksItsReader } from '../notebook/index.ts'
import { count } from '../words.ts'
import { type CopyPlan, copyPlan, makeCopies } from './copies.ts'
import type { Io } from './io.ts'
import { isCopy } from './learn.ts'
import { type Loaded, loadNotebooks } from './load.ts'
import { describeProblem } from './problems.ts'
import { Project } from './project.ts'
import { shownPath } from './shown-path.ts'

/** Options by which the caller says himself what Jupyter shows first. */
const ownFolder = /^--(?:\w+\.)?(?:root[_-]dir|notebook[_-]dir|preferred[_-]dir)(?:=|$)/

/**
 * What Jupyter is told to open, with learner's copies in place of notebooks that ask their reader something; they are made first.
 * What names copies, or what has none, stays.
 *
 * @param args what Jupyter's application is to get
 */
export async function withCopiesOpened(args: readonly string[], io: Io): Promise<string[]> {
  if (args.some((each) => ownFolder.test(each))) return [...args]
  const place = args.findIndex((each) => !each.startsWith('-') && isOpenable(resolve(io.cwd, each)))
  const asked = place < 0 ? undefined : resolve(io.cwd, args[place]!)
  const project = await Project.open({}, io)
  const usual = await originalsIn([], project, io)
  if (asked === undefined || (usual[0] && isIn(asked, copyPlan(usual, undefined, io).folder))) {
    const plan = await copied(usual, io)
    // All of the project can be opened, the copies are what is shown first.
    return plan ? [...args, `--ServerApp.preferred_dir=${plan.out}`] : [...args]
  }
  const plan = (await copied(usual, io, asked)) ?? (await copied(await originalsIn([asked], project, io), io, asked))
  return plan ? args.with(place, shownPath(join(plan.out, relative(plan.folder, asked)), io.cwd)) : [...args]
}

/** Whether it is a notebook or a folder. @param path absolute */
export function isOpenable(path: string): boolean {
  const entry = statSync(path, { throwIfNoEntry: false })
  return entry?.isDirectory() === true || (entry?.isFile() === true && path.endsWith('.ipynb'))
}

/** Whether `folder` lies below another, and is not that. */
function isIn(above: string, folder: string): boolean {
  const way = relative(above, folder)
  return way !== '' && !way.startsWith('..')
}

/** What cannot be read is told of when it is verified. */
async function originalsIn(paths: readonly string[], project: Project, io: Io): Promise<Loaded[]> {
  const { notebooks } = await loadNotebooks(paths, io, '', { project, isRun: false })
  return notebooks.filter((loaded) => !isCopy(loaded))
}

/**
 * Makes the copies of all, where one of them asks something.
 *
 * @param asked what they must hold, absolute
 */
async function copied(notebooks: readonly Loaded[], io: Io, asked?: string): Promise<CopyPlan | undefined> {
  if (!notebooks.some(({ notebook }) => asksItsReader(notebook))) return undefined
  const plan = copyPlan(notebooks, undefined, io)
  if (asked !== undefined && asked !== plan.folder && !isIn(plan.folder, asked)) return undefined
  const done = await makeCopies(notebooks, plan, io)
  for (const problem of done.problems) io.stderr.write(describeProblem(problem, false))
  const kept = done.notebooks.filter(({ isKept }) => isKept).length
  const made = count(done.notebooks.length - kept, "learner's copy is", "learner's copies are")
  const said = [
    ...(kept < done.notebooks.length ? [`${made} new in ${shownPath(plan.out, io.cwd)}`] : []),
    ...(kept > 0 ? [`${kept} of ${shownPath(plan.out, io.cwd)} kept, in which you may have worked`] : []),
  ]
  io.stdout.write(`${said.join('; ')}; ackbook jupyter --author opens the originals\n`)
  return plan
}
