import { readFileSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { Graph, type Hold } from '../cache/graph.ts'
import { configPlaces, isConfigName, topOf } from '../config/find.ts'
import { fingerprint, foldersBelow, isPassedOver } from '../files/index.ts'
import type { Io } from './io.ts'
import type { Loaded, LoadedAll } from './load.ts'
import { Project } from './project.ts'
import { questionAbout } from './question.ts'
import { takeCells } from './select/cell-places.ts'
import { loadSelected } from './select/select.ts'
import type { VerifyArguments } from './verify.ts'

/** How things stand with some notebooks. */
export interface WatchReading extends LoadedAll {
  /** There are more notebooks, or cells, than are meant. */
  isNarrowed: boolean
  /** Those of which no verdict holds for what is there now. */
  touched: Loaded[]
}

/** What a verdict was about. */
interface VerdictState {
  fingerprint: string
  /** Of all else that it hangs on, as far as that is known. */
  digest: string | undefined
  isUnknown: boolean
}

/** Characters of a file above which it is told by its size and time from others. */
const longestRead = 20_000_000

/** Notebooks whose files are watched: which of them have to be verified again, by what is in the files and not by what was heard of them. */
export class WatchedNotebooks {
  readonly #paths: readonly string[]
  readonly #options: VerifyArguments
  readonly #io: Io
  readonly #graph: Graph
  readonly #remembered = new Map<string, Loaded>()
  #project: Project | undefined
  #notebooks: readonly Loaded[] = []
  readonly #holds = new Map<string, Hold>()
  readonly #states = new Map<string, VerdictState>()
  /** What there is a verdict about, or is being made one. */
  readonly #verified = new Map<string, VerdictState>()
  /** What was in files when they were last heard of. */
  readonly #seen = new Map<string, string>()

  constructor(paths: readonly string[], options: VerifyArguments, io: Io) {
    this.#paths = paths
    this.#options = options
    this.#io = io
    this.#graph = new Graph(io.env)
  }

  /** @throws ConfigError; UsageError */
  async project(): Promise<Project> {
    this.#project ??= await Project.open(this.#options, this.#io)
    return this.#project
  }

  /**
   * Looks at all of it anew.
   *
   * @param heard the files of which something was heard, absolute
   * @throws ConfigError
   */
  async read(heard: ReadonlySet<string>): Promise<WatchReading> {
    const hasCode = this.#notebooks.some(({ settings }) => settings.config?.isCode)
    if (hasCode || [...heard].some((path) => this.#isConfig(path))) this.#project = undefined
    const project = await this.project()
    const { grep, save: output } = this.#options
    const asked = grep === undefined ? {} : { grep }
    const surroundings = { io: this.#io, project, output, remembered: this.#remembered }
    const all = await loadSelected(this.#paths, asked, surroundings)
    const unusable = new Set(all.problems.map(({ path }) => path))
    const notebooks = all.notebooks.filter(({ path }) => !unusable.has(path))
    this.#forgetAllBut(all.notebooks)
    this.#graph.again()
    const hasNews = [...heard].filter((path) => this.#isNews(path)).length > 0
    for (const loaded of notebooks) {
      const hold = await this.#look(loaded)
      this.#holds.set(loaded.path, hold)
      const { digest, unknown } = hold
      const isUnknown = unknown !== undefined
      this.#states.set(loaded.path, { fingerprint: loaded.fingerprint, digest, isUnknown })
      if (isUnknown && hasNews) this.#verified.delete(loaded.path)
    }
    return { ...all, notebooks, touched: notebooks.filter(({ path }) => this.#isTouched(path)) }
  }

  /** A verdict is being made of it as it was read last. */
  taken({ path }: Loaded): void {
    this.#verified.set(path, this.#states.get(path)!)
  }

  /** None was made. */
  missed({ path }: Loaded): void {
    this.#verified.delete(path)
  }

  /** It is written by ourselves: what came of it is about what will be there. */
  wrote({ path }: Loaded, written: string): void {
    const verified = this.#verified.get(path)
    if (verified) this.#verified.set(path, { ...verified, fingerprint: written })
  }

  /** Whether it is not known on what this notebook hangs: then all that is saved may concern it. */
  isUnknown({ path }: Loaded): boolean {
    return this.#states.get(path)?.isUnknown === true
  }

  /** Whether something that was done to this file or folder, absolute, may have a say in what is verified. */
  concerns(path: string): boolean {
    const { cwd } = this.#io
    if (this.#isConfig(path) || this.#notebooks.some((loaded) => resolve(cwd, loaded.path) === path)) return true
    if ((entryAt(path)?.isDirectory() || path.endsWith('.ipynb')) && this.#isOfAuthor(path)) return true
    return [...this.#holds.values()].some(
      ({ ground, unknown }) => ground?.isTouchedBy(path) || (unknown !== undefined && this.#isOfAuthor(path)),
    )
  }

  /** The folders in which something may be done that concerns it, absolute; those that are there. */
  async folders(): Promise<Set<string>> {
    const { cwd } = this.#io
    const places = (await this.#project?.places(takeCells(this.#paths, cwd).paths).catch(() => undefined)) ?? []
    const found = new Set((await Promise.all(places.map((place) => foldersBelow(place)))).flat())
    const wanted = new Set([this.#project?.config?.folder ?? cwd])
    for (const place of places) wanted.add(dirname(place))
    for (const { path, settings } of this.#notebooks) {
      const folder = dirname(resolve(cwd, path))
      const top = topOf(folder, cwd)
      for (const place of [folder, settings.config?.folder]) if (place !== undefined) wanted.add(place)
      const hold = this.#holds.get(path)
      const those = [
        ...(hold?.ground?.folders(top) ?? []),
        ...(hold?.unknown === undefined ? [] : await foldersBelow(top)),
      ]
      // A folder that goes is heard of in the one above.
      for (const place of [folder, ...those].flatMap((each) => withAbove(each, top))) wanted.add(place)
    }
    for (const place of wanted) found.add(existing(place))
    return found
  }

  async #look(loaded: Loaded): Promise<Hold> {
    const { cwd } = this.#io
    const path = resolve(cwd, loaded.path)
    const { envFile = [] } = this.#options
    const places = [...configPlaces(dirname(path)), ...envFile.map((file) => resolve(cwd, file))]
    const why = 'what it hangs on cannot be known'
    // Its text is compared by itself.
    return questionAbout(loaded, this.#io)
      .then((question) => this.#graph.look({ ...question, fingerprint: '' }, places))
      .catch(() => ({ unknown: why }))
  }

  #isTouched(path: string): boolean {
    const [now, before] = [this.#states.get(path)!, this.#verified.get(path)]
    return before?.digest !== now.digest || before?.fingerprint !== now.fingerprint
  }

  #isConfig(path: string): boolean {
    const { config, envFile = [] } = this.#options
    const named = [...(typeof config === 'string' ? [config] : []), ...envFile]
    return isConfigName(basename(path)) || named.some((file) => resolve(this.#io.cwd, file) === path)
  }

  /** Whether something is in a file that was not there before, as far as that was heard. */
  #isNews(path: string): boolean {
    const now = savedContent(path)
    const isNew = this.#seen.get(path) !== now
    this.#seen.set(path, now)
    return isNew && this.#isOfAuthor(path) && !path.endsWith('.ipynb')
  }

  /** In the project of a notebook or where it is called, and not among what programs leave beside what people write. */
  #isOfAuthor(path: string): boolean {
    const { cwd } = this.#io
    const tops = this.#notebooks.map((loaded) => topOf(dirname(resolve(cwd, loaded.path)), cwd))
    return [...new Set([cwd, ...tops])].some((top) => {
      const way = relative(top, path).split(sep)
      return way[0] !== '..' && !way.some((name) => isPassedOver(name) || name === '__pycache__')
    })
  }

  #forgetAllBut(notebooks: readonly Loaded[]): void {
    this.#notebooks = notebooks
    const there = new Set(notebooks.map(({ path }) => path))
    // One of which no cell is meant may come to be meant.
    const gone = [...this.#remembered.keys()].filter((path) => !entryAt(resolve(this.#io.cwd, path)))
    for (const path of gone) this.#remembered.delete(path)
    for (const map of [this.#holds, this.#states, this.#verified]) {
      for (const path of map.keys()) if (!there.has(path)) map.delete(path)
    }
  }
}

function entryAt(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function savedContent(path: string): string {
  const entry = entryAt(path)
  if (!entry?.isFile()) return entry ? 'no file' : 'nothing'
  if (entry.size > longestRead) return `${entry.size} ${entry.mtimeMs}`
  try {
    return fingerprint(readFileSync(path, 'latin1'))
  } catch {
    return 'unreadable'
  }
}

/** The folder, or the nearest above it that is there. */
function existing(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (entryAt(at)?.isDirectory() || at === dirname(at)) return at
  }
}

function withAbove(folder: string, top: string): string[] {
  const isIn = folder === top || folder.startsWith(join(top, sep))
  return isIn && folder !== top ? [folder, ...withAbove(dirname(folder), top)] : [folder]
}
