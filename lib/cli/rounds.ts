import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { MadePages, verdictsFolderOf } from '../cache/index.ts'
import { isConfigName } from '../config/find.ts'
import { fingerprint, foldersBelow } from '../files/index.ts'
import type { RenderedLesson } from '../lesson/index.ts'
import type { Following } from './following.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'
import { pathsOf } from './pictures.ts'
import { describeProblem } from './problems.ts'
import { Project } from './project.ts'
import { type RenderOptions, renderNotebooks } from './render.ts'
import { pageAddress, type Site, type SitePage } from './site.ts'

/** What came of making the pages once more. */
export interface Round {
  /** Those that are other than before. */
  pages: readonly SitePage[]
  /** A line for each thing that is wrong. */
  problems: readonly string[]
  milliseconds: number
}

export interface RoundsOptions extends Pick<RenderOptions, 'config' | 'title' | 'verbose'> {
  /** The folder of the pages, absolute. */
  out: string
  /** A folder for what is known of them, absolute. */
  kept: string
}

/** The pages of some notebooks, made again and again; a notebook that cannot be read keeps the page that it had. */
export class Rounds implements Following {
  readonly remembered: Map<string, Loaded> = new Map()
  readonly made: MadePages
  project: Project
  readonly #paths: readonly string[]
  readonly #options: RoundsOptions
  readonly #io: Io
  readonly #hears: (page: SitePage, rendered: RenderedLesson) => void
  #isConfigChanged = false
  #site: Site | undefined
  #pages: SitePage[] = []
  #problems: readonly string[] = []
  #hasBeside = false
  /** Writes what stands beside the pages of the last round. */
  #left: (() => Promise<void>) | undefined
  /** File → fingerprint of what was last written there. */
  readonly #written = new Map<string, string>()
  readonly #pictures = new Set<string>()
  /** Folders in which verifying leaves what pages tell. */
  #verdicts: ReadonlySet<string> = new Set()

  private constructor(
    paths: readonly string[],
    options: RoundsOptions,
    io: Io,
    hears: (page: SitePage, rendered: RenderedLesson) => void,
    project: Project,
  ) {
    this.#paths = paths
    this.#options = options
    this.#io = io
    this.#hears = hears
    this.project = project
    this.made = new MadePages(options.kept, options.out)
  }

  /**
   * @param hears of each page that is another than before, as soon as it is written
   * @throws ConfigError
   */
  static async open(
    paths: readonly string[],
    options: RoundsOptions,
    io: Io,
    hears: (page: SitePage, rendered: RenderedLesson) => void,
  ): Promise<Rounds> {
    return new Rounds(paths, options, io, hears, await Project.open(options, io))
  }

  /** The page that leads to all: the relative address of its file; `undefined` while there is none. */
  get front(): string | undefined {
    const file = this.#site?.index?.file ?? this.#site?.pages[0]?.file
    return file === undefined ? undefined : pageAddress(file)
  }

  /** Makes what is not as its notebook is. What is wrong is told, and is no exception. */
  async make(): Promise<Round> {
    const before = this.#site
    this.#pages = []
    this.#left = undefined
    this.made.again()
    return this.#told([], async (io) => {
      if (this.#isConfigChanged) this.project = await Project.open(this.#options, io)
      this.#isConfigChanged = false
      await renderNotebooks(this.#paths, this.#options, io, [], this)
      if (before) await this.#removeLeft(before)
    })
  }

  /** Writes what stands beside the pages of the last round; `undefined` when it is there. */
  async finish(): Promise<Round | undefined> {
    const left = this.#left
    if (!left) return undefined
    this.#pages = []
    this.#left = undefined
    return this.#told(this.#problems, left)
  }

  async #told(before: readonly string[], work: (io: Io) => Promise<void>): Promise<Round> {
    const { clock } = this.#io
    const started = clock.now()
    const problems = [...before]
    const say = (text: string) => problems.push(text.trimEnd())
    try {
      await work({ ...this.#io, stdout: { write: () => true }, stderr: { write: say } })
    } catch (error) {
      say(describeProblem({ error }, this.#options.verbose === true))
    }
    this.#problems = problems
    return { pages: this.#pages, problems, milliseconds: clock.now() - started }
  }

  /** Has the next round read the config again. */
  forgetConfig(): void {
    this.#isConfigChanged = true
  }

  /** Whether pages may be others, once something was done to this file or folder, absolute. */
  async isMeant(path: string, isWatched: (folder: string) => boolean): Promise<boolean> {
    if (isConfigName(basename(path))) this.forgetConfig()
    if (this.#isConfigChanged || path.endsWith('.ipynb') || this.#pictures.has(path) || isWatched(path)) return true
    if (this.#verdicts.has(dirname(path))) return true
    return (await stat(path).catch(() => undefined))?.isDirectory() === true
  }

  /** The folders in which something may be done that is meant, absolute. */
  async folders(): Promise<Set<string>> {
    const places = await this.project.places(this.#paths).catch(() => [])
    const below = await Promise.all(places.map((place) => foldersBelow(place)))
    const { cwd } = this.#io
    const notebooks = this.#site?.pages ?? []
    const files = notebooks.map(({ loaded }) => resolve(cwd, loaded.path))
    this.#verdicts = new Set(files.map(verdictsFolderOf))
    // It comes with the first verdict, and what is above it too.
    const aboveVerdicts = [...this.#verdicts].flatMap((folder) => [dirname(folder), dirname(dirname(folder))])
    return new Set([
      ...below.flat(),
      ...files.map((file) => dirname(file)),
      ...this.#verdicts,
      ...aboveVerdicts,
      ...notebooks.flatMap(({ loaded }) => loaded.settings.config?.folder ?? []),
      ...[...this.#pictures].map((file) => dirname(file)),
      this.project.config?.folder ?? cwd,
    ])
  }

  begun(site: Site): void {
    this.#site = site
  }

  wrote(page: SitePage, rendered: RenderedLesson): void {
    const written = fingerprint(rendered.html)
    if (this.#written.get(page.file) === written) return
    this.#written.set(page.file, written)
    this.#pages.push(page)
    this.#hears(page, rendered)
  }

  async beside(write: () => Promise<void>): Promise<void> {
    if (this.#hasBeside) this.#left = write
    else await write()
    this.#hasBeside = true
  }

  looked(folder: string, addresses: readonly string[]): void {
    for (const address of addresses) {
      for (const path of pathsOf(address)) this.#pictures.add(resolve(folder, path))
    }
  }

  /** Pages of notebooks that are gone. */
  async #removeLeft(before: Site): Promise<void> {
    const filesOf = ({ pages, index }: Site) => [...pages, ...(index ? [index] : [])].map(({ file }) => file)
    const there = new Set(this.#site ? filesOf(this.#site) : [])
    for (const file of filesOf(before)) {
      if (there.has(file)) continue
      this.#written.delete(file)
      await rm(join(this.#options.out, file), { force: true })
    }
  }
}
