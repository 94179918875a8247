import { relative, resolve, sep } from 'node:path'
import type { TextStream } from '../command/index.ts'
import { FileError, fingerprint, readTextFile } from '../files/index.ts'
import { type FilePlaces, filePlaces } from '../notebook/index.ts'
import {
  formatCodeQuality,
  formatJunit,
  type NotebookReport,
  notebookReport,
  progressOf,
  type Report,
  type ReportFacts,
  unrunReport,
  type VerifyEvent,
  wholeReport,
} from '../report/data/index.ts'
import type { HtmlSections } from '../report/html/index.ts'
import type { Entry } from '../report/index.ts'
import type { RunEvent } from '../run/index.ts'
import { tellGithub, untrustedIn } from './github.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'
import { guardedReplace } from './pattern-guard.ts'
import { type Problem, problemReport } from './problems.ts'
import { checkTargets, type ReportTarget, writeReport } from './report-files.ts'
import type { Shard } from './select/shard.ts'
import { version } from './version.ts'

export interface ReportArguments {
  /** Files for what came of it, or `-` for stdout: what people read goes to stderr then. */
  json?: string
  junit?: string
  gitlab?: string
  html?: string
  /** Annotations and a summary of the job where `GITHUB_ACTIONS` is set; `false` leaves them out. */
  annotations?: boolean
  /** Which part of all that was meant it is about. */
  shard?: Shard
  /** Hears of everything as it happens. */
  onEvent?: (event: VerifyEvent) => void
}

/** What came of everything, as far as a report tells it. */
export interface ReportEnd {
  exitCode: number
  interrupted: boolean
  /** Not all had their turn. */
  isCutShort: boolean
  milliseconds: number
  problems: readonly Problem[]
}

const formats = ['junit', 'gitlab', 'html', 'json'] as const

/** The files that were asked for. */
export function reportTargets(options: Pick<ReportArguments, (typeof formats)[number]>): ReportTarget[] {
  return formats.flatMap((format) => {
    const path = options[format]
    return path === undefined ? [] : [{ format, path }]
  })
}

/** A file's way from the root of the repository, which a CI system names; with `/`. */
export function pathFrom(
  variable: 'GITHUB_WORKSPACE' | 'CI_PROJECT_DIR',
  path: string,
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
): string {
  const way = relative(resolve(env[variable] || cwd), resolve(cwd, path))
  return (way.startsWith('..') ? path : way).split(sep).join('/')
}

/** A report in one of its forms. @param sections what is shown of each notebook in a page */
export async function reportContent(
  format: ReportTarget['format'],
  report: Report,
  sections: HtmlSections | undefined,
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<string> {
  if (format === 'html') {
    const { HtmlSections, htmlPage } = await import('../report/html/index.ts')
    return htmlPage(report, sections ?? new HtmlSections(guardedReplace(2000)))
  }
  if (format === 'junit') return formatJunit(report)
  if (format === 'gitlab') return formatCodeQuality(report, (path) => pathFrom('CI_PROJECT_DIR', path, io))
  return `${JSON.stringify(report, undefined, 2)}\n`
}

/** What is told of notebooks besides what a terminal shows: reports in files, and what a CI system shows. */
export class Reports {
  /** The surroundings of whoever prints for people. */
  readonly io: Io
  readonly #given: Io
  readonly #options: ReportArguments
  readonly #command: Report['command']
  readonly #targets: readonly ReportTarget[]
  readonly #started: string
  readonly #notebooks = new Map<string, NotebookReport>()
  #sections: HtmlSections | undefined
  readonly #untrusted: ReturnType<typeof untrustedIn>

  constructor(options: ReportArguments, command: Report['command'], io: Io) {
    this.#options = options
    this.#command = command
    this.#given = io
    this.#targets = reportTargets(options)
    const takesStdout = this.#targets.some(({ path }) => path === '-')
    this.io = takesStdout ? { ...io, stdout: io.stderr } : io
    this.#started = io.date().toISOString()
    this.#untrusted = untrustedIn(io.env, this.#text)
  }

  get #text(): TextStream {
    return this.io.stdout
  }

  /** @throws UsageError, before anything runs */
  async check(notebooks: readonly Loaded[]): Promise<void> {
    await checkTargets(this.#targets, notebooks, this.io.cwd)
    this.#untrusted.begin()
    this.#tell({ type: 'notebooks-found', notebooks: notebooks.map(({ path, name }) => ({ path, name })) })
  }

  started({ path, name }: Loaded): void {
    this.#tell({ type: 'notebook-started', path, name })
  }

  event({ path, name }: Loaded, event: RunEvent): void {
    this.#tell({ path, name, ...progressOf(event) })
  }

  problem(problem: Problem): void {
    this.#tell({ type: 'problem', problem: problemReport(problem) })
  }

  /** A sentence about what someone may wonder at. */
  remark(message: string): void {
    this.#tell({ type: 'remark', message })
  }

  #tell(event: VerifyEvent): void {
    this.#options.onEvent?.(event)
  }

  get #isOnGithub(): boolean {
    return this.io.env.GITHUB_ACTIONS === 'true' && this.#options.annotations !== false
  }

  /** @param entry with its outputs, stored and new */
  async finished(loaded: Loaded, entry: Entry): Promise<void> {
    const notebook = notebookReport(entry, await this.#placesIn(loaded, entry))
    this.#notebooks.set(loaded.path, notebook)
    if (this.#options.html !== undefined) await this.#addToPage(entry, notebook)
    this.#tell({ type: 'notebook-finished', notebook })
  }

  /**
   * Writes all that was asked for.
   *
   * @returns what could not be written
   */
  async end(notebooks: readonly Loaded[], { problems, isCutShort, ...end }: ReportEnd): Promise<Problem[]> {
    this.#untrusted.end()
    const failed: Problem[] = []
    const { shard } = this.#options
    const facts = {
      ...{ ackbook: version(), command: this.#command, started: this.#started, ...end },
      ...(shard && { shard }),
      notebooks: notebooks.flatMap(({ path, name }) => {
        return this.#notebooks.get(path) ?? (isCutShort ? unrunReport(path, name) : [])
      }),
    }
    const report = () => this.#reportOf(facts, [...problems, ...failed])
    for (const { format, path } of this.#targets) {
      try {
        await this.#write(path, await reportContent(format, report(), this.#sections, this.io))
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        failed.push({ path, error: new FileError(path, error.message, { cause: error }) })
      }
    }
    if (this.#isOnGithub) {
      const unsaid = await tellGithub(report(), (path) => pathFrom('GITHUB_WORKSPACE', path, this.io), this.io)
      if (unsaid) failed.push(unsaid)
    }
    this.#tell({ type: 'finished', report: report() })
    return failed
  }

  /** What was printed when something broke must not keep a CI system from hearing again. */
  close(): void {
    this.#untrusted.end()
  }

  #reportOf(facts: Omit<ReportFacts, 'problems'>, problems: readonly Problem[]): Report {
    const exitCode = facts.interrupted ? facts.exitCode : Math.max(facts.exitCode, problems.length > 0 ? 2 : 0)
    return wholeReport({ ...facts, exitCode, problems: problems.map(problemReport) })
  }

  async #addToPage(entry: Entry, notebook: NotebookReport): Promise<void> {
    const { HtmlSections } = await import('../report/html/index.ts')
    this.#sections ??= new HtmlSections(guardedReplace(2000))
    this.#sections.add(entry, notebook)
  }

  async #write(path: string, content: string): Promise<void> {
    if (path === '-') this.#given.stdout.write(content)
    else await writeReport(resolve(this.io.cwd, path), content)
  }

  /** Where its cells stand in its file, as that was read, or as it was written. */
  async #placesIn({ path, fingerprint: read }: Loaded, { outcome }: Entry): Promise<FilePlaces | undefined> {
    const text = await readTextFile(path, this.io.cwd).catch(() => undefined)
    if (text === undefined) return undefined
    const isOurs = outcome === 'updated' || this.#command === 'run' || fingerprint(text) === read
    return isOurs ? filePlaces(text) : undefined
  }
}
