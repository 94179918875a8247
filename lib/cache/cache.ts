import { basename, dirname, join } from 'node:path'
import { withoutOutputs } from '../notebook/index.ts'
import type { NotebookRun } from '../run/index.ts'
import type { Verification } from '../verify/index.ts'
import { partsOfNotebook } from './cells.ts'
import { Contents, type Rows } from './contents.ts'
import { Dependencies } from './dependencies.ts'
import { digestOf } from './digest.ts'
import { realPath } from './folders.ts'
import { type Asked, type Key, keyOf, locksFor } from './key.ts'
import { type Own, ownPackage } from './own.ts'
import { difference, type Part } from './part.ts'
import { Store } from './store.ts'

/** What is known of a notebook that was verified. */
export interface Kept {
  /** When: ISO 8601. */
  date: string
  kernel: string
  cells: NotebookRun['cells']
  verification: Verification
}

/** What was found about a notebook. */
export type Looked =
  | { status: 'unchanged'; kept: Kept; parts: number }
  /** Why it is to be run, in words that follow its name. */
  | { status: 'changed'; why: string }

export interface CacheOptions {
  /** Absolute; what is kept lies below it. */
  folder: string
  env: Readonly<Record<string, string | undefined>>
  /** What a path is called where it is told. */
  shown?: (path: string) => string
  own?: Own
  store?: Store
}

/** As a notebook is asked about: the folder is made of its path. */
export type Question = Omit<Asked, 'folder'> & { path: string }

/** How many states of one notebook are kept: of some branches, under some versions of Node. */
const statesOfOne = 5

interface Written {
  parts: Part[]
  kept: Kept
}

/**
 * What verifying found, kept for as long as all that it hangs on is the same. Nothing is believed that is not found as it was left: it
 * then counts as changed.
 */
export class VerifiedCache {
  readonly store: Store
  readonly #options: CacheOptions
  readonly #own: Own
  /** What is in the files of each project. */
  readonly #contents = new Map<string, { name: string; contents: Contents }>()
  /** As things stand at the first question. */
  readonly #before = new Map<Contents, Dependencies>()
  /** Those that are to be run, without their outputs: there may be many. */
  readonly #asked = new Map<string, { ofNotebook: Part[]; parts: Part[]; question: Question }>()
  readonly #kept: { path: string; kept: Kept }[] = []

  constructor(options: CacheOptions) {
    this.#options = options
    this.#own = options.own ?? ownPackage()
    // The number is that of this layout of entries.
    this.store = options.store ?? new Store(join(options.folder, 'verified-1'))
  }

  /** @throws FileError when the folder cannot be used */
  async look(question: Question): Promise<Looked> {
    const key = await this.#key(question, this.#before)
    if ('unknown' in key) return { status: 'changed', why: key.unknown }
    const found = this.store.read(entryName(question.path, key.parts))
    if (found.status === 'found') {
      return { status: 'unchanged', kept: (found.value as Written).kept, parts: key.parts.length }
    }
    const { notebook, path } = question
    const lean = { ...question, notebook: withoutOutputs(notebook) }
    this.#asked.set(path, { ofNotebook: partsOfNotebook(notebook), parts: key.parts, question: lean })
    if (found.status === 'damaged') return { status: 'changed', why: 'what was kept of it is damaged' }
    return { status: 'changed', why: this.#whyNot(question, key.parts) }
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
    const now = new Map<Contents, Dependencies>()
    for (const { path, kept } of this.#kept.splice(0)) {
      const asked = this.#asked.get(path)
      const key = asked && (await this.#key(asked.question, now))
      if (!key || 'unknown' in key || difference(asked.parts, key.parts) !== undefined) continue
      const name = entryName(path, key.parts)
      const parts = [...asked.ofNotebook, ...key.parts]
      await this.store.write(name, { parts, kept } satisfies Written)
      for (const old of this.store.names(beginningOf(path)).slice(statesOfOne)) this.store.remove(old)
    }
    for (const { name, contents } of this.#contents.values()) {
      if (contents.isNew) await this.store.write(name, contents.rows())
    }
    this.store.sweep()
  }

  async #key(question: Question, dependencies: Map<Contents, Dependencies>): Promise<Key> {
    const folder = realPath(dirname(question.path))
    const contents = this.#contentsAround(folder)
    const known = dependencies.get(contents) ?? new Dependencies(contents, this.#own.folder)
    dependencies.set(contents, known)
    const around = { env: this.#options.env, own: this.#own, secret: this.store.secret }
    return keyOf({ ...question, folder }, known, around)
  }

  /** One table for all notebooks of a project, which import much the same. */
  #contentsAround(folder: string): Contents {
    const [lock = folder] = locksFor(folder)
    const project = dirname(lock)
    const known = this.#contents.get(project)
    if (known) return known.contents
    const name = `contents-${digestOf(project)}`
    const found = this.store.read(name)
    const contents = new Contents(found.status === 'found' ? (found.value as Rows) : {})
    this.#contents.set(project, { name, contents })
    return contents
  }

  #whyNot({ path, notebook }: Question, parts: readonly Part[]): string {
    const [latest] = this.store.names(beginningOf(path))
    if (latest === undefined) return 'nothing is kept of it'
    const found = this.store.read(latest)
    if (found.status !== 'found') return 'what was kept of it is damaged'
    const before = (found.value as Written).parts
    return difference(before, [...partsOfNotebook(notebook), ...parts], this.#options.shown) ?? 'nothing is kept of it'
  }
}

function beginningOf(path: string): string {
  const real = join(realPath(dirname(path)), basename(path))
  return `notebook-${digestOf(real)}-`
}

function entryName(path: string, parts: readonly Part[]): string {
  return beginningOf(path) + digestOf(parts.map(({ kind, name, value }) => [kind, name, value]))
}
