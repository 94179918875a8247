import { basename, resolve } from 'node:path'
import { exitCodes, UsageError, worse } from '../command/index.ts'
import { isConfigName } from '../config/find.ts'
import { tagsOf } from '../notebook/index.ts'
import { coloursFor, type Entry } from '../report/index.ts'
import { FolderWatch } from '../serve/watch.ts'
import { count } from '../words.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'
import { describeProblem, nothingRun, type Problem } from './problems.ts'
import { ReadyKernel } from './ready-kernel.ts'
import { LastResults } from './select/last-results.ts'
import { shownPath } from './shown-path.ts'
import { Typed } from './typed.ts'
import { type VerifyArguments, verifyLoaded } from './verify.ts'
import { WatchedNotebooks, type WatchReading } from './watched.ts'

/** What came of a notebook last; `unusable` when it could not be run. */
type LastOutcome = Entry['outcome'] | 'unusable'

/** What is to be verified next. */
type WatchWish = 'changed' | 'all' | 'failed' | 'update' | 'again'

/** Milliseconds in which a notebook that is being saved becomes one again. */
const HALF_SAVED = 300

/** Times that a file may change while notebooks run before it is taken for what they write: then their runs are not broken off for it. */
const MANY_TIMES = 3

/**
 * `ackbook verify --watch`: verifies notebooks, and again those that a saved file touches, until it is ended.
 *
 * @returns the exit code of how things stand at the end
 * @throws UsageError, ConfigError
 */
export async function watchNotebooks(paths: readonly string[], options: VerifyArguments, io: Io): Promise<number> {
  for (const [name, isGiven, why] of [
    ['shard', options.shard !== undefined, 'a shard is of one run on one of several machines'],
    ['list', options.list, 'leave one of them out'],
  ] as const)
    if (isGiven) throw new UsageError(`--watch and --${name} do not go together: ${why}`, { consequence: nothingRun })
  for (const name of ['json', 'junit', 'gitlab', 'html'] as const) {
    if (options[name] === undefined) continue
    const remedy = 'make the report without --watch'
    throw new UsageError(`--watch and --${name} do not go together, for a report is of one run: ${remedy}`, {
      consequence: nothingRun,
    })
  }
  return new Watching(paths, { ...options, annotations: false }, io).untilEnded()
}

class Watching {
  readonly #paths: readonly string[]
  readonly #options: VerifyArguments
  readonly #io: Io
  readonly #watched: WatchedNotebooks
  readonly #ready: ReadyKernel
  readonly #watch = new FolderWatch((paths) => this.#hear(paths))
  readonly #outcomes = new Map<string, LastOutcome>()
  readonly #typed: Typed
  readonly #last: LastResults
  #problems: readonly Problem[] = []
  /** Those that are being verified, in their last round or now. */
  #chosen: readonly Loaded[] = []
  #filter: { kind: 'name' | 'text'; text: string } | undefined
  #heard = new Set<string>()
  /** How often in a row something was heard of a file while notebooks ran. */
  readonly #whileRunning = new Map<string, number>()
  #wish: WatchWish | undefined = 'changed'
  #isFirst = true
  #isOver = false
  #isInterrupted = false
  #hasTrouble = false
  /** It was said that it waits, and nothing since. */
  #isWaiting = false
  #round: { outdated: AbortController; interrupt: (() => void) | undefined } | undefined
  #looking = Promise.resolve()
  #wake = (): void => undefined

  constructor(paths: readonly string[], options: VerifyArguments, io: Io) {
    this.#paths = paths
    this.#options = options
    this.#io = io
    this.#watched = new WatchedNotebooks(paths, options, io)
    this.#ready = new ReadyKernel(io)
    this.#typed = new Typed(io.stdout)
    this.#last = new LastResults('verify', options, io)
  }

  async untilEnded(): Promise<number> {
    const release = this.#io.onInterrupt(() => this.#interrupt())
    const leave = await this.#io.keys?.((key) => this.#press(key))
    try {
      while (!this.#isOver) {
        const wish = this.#wish
        if (wish === undefined) await this.#rest()
        else {
          this.#wish = undefined
          await this.#verify(wish)
        }
      }
      return this.#isInterrupted ? exitCodes.interrupted : this.#code()
    } finally {
      leave?.()
      this.#watch.close()
      await this.#looking
      await this.#ready.discard()
      release()
    }
  }

  /** As things stand. */
  #code(): number {
    const outcomes = [...this.#outcomes.values()]
    const couldNot = this.#problems.length > 0 || outcomes.includes('unusable')
    return worse(outcomes.some(isBadNow) ? exitCodes.wrong : exitCodes.good, couldNot ? exitCodes.couldNot : 0)
  }

  async #rest(): Promise<void> {
    const [last] = this.#chosen
    // What it finds when it is wanted is of now, but for what a kernel looks at when it starts.
    if (last) void this.#ready.prepare(last).catch(() => undefined)
    const hint = this.#io.keys ? '   h shows the keys, q quits' : '   (Ctrl-C ends)'
    if (!this.#isWaiting) this.#say(`\n Waiting for changes …${this.#only()}${this.#colours.dim(hint)}\n`)
    this.#isWaiting = true
    while (this.#wish === undefined && !this.#isOver) {
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
  }

  /** What is left of all that could be verified. */
  #only(): string {
    const { grep = [] } = this.#options
    const { kind, text } = this.#filter ?? {}
    const said = grep.length > 0 ? [`--grep ${grep.join(' --grep ')}`] : []
    if (kind !== undefined) said.push(`${kind === 'name' ? 'file names' : 'cells'} with ${JSON.stringify(text)}`)
    return said.length > 0 ? `   only ${said.join(', ')}` : ''
  }

  async #verify(wish: WatchWish): Promise<void> {
    await this.#looking
    const heard = this.#heard
    this.#heard = new Set()
    const reading = await this.#read(heard)
    if (!reading || this.#isOver) return
    if (![...heard].every(isNoStart)) await this.#ready.discard()
    if (this.#wish !== undefined) {
      // Something was saved meanwhile: what was read is out of date.
      for (const path of heard) this.#heard.add(path)
      if (wish !== 'changed') this.#wish = wish
      return
    }
    const isNews = this.#noteProblems(reading.problems)
    const meant = reading.notebooks.filter((loaded) => this.#isMeant(loaded))
    let chosen = this.#chosenOf(meant, reading, wish)
    if (this.#isFirst) chosen = await this.#first(reading, chosen)
    this.#isFirst = false
    if (chosen.length === 0 && !isNews) {
      if (wish !== 'changed') this.#say(` ${this.#colours.dim(nothingFor[wish])}\n`)
      return
    }
    if (heard.size > 0 && chosen.length > 0) this.#tellCause(heard, chosen.length, reading.notebooks.length)
    if (chosen.length > 0) await this.#run(reading, chosen, wish)
  }

  /** Everything as it is by now, with all that it hangs on watched. */
  async #read(heard: ReadonlySet<string>): Promise<WatchReading | undefined> {
    try {
      let reading = await this.#watched.read(heard)
      const isHalf = reading.problems.some(({ path }) => path !== undefined && heard.has(resolve(this.#io.cwd, path)))
      if (isHalf) {
        await new Promise((resume) => setTimeout(resume, HALF_SAVED))
        reading = await this.#watched.read(new Set([...heard, ...this.#heard]))
      }
      // What was saved in a folder before it was watched was heard by nobody.
      while (this.#watch.watch(await this.#watched.folders())) reading = await this.#watched.read(heard)
      this.#tellTrouble()
      return reading
    } catch (error) {
      if (this.#isFirst) throw error
      this.#noteProblems([{ error, consequence: nothingRun }])
      return undefined
    }
  }

  async #run(reading: WatchReading, chosen: readonly Loaded[], wish: WatchWish): Promise<void> {
    const outdated = new AbortController()
    const round = { outdated, interrupt: undefined as (() => void) | undefined }
    this.#round = round
    this.#isWaiting = false
    this.#chosen = chosen
    for (const loaded of chosen) this.#watched.taken(loaded)
    const io: Io = {
      ...this.#io,
      runNotebook: this.#ready.run,
      onInterrupt: (interrupted) => {
        round.interrupt = interrupted
        return () => undefined
      },
    }
    const touched = new Set(reading.touched.map(({ path }) => path))
    const done = await verifyLoaded(
      { notebooks: [...chosen], problems: [] },
      {
        ...{ paths: this.#paths, project: await this.#watched.project() },
        isNarrowed: reading.isNarrowed || chosen.length < reading.notebooks.length,
        round: {
          signal: outdated.signal,
          first: touched,
          mayStand: wish === 'changed' && this.#outcomes.size === 0,
          wrote: (loaded, fingerprint) => this.#watched.wrote(loaded, fingerprint),
        },
      },
      { ...this.#options, ...(wish === 'update' && { update: true, yes: true }) },
      io,
    )
    this.#round = undefined
    const finished = new Set<string>()
    for (const { loaded, entry } of done.entries) {
      finished.add(loaded.path)
      this.#outcomes.set(loaded.path, entry.outcome)
    }
    for (const loaded of chosen.filter(({ path }) => !finished.has(path))) {
      if (outdated.signal.aborted) this.#watched.missed(loaded)
      else if (!this.#isOver) this.#outcomes.set(loaded.path, 'unusable')
    }
    const ended = chosen.filter(({ path }) => finished.has(path) || !outdated.signal.aborted)
    await this.#last.keep(ended, done)
    if (outdated.signal.aborted) this.#wish ??= 'changed'
  }

  #chosenOf(meant: readonly Loaded[], { touched, notebooks }: WatchReading, wish: WatchWish): Loaded[] {
    const there = new Set(notebooks.map(({ path }) => path))
    for (const path of this.#outcomes.keys()) if (!there.has(path)) this.#outcomes.delete(path)
    if (wish === 'all') return [...meant]
    const outcomeOf = ({ path }: Loaded) => this.#outcomes.get(path)
    if (wish === 'failed') return meant.filter((loaded) => isBadNow(outcomeOf(loaded)))
    if (wish === 'update') return meant.filter((loaded) => outcomeOf(loaded) === 'differs')
    const before = new Set(this.#chosen.map(({ path }) => path))
    const isAgain = (loaded: Loaded) => wish === 'again' && before.has(loaded.path)
    return meant.filter((loaded) => touched.includes(loaded) || isAgain(loaded))
  }

  /** At the beginning `--last-failed` and `--changed` leave some of them: the others count as they are. */
  async #first({ notebooks }: WatchReading, chosen: readonly Loaded[]): Promise<Loaded[]> {
    const { changed, lastFailed } = this.#options
    if (changed === undefined && !lastFailed) return [...chosen]
    const failed = lastFailed ? this.#last.failedOf(chosen) : { notebooks: [...chosen], remark: [] }
    for (const remark of failed.remark) this.#say(` ${remark}\n`)
    const { onlyTouched } = await import('./touched.ts')
    const touched = await onlyTouched({ notebooks: failed.notebooks, problems: [] }, this.#options, this.#io)
    for (const loaded of notebooks) this.#watched.taken(loaded)
    return touched.notebooks
  }

  #isMeant({ path, notebook }: Loaded): boolean {
    if (!this.#filter) return true
    const { kind, text } = this.#filter
    const wanted = text.toLowerCase()
    if (kind === 'name')
      return path
        .replace(/\.ipynb$/, '')
        .toLowerCase()
        .includes(wanted)
    return notebook.cells.some(
      (cell) =>
        cell.source.toLowerCase().includes(wanted) || [...tagsOf(cell)].some((tag) => tag.toLowerCase() === wanted),
    )
  }

  /** Tells what is wrong and was not before. @returns whether something was told */
  #noteProblems(problems: readonly Problem[]): boolean {
    const said = (problem: Problem) => describeProblem(problem, this.#options.verbose === true)
    const before = new Set(this.#problems.map(said))
    const news = problems.map(said).filter((text) => !before.has(text))
    const isMended = before.size > 0 && problems.length === 0
    this.#problems = problems
    for (const text of news) this.#io.stderr.write(text)
    if (news.length > 0) this.#isWaiting = false
    if (isMended) this.#say(` ${this.#colours.green('✓')} what could not be used can be used again\n`)
    return news.length > 0 || isMended
  }

  #tellCause(heard: ReadonlySet<string>, touched: number, all: number): void {
    const paths = [...heard].filter((path) => this.#watched.concerns(path)).map((path) => shownPath(path, this.#io.cwd))
    const [first, ...others] = paths
    if (first === undefined) return
    const more = others.length > 0 ? `, and ${others.length} more` : ''
    this.#say(`\n ${first} changed${more}: ${touched} of ${count(all, 'notebook')}\n\n`)
  }

  #tellTrouble(): void {
    const { trouble } = this.#watch
    if (trouble === undefined || this.#hasTrouble) return
    this.#hasTrouble = true
    const remedy =
      'fs.inotify.max_user_watches and max_user_instances say how many on Linux; press Enter or a to verify again'
    const said = new Error(`not every folder can be watched (${trouble}): ${remedy}`)
    this.#io.stderr.write(describeProblem({ error: new UsageError(said.message) }, false))
  }

  #hear(paths: ReadonlySet<string>): void {
    const meant = [...paths].filter((path) => this.#watched.concerns(path))
    if (meant.length === 0 || this.#isOver) return
    for (const path of meant) this.#heard.add(path)
    if (!this.#round) {
      this.#whileRunning.clear()
      this.#want('changed')
    } else this.#looking = this.#looking.then(() => this.#lookWhileRunning(meant)).catch(() => undefined)
  }

  /** What was saved may be nothing new, or written by ourselves, or by what runs. */
  async #lookWhileRunning(heard: readonly string[]): Promise<void> {
    const { touched, problems } = await this.#watched.read(new Set(heard))
    const round = this.#round
    if (touched.length === 0 && problems.length === this.#problems.length) {
      for (const path of heard) this.#heard.delete(path)
      return
    }
    this.#wish ??= 'changed'
    const isWritten = heard.every((path) => this.#countedWhileRunning(path) >= MANY_TIMES)
    const isQueued = isWritten || touched.every((loaded) => this.#watched.isUnknown(loaded))
    if (!isQueued) round?.outdated.abort()
    this.#wake()
  }

  #countedWhileRunning(path: string): number {
    const times = (this.#whileRunning.get(path) ?? 0) + 1
    this.#whileRunning.set(path, times)
    if (times === MANY_TIMES) {
      const shown = shownPath(path, this.#io.cwd)
      const remedy =
        'if a notebook writes it, what it reads can be named in its metadata: "ackbook": { "cache": { "files": […] } }'
      this.#say(` ${this.#colours.yellow('!')} ${shown} changes again and again while notebooks run: ${remedy}\n`)
    }
    return times
  }

  #want(wish: WatchWish): void {
    this.#wish = wish === 'changed' ? (this.#wish ?? wish) : wish
    if (wish !== 'changed') this.#round?.outdated.abort()
    this.#wake()
  }

  /** At rest that is how it ends; what is run is broken off. */
  #interrupt(): void {
    this.#round?.interrupt?.()
    this.#end()
  }

  #end(): void {
    this.#isOver = true
    if (this.#round) this.#isInterrupted = true
    this.#round?.outdated.abort()
    this.#wake()
  }

  #press(key: string): void {
    if (this.#typed.isOpen) {
      const text = this.#typed.press(key)
      if (text === undefined) return
      this.#filter = text.answer === '' ? undefined : { kind: text.of === 'p' ? 'name' : 'text', text: text.answer }
      this.#want('all')
    } else if (key === 'q') this.#end()
    else if (key === 'h') this.#say(keysHelp)
    else if (key === 'p') this.#typed.open('p', ' file names with (Enter alone: all): ')
    else if (key === 't') this.#typed.open('t', ' cells with this text or tag (Enter alone: all): ')
    else if (key in wishes) this.#want(wishes[key]!)
  }

  get #colours() {
    return coloursFor(this.#io.env, this.#io.stdout.isTTY === true)
  }

  #say(text: string): void {
    this.#isWaiting = false
    this.#io.stdout.write(text)
  }
}

const wishes: Readonly<Record<string, WatchWish>> = { a: 'all', f: 'failed', u: 'update', return: 'again' }

const nothingFor: Readonly<Record<Exclude<WatchWish, 'changed'>, string>> = {
  all: 'there is no such notebook',
  failed: 'no notebook is wrong',
  update: 'no notebook differs',
  again: 'there is nothing to run again',
}

const keysHelp = `
 a       run all
 f       run those that failed or differ
 u       store the new outputs of those that differ
 p       only notebooks whose file names have some text
 t       only notebooks with a text or a tag in a cell
 Enter   run the last ones again
 q       quit
`

function isBadNow(outcome: LastOutcome | undefined): boolean {
  return outcome === 'failed' || outcome === 'differs' || outcome === 'unusable'
}

/** A kernel that was started before looks at it when a cell asks for it, and not when it starts. */
function isNoStart(path: string): boolean {
  if (/[\\/]node_modules[\\/]|\.d\.[cm]?ts$/.test(path)) return false
  return /\.(?:ipynb|[cm]?[jt]sx?)$/.test(path) && !isConfigName(basename(path))
}
