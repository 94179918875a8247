import { basename, dirname, join } from 'node:path'
import { withoutOutputs } from '../notebook/index.ts'
import type { NotebookRun } from '../run/index.ts'
import type { Verification } from '../verify/index.ts'
import { partsOfNotebook } from './cells.ts'
import type { Dependencies } from './dependencies.ts'
import { digestOf } from './digest.ts'
import { realPath } from './folders.ts'
import type { VerifyRequest } from './grounds.ts'
import { type CacheKey, cacheKeyOf } from './key.ts'
import { type Own, ownPackage, ownPart } from './own.ts'
import { difference, type Part } from './part.ts'
import { CacheStore } from './store.ts'
import { Tables } from './tables.ts'

/** What is known of a notebook that was verified. */
export interface Kept {
  /** When: ISO 8601. */
  date: string
  kernel: string
  versions?: NotebookRun['versions']
  cells: NotebookRun['cells']
  verification: Verification
}

/** What was found about a notebook. */
export type Looked =
  | { status: 'unchanged'; kept: Kept; parts: () => number }
  /** Why it is to be run, in words that follow its name. */
  | { status: 'changed'; why: string }

export interface CacheOptions {
  /** Absolute; what is kept lies below it. */
  folder: string
  env: Readonly<Record<string, string | undefined>>
  /** What a path is called where it is told. */
  shown?: (path: string) => string
  own?: Own
  store?: CacheStore
}

/** As a notebook is asked about: the folder is made of its path. */
export type Question = Omit<VerifyRequest, 'folder'> & { path: string }

/** How many states of one notebook are kept: of some branches, under some versions of Node. */
const statesOfOne = 5

/**
 * What verifying found, kept for as long as all that it hangs on is the same. Nothing is believed that is not found as it was left: it
 * then counts as changed.
 */
export class VerifiedCache {
  readonly store: CacheStore
  readonly #options: CacheOptions
  readonly #own: Own
  readonly #tables: Tables
  /** As things stand at the first question. */
  readonly #before: (folder: string) => Dependencies
  /** Those that are to be run, without their outputs: there may be many. */
  readonly #asked = new Map<string, { ofNotebook: Part[]; key: CacheKey; question: Question }>()
  /** Where those stand that were found. */
  readonly #hits = new Map<string, string>()
  readonly #kept: { path: string; kept: Kept }[] = []

  constructor(options: CacheOptions) {
    this.#options = options
    this.#own = options.own ?? ownPackage()
    // The number is that of this layout of entries.
    this.store = options.store ?? new CacheStore(join(options.folder, 'verified-1'))
    this.#tables = new Tables(this.store, this.#own.folder)
    this.#before = this.#tables.dependencies()
  }

  /** @throws FileError when the folder cannot be used */
  async look(question: Question): Promise<Looked> {
    const key = await this.#key(question, this.#before)
    if ('unknown' in key) return { status: 'changed', why: key.unknown }
    const found = this.store.read(keptName(question.path, key))
    if (found.status === 'found') {
      this.#hits.set(question.path, keptName(question.path, key))
      // What changes next is told of this state.
      this.store.touch(partsName(question.path, key))
      return { status: 'unchanged', kept: found.value as Kept, parts: () => key.parts().length }
    }
    const { notebook, path } = question
    const ofNotebook = partsOfNotebook(notebook)
    this.#asked.set(path, { ofNotebook, key, question: { ...question, notebook: withoutOutputs(notebook) } })
    if (found.status === 'damaged') return { status: 'changed', why: damaged }
    return { status: 'changed', why: this.#whyNot(path, [...ofNotebook, ...key.parts()]) }
  }

  /** Of a notebook that was run though it stood here: it has come out otherwise. */
  forget(path: string): void {
    const name = this.#hits.get(path)
    if (name !== undefined) this.store.remove(name)
  }

  /** Keeps what verifying found of a notebook that was asked about. It is written when the cache is closed. */
  keep(path: string, kept: Kept): void {
    const lean = kept.cells.map((cell) => ({ ...cell, outputs: [] }))
    this.#kept.push({ path, kept: { ...kept, cells: lean } })
  }

  /**
   * Writes what is to be kept, unless something that it hangs on was changed while it ran.
   *
   * @throws FileError
   */
  async close(): Promise<void> {
    const now = this.#tables.dependencies()
    for (const { path, kept } of this.#kept.splice(0)) {
      const asked = this.#asked.get(path)
      const key = asked && (await this.#key(asked.question, now))
      if (!key || 'unknown' in key || key.digest !== asked.key.digest) continue
      // Apart, for they are many and seldom wanted.
      await this.store.write(partsName(path, key), [...asked.ofNotebook, ...key.parts()])
      await this.store.write(keptName(path, key), kept)
      for (const kind of ['kept', 'parts'] as const) {
        for (const old of this.store.names(beginningOf(kind, path)).slice(statesOfOne)) this.store.remove(old)
      }
    }
    await this.#tables.close()
    this.store.sweep()
  }

  async #key(question: Question, dependencies: (folder: string) => Dependencies) {
    const folder = realPath(dirname(question.path))
    const own = ownPart(this.#own, 'verdict', dependencies(this.#own.folder))
    const around = { env: this.#options.env, own, secret: this.store.secret }
    return cacheKeyOf({ ...question, folder }, dependencies(folder), around)
  }

  #whyNot(path: string, now: readonly Part[]): string {
    const [latest] = this.store.names(beginningOf('parts', path))
    if (latest === undefined) return 'nothing is kept of it'
    const found = this.store.read(latest)
    if (found.status !== 'found') return damaged
    return difference(found.value as Part[], now, this.#options.shown) ?? 'nothing is kept of it'
  }
}

const damaged = 'what was kept of it is damaged'

function beginningOf(kind: 'kept' | 'parts', path: string): string {
  return `${kind}-${digestOf(join(realPath(dirname(path)), basename(path)))}-`
}

function keptName(path: string, { digest }: CacheKey): string {
  return beginningOf('kept', path) + digest
}

function partsName(path: string, { digest }: CacheKey): string {
  return beginningOf('parts', path) + digest
}
