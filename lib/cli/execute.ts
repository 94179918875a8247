import { resolve } from 'node:path'
import { exitCodes, worse } from '../command/index.ts'
import { isCode } from '../notebook/index.ts'
import { coloursFor, type Entry, formatSummary, type ProgressDisplay, showProgress } from '../report/index.ts'
import type { NotebookRun, RunEvent, StartingKernel } from '../run/index.ts'
import { likelyTimes, type Place, schedule } from '../schedule/index.ts'
import { KernelsAhead } from './ahead.ts'
import type { Io } from './io.ts'
import { checkRunnable, type Loaded, type LoadedAll } from './load.ts'
import { describeProblem, nothingRun, type Problem } from './problems.ts'

export interface ExecuteOptions {
  /** Seconds a cell may take. */
  timeout?: number
  kernel?: string
  /** How many notebooks at once. */
  jobs?: number
  /** Writes new outputs into notebooks that differ. */
  update?: boolean
  /** Adds the causes of errors. */
  verbose?: boolean
  /** Something else is made of the notebooks then, whether they ran or not. */
  goesOn?: boolean
}

export interface Executions {
  /** In the order of the notebooks, those that have an outcome. */
  entries: { loaded: Loaded; entry: Entry }[]
  /** What could not be done, as it was told. */
  problems: Problem[]
  code: number
}

/**
 * What comes of a notebook's run: what is told of it, and what could not be done with it.
 *
 * @param runAgain runs it once more, in a kernel of its own
 */
export type Finish = (
  loaded: Loaded,
  run: NotebookRun,
  runAgain: () => Promise<NotebookRun>,
) => Promise<{ entry: Entry; problems?: Problem[] }>

/** Runs notebooks, several at once, tells of each as it ends, and sums up. */
export async function executeAll(all: LoadedAll, finish: Finish, options: ExecuteOptions, io: Io): Promise<Executions> {
  const { notebooks, problems: unusable } = await checkRunnable(all, options.kernel, io)
  const { verbose = false } = options
  const layout = {
    colours: coloursFor(io.env, io.stdout.isTTY === true),
    nameWidth: Math.max(0, ...notebooks.map(({ name }) => Math.min(name.length, 48))),
  }
  const jobs = Math.min(options.jobs ?? io.cpus, Math.max(1, notebooks.length))
  const started = io.clock.now()
  const before = verbose ? await io.processorSeconds?.() : undefined
  const progress = showProgress(io.stdout, io.stderr, layout, io.clock)
  const interrupt = interruptible(io, progress)
  const problems: Problem[] = []
  const tell = (problem: Problem) => {
    problems.push(problem)
    progress.problem(describeProblem(problem, verbose))
  }
  const settings = {
    ...(options.kernel === undefined ? {} : { kernel: options.kernel }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    signal: interrupt.signal,
  }
  // With one notebook there is no order to choose.
  const times = notebooks.length > 1 ? await io.times?.() : undefined
  const ahead = new KernelsAhead(io, ({ path }) => resolve(io.cwd, path), settings)
  for (const problem of unusable) tell(notebooks.length > 0 || options.goesOn ? ofOneAlone(problem) : problem)
  try {
    const timeOf = ({ path }: Loaded) => times?.of(resolve(io.cwd, path))
    const expected = likelyTimes(notebooks, timeOf, codeCellCount)
    const outcomes = await schedule(notebooks, one, { jobs, expected, signal: interrupt.signal })
    const entries = outcomes.flatMap((outcome, index) =>
      outcome.status === 'done' && outcome.result ? [{ loaded: notebooks[index]!, entry: outcome.result }] : [],
    )
    progress.close()
    await times?.keep()
    const stopped = interrupt.signal.aborted ? notebooks.length - entries.length : 0
    const only = entries.map(({ entry }) => entry)
    if (notebooks.length > 0) {
      const milliseconds = io.clock.now() - started
      const processors = before === undefined ? undefined : ((await io.processorSeconds?.()) ?? before) - before
      const told = { entries: only, problems: problems.length, stopped, milliseconds, kernels: jobs, processors }
      const totals = { ...told, isUpdate: options.update === true }
      io.stdout.write(formatSummary(totals, layout.colours))
    }
    const wrong = only.some(({ outcome }) => outcome === 'failed' || outcome === 'differs')
    const code = worse(wrong ? exitCodes.wrong : 0, problems.length > 0 ? exitCodes.couldNot : 0)
    return { entries, problems, code: interrupt.signal.aborted ? exitCodes.interrupted : code }
  } finally {
    await ahead.endAll()
    progress.close()
    interrupt.end()
  }

  async function one(loaded: Loaded, _index: number, place: Place<Loaded>): Promise<Entry | undefined> {
    const { name, notebook, path } = loaded
    progress.started(name)
    try {
      const run = async (own?: StartingKernel): Promise<NotebookRun> => {
        const onEvent = (event: RunEvent) => {
          progress.event(name, event)
          if (event.type === 'kernel-ready') ahead.start(place.next())
          // What comes after the last cell is waited for while the next notebook has the processor.
          if (event.type === 'kernel-ending') place.leave()
        }
        return {
          ...(await io.runNotebook(notebook, resolve(io.cwd, path), { ...settings, ahead: own, onEvent })),
          path,
        }
      }
      const runAgain = async () => {
        await place.takeAgain()
        return run()
      }
      const { entry, problems: unfinished = [] } = await finish(loaded, await run(await ahead.take(loaded)), runAgain)
      times?.note(resolve(io.cwd, path), entry.run.milliseconds)
      progress.finished(entry)
      for (const problem of unfinished) tell(problem)
      return entry
    } catch (error) {
      progress.dropped(name)
      if (!interrupt.signal.aborted) tell({ path, error, consequence: 'Nothing was written.' })
      return undefined
    } finally {
      await ahead.end(loaded)
    }
  }
}

/** Where the others are run, or pages made, it is not so that nothing was. */
function ofOneAlone(problem: Problem): Problem {
  return problem.consequence === nothingRun ? { ...problem, consequence: 'Nothing of it was run.' } : problem
}

function codeCellCount({ notebook }: Loaded): number {
  return notebook.cells.filter(isCode).length
}

/** The first Ctrl-C stops the kernels and waits for that, the second waits for nothing. */
function interruptible(io: Io, progress: ProgressDisplay): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const end = io.onInterrupt(() => {
    if (controller.signal.aborted) io.exit(exitCodes.interrupted)
    else {
      progress.problem('ackbook: interrupted: stopping the kernels (once more to stop at once)\n')
      controller.abort()
    }
  })
  return { signal: controller.signal, end }
}
