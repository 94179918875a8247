import { resolve } from 'node:path'
import { exitCodes, worse } from '../command/index.ts'
import { isCode, type Notebook } from '../notebook/index.ts'
import {
  coloursFor,
  type Entry,
  formatProblem,
  formatSummary,
  formatWhy,
  isBad,
  type ProgressDisplay,
  showProgress,
} from '../report/index.ts'
import type { CellRun, NotebookRun, RunEvent, RunOptions, StartingKernel } from '../run/index.ts'
import { likelyTimes, longestFirst, type Place, schedule, type Times } from '../schedule/index.ts'
import { count } from '../words.ts'
import { KernelsAhead } from './ahead.ts'
import type { Io } from './io.ts'
import { checkRunnable, type Loaded, type LoadedAll, releaseEntry, whole } from './load.ts'
import type { Parameters } from './parameters.ts'
import { describeProblem, nothingRun, type Problem } from './problems.ts'
import type { Project } from './project.ts'
import type { Reports } from './reports.ts'
import { Bail } from './select/bail.ts'
import { formatListed } from './select/listed.ts'
import { eventOfWhole, partToRun, withRest } from './select/part.ts'
import type { ConfigArguments } from './settings.ts'

export interface ExecuteOptions extends ConfigArguments {
  /** How many notebooks at once. */
  jobs?: number
  /** Writes new outputs into notebooks that differ. */
  update?: boolean
  /** Ends after so many notebooks that are not good. */
  bail?: number
  /** A notebook that is good only when it is run again counts as wrong. */
  failOnFlaky?: boolean
  /** Tells what would be run, and runs nothing. */
  list?: boolean
  /** Adds the causes of errors. */
  verbose?: boolean
  /** Something else is made of the notebooks then, whether they ran or not. */
  goesOn?: boolean
  /** Runs the cells behind one that failed too. */
  keepGoing?: boolean
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
  executed: WholeRun,
  asking: TerminalQuestion,
) => Promise<{ entry: Entry; problems?: Problem[] }>

/** What was run in truth: where parameters were given, with the cell that has their values. */
export interface WholeRun {
  notebook: Notebook
  /** The run of it that was told as this one. */
  of(run: NotebookRun): NotebookRun
}

/** Leaves the terminal to a question; the signal is that of an interrupt. */
export type TerminalQuestion = <Answer>(ask: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>

/** What is known of notebooks without running them. */
export interface KnownResults {
  /** A notebook's entry; or why it is to be run, where that was asked. */
  find(loaded: Loaded): Promise<Entry | { why: string | undefined }>
}

/** Who else has a part in it. */
interface Others {
  /** What need not be run. */
  known?: KnownResults
  /** Who tells of it in other ways than on a terminal. */
  reports?: Reports | undefined
  /** That no cell at all was run is wrong. */
  mustRun?: boolean
  /** Ends it without a word: what is run is out of date. */
  signal?: AbortSignal | undefined
  /** Notebooks that go before the others, by path. */
  first?: ReadonlySet<string> | undefined
  /** What is given to the notebooks. */
  parameters?: Parameters | undefined
  /** Hears of each cell of the notebook that runs, which has the cell with the values of its parameters too. */
  onCell?: ((loaded: Loaded, notebook: Notebook, cell: CellRun) => void) | undefined
}

/** The options with the limit that the config sets of the folder in which ackbook is called, unless they have one. */
export function withRunTimeout<Options extends ExecuteOptions>(options: Options, { config }: Project): Options {
  const runTimeout = options.runTimeout ?? config?.settings.runTimeout ?? undefined
  return runTimeout === undefined ? options : { ...options, runTimeout }
}

/** Runs notebooks, several at once, tells of each as it ends, and sums up. */
export async function executeAll(
  all: LoadedAll,
  finish: Finish,
  options: ExecuteOptions,
  given: Io,
  { known, reports, mustRun = false, signal, first, parameters, onCell }: Others = {},
): Promise<Executions> {
  const io = reports?.io ?? given
  await reports?.check(all.notebooks)
  const { notebooks, problems: refused } = await checkRunnable(
    all,
    options.kernel,
    io,
    parameters && ((...found) => parameters.check(...found)),
  )
  const { verbose = false } = options
  const layout = {
    colours: coloursFor(io.env, io.stdout.isTTY === true),
    nameWidth: Math.max(0, ...notebooks.map(({ name }) => Math.min(name.length, 48))),
    isPlain: io.env.TERM === 'dumb',
  }
  const { keepGoing = false, runTimeout } = options
  // By the clock of the runs themselves.
  const deadline =
    runTimeout === undefined ? undefined : { at: performance.now() + runTimeout * 1000, seconds: runTimeout }
  const started = io.clock.now()
  const before = verbose ? await io.processorSeconds?.() : undefined
  const progress = showProgress(io.stdout, io.stderr, layout, io.clock)
  const interrupt = interruptible(io, progress, signal)
  const bail = new Bail(options.bail)
  const problems: Problem[] = []
  const tell = (problem: Problem) => {
    problems.push(problem)
    reports?.problem(problem)
    progress.problem(describeProblem(problem, verbose))
  }
  const say = (sentence: string) => {
    reports?.remark(sentence)
    progress.problem(formatProblem(undefined, sentence))
  }
  const asking: TerminalQuestion = (ask) => progress.asking(() => ask(interrupt.signal))
  const optionsFor = async ({ settings, notebook }: Loaded): Promise<RunOptions> => {
    const kernel = settings.kernelFor(notebook)
    return {
      ...(await settings.run()),
      ...(kernel !== undefined && { kernel }),
      ...(deadline && { runDeadline: deadline }),
      ...(keepGoing && { keepGoing }),
      ...{ signal: interrupt.signal, say },
    }
  }
  for (const sentence of new Set(notebooks.flatMap(({ settings }) => settings.unheeded ?? []))) say(sentence)
  let times: Times | undefined
  /** What could not be written of notebooks that ran. */
  let unwritten = 0
  const ahead = new KernelsAhead(io, async (loaded) =>
    io.startAhead?.(loaded.notebook, resolve(io.cwd, loaded.path), await optionsFor(loaded)),
  )
  for (const problem of refused) tell(notebooks.length > 0 || options.goesOn ? ofOneAlone(problem) : problem)
  try {
    const { unchanged, changed } = await sorted(notebooks)
    // With one notebook there is no order to choose.
    times = changed.length > 1 ? await io.times?.() : undefined
    const timeOf = ({ path }: Loaded) => times?.of(resolve(io.cwd, path))
    const expected = likelyTimes(changed, timeOf, cellsToRun)
    if (options.list) {
      const inTurn = longestFirst(changed, expected).map((index) => changed[index]!)
      progress.close()
      io.stdout.write(formatListed(inTurn, unchanged.size))
      return { entries: [], problems, code: problems.length > 0 ? exitCodes.couldNot : exitCodes.good }
    }
    progress.expect(new Map(changed.map((loaded) => [loaded.name, expected(loaded)])))
    const jobs = Math.min(options.jobs ?? io.cpus, Math.max(1, changed.length))
    const order = (loaded: Loaded) => (first?.has(loaded.path) ? Number.MAX_VALUE : expected(loaded))
    const outcomes = await schedule(changed, one, { jobs, expected: order, signal: interrupt.signal })
    const ran = outcomes.map((outcome) => (outcome.status === 'done' ? outcome.result : undefined))
    const entries = notebooks.flatMap((loaded) => {
      const entry = unchanged.get(loaded) ?? ran[changed.indexOf(loaded)]
      return entry ? [{ loaded, entry }] : []
    })
    progress.close()
    await times?.keep()
    const stopped = interrupt.signal.aborted ? notebooks.length - entries.length : bail.unbegun
    const only = entries.map(({ entry }) => entry)
    if (notebooks.length > 0) {
      const milliseconds = io.clock.now() - started
      const processors = before === undefined ? undefined : ((await io.processorSeconds?.()) ?? before) - before
      const kernels = unchanged.size > 0 && changed.length === 0 ? 0 : jobs
      const unusable = problems.length - unwritten
      const told = { entries: only, problems: unusable, unwritten, stopped, milliseconds, kernels, processors }
      const totals = { ...told, isUpdate: options.update === true }
      io.stdout.write(formatSummary(totals, layout.colours))
    }
    const ended = bail.sentence()
    if (ended !== undefined) io.stderr.write(formatProblem(undefined, ended))
    const flaky = options.failOnFlaky ? only.filter(({ outcome }) => outcome === 'flaky').length : 0
    if (flaky > 0) io.stderr.write(formatProblem(undefined, `${count(flaky, 'notebook is', 'notebooks are')} flaky`))
    const codeNow = () => {
      const wrong = only.some(({ outcome }) => isBad(outcome)) || flaky > 0
      const vain = mustRun && only.length > 0 && only.every(({ outcome }) => outcome === 'nothing')
      if (interrupt.signal.aborted) return exitCodes.interrupted
      return worse(wrong || vain ? exitCodes.wrong : 0, problems.length > 0 ? exitCodes.couldNot : 0)
    }
    const isCutShort = interrupt.signal.aborted || ended !== undefined
    const end = { exitCode: codeNow(), interrupted: interrupt.signal.aborted, isCutShort, problems: [...problems] }
    const unreported = (await reports?.end(notebooks, { ...end, milliseconds: io.clock.now() - started })) ?? []
    for (const problem of unreported) tell(problem)
    return { entries, problems, code: codeNow() }
  } finally {
    reports?.close()
    await ahead.endAll()
    progress.close()
    interrupt.end()
  }

  async function sorted(notebooks: readonly Loaded[]) {
    const unchanged = new Map<Loaded, Entry>()
    for (const loaded of known ? notebooks : []) {
      const found = await known!.find(loaded)
      if ('outcome' in found) {
        unchanged.set(loaded, found)
        progress.finished(found)
        await reports?.finished(loaded, found)
      } else if (found.why !== undefined) progress.remark(formatWhy(loaded.name, found.why, layout))
    }
    return { unchanged, changed: notebooks.filter((loaded) => !unchanged.has(loaded)) }
  }

  async function one(waiting: Loaded, _index: number, place: Place<Loaded>): Promise<Entry | undefined> {
    const { name, path } = waiting
    try {
      if (!bail.mayBegin()) return undefined
      progress.started(name)
      reports?.started(waiting)
      const loaded = await whole(waiting, io)
      const given = parameters?.into(loaded, io)
      const asked = given?.asLoaded(loaded) ?? loaded
      const part = partToRun(asked)
      const runOptions = await optionsFor(loaded)
      const wholes = new Map<NotebookRun, NotebookRun>()
      const executed: WholeRun = { notebook: asked.notebook, of: (told) => wholes.get(told) ?? told }
      const run = async (own?: StartingKernel): Promise<NotebookRun> => {
        const onEvent = (own: RunEvent) => {
          if (own.type === 'cell-finished') onCell?.(loaded, asked.notebook, own.run)
          const inFile = given ? given.eventBackTo(own) : own
          if (!inFile) return
          const event = eventOfWhole(inFile, loaded)
          progress.event(name, event)
          reports?.event(waiting, event)
          if (event.type === 'kernel-ready' && !bail.isOver) ahead.start(place.next())
          // What comes after the last cell is waited for while the next notebook has the processor, unless it may be the last one.
          if (event.type === 'kernel-ending' && options.bail === undefined) place.leave()
        }
        const ran = await io.runNotebook(part, resolve(io.cwd, path), { ...runOptions, ahead: own, onEvent })
        const inWhole = { ...withRest(ran, asked), path }
        const told = given?.backTo(inWhole) ?? inWhole
        wholes.set(told, inWhole)
        return told
      }
      const runAgain = async () => {
        await place.takeAgain()
        return run()
      }
      const first = await run(await ahead.take(waiting))
      const { entry, problems: unfinished = [] } = await finish(loaded, first, runAgain, executed, asking)
      if (!loaded.chosen) times?.note(resolve(io.cwd, path), entry.run.milliseconds)
      bail.note(entry)
      progress.finished(entry)
      for (const problem of unfinished) tell(problem)
      unwritten += unfinished.length
      await reports?.finished(loaded, entry)
      return releaseEntry(waiting, entry)
    } catch (error) {
      progress.dropped(name)
      if (!interrupt.signal.aborted) tell({ path, error, consequence: 'Nothing was written.' })
      return undefined
    } finally {
      await ahead.end(waiting)
    }
  }
}

/** Where the others are run, or pages made, it is not so that nothing was. */
function ofOneAlone(problem: Problem): Problem {
  return problem.consequence === nothingRun ? { ...problem, consequence: 'Nothing of it was run.' } : problem
}

/** Code cells that are run. */
function cellsToRun(loaded: Loaded): number {
  return partToRun(loaded).cells.filter(isCode).length
}

/** The first Ctrl-C stops the kernels and waits for that, the second waits for nothing. */
function interruptible(
  io: Io,
  progress: ProgressDisplay,
  outdated: AbortSignal | undefined,
): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  if (outdated?.aborted) abort()
  outdated?.addEventListener('abort', abort, { once: true })
  const end = io.onInterrupt(() => {
    if (controller.signal.aborted) io.exit(exitCodes.interrupted)
    else {
      progress.problem('ackbook: interrupted: stopping the kernels (once more to stop at once)\n')
      controller.abort()
    }
  })
  return {
    signal: controller.signal,
    end: () => {
      outdated?.removeEventListener('abort', abort)
      end()
    },
  }
}
