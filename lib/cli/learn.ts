import { join } from 'node:path'
import { exitCodes, UsageError } from '../command/index.ts'
import { type Colours, coloursFor } from '../report/index.ts'
import { count } from '../words.ts'
import { type Copied, copyPlan, makeCopies } from './copies.ts'
import type { Io } from './io.ts'
import { type Loaded, loadNotebooks } from './load.ts'
import { describeProblem, type Problem } from './problems.ts'
import { Project } from './project.ts'
import type { ConfigArguments } from './settings.ts'
import { shownPath } from './shown-path.ts'

export interface LearnOptions extends Pick<ConfigArguments, 'config'> {
  /** The folder of the copies. */
  out?: string
  verbose?: boolean
}

/** `ackbook learn`: copies in which nothing has run and nothing in sight answers a question; those that are there are kept. */
export async function copyForLearners(folder: string | undefined, options: LearnOptions, io: Io): Promise<number> {
  const { out, verbose = false } = options
  const project = await Project.open(options, io)
  const paths = folder === undefined ? [] : [folder]
  const { notebooks, problems } = await loadNotebooks(paths, io, 'No copy was made of it.', {
    output: out,
    project,
    isRun: false,
  })
  const originals = notebooks.filter((loaded) => !isCopy(loaded))
  if (originals.length === 0 && notebooks.length > 0) {
    throw new UsageError(`${folder ?? notebooks[0]!.path} has learner's copies: name the folder of the originals`, {
      consequence: 'Nothing was written.',
    })
  }
  const told: Problem[] = [...problems]
  if (originals.length > 0) {
    const plan = copyPlan(originals, out, io)
    const copied = await makeCopies(originals, plan, io)
    told.push(...copied.problems)
    io.stdout.write(whatWasCopied(copied, shownPath(plan.out, io.cwd), coloursFor(io.env, io.stdout.isTTY === true)))
  }
  for (const problem of told) io.stderr.write(describeProblem(problem, verbose))
  return told.length > 0 ? exitCodes.couldNot : exitCodes.good
}

/** Whether a notebook is somebody's copy, of which no other is made. */
export function isCopy({ notebook }: Loaded): boolean {
  return notebook.metadata.ackbook?.copyOf !== undefined
}

/** A line a notebook, and what can be done next. */
function whatWasCopied({ notebooks, others, remarks }: Copied, out: string, { green, dim }: Colours): string {
  const kept = notebooks.filter(({ isKept }) => isKept).length
  const lines = notebooks.map(({ below, isKept }) =>
    isKept
      ? ` ${dim('-')} ${join(out, below)}   ${dim('kept: you may have worked in it')}`
      : ` ${green('✓')} ${join(out, below)}`,
  )
  const counts = [
    count(notebooks.length - kept, 'copy', 'copies'),
    ...(kept > 0 ? [`${kept} kept`] : []),
    ...(others > 0 ? [count(others, 'other file')] : []),
  ]
  const fresh =
    kept > 0 ? [`   ${dim('for a fresh copy, rename or delete the one that was kept, and say this again')}`] : []
  const next = `     ${dim(`ackbook jupyter ${out} opens them`)}`
  return [...lines, ...remarks.map((each) => `   ${each}`), '', ` ${counts.join(' · ')}${next}`, ...fresh, ''].join(
    '\n',
  )
}
