import { join } from 'node:path'
import type { Contents } from './contents.ts'
import { digestOf } from './digest.ts'
import { ownPackage, ownPart } from './own.ts'
import { CacheStore } from './store.ts'
import { Tables } from './tables.ts'

/** A question that was put while a page was made, and its answer. */
export type PageAnswer = readonly [
  question: 'pageOf' | 'isThere' | 'contentOf',
  path: string,
  answer: string | boolean | null,
]

/** A page that was made: what it came from, and what is told of it. */
interface Made {
  /** Digest of all that it was made from. */
  inputs: string
  answers: readonly PageAnswer[]
  /** Digest of its file. */
  content: string
  /** What is to be told of it each time. */
  told: unknown
}

interface Written {
  /** Digest of what makes pages. */
  maker: string
  notes: Record<string, string>
  pages: Record<string, Made>
}

/** The pages of one output folder, so that one is made again only when it would come out otherwise, or is not there as it was made. */
export class MadePages {
  readonly #store: CacheStore
  readonly #tables: Tables
  readonly #name: string
  #before: Written
  #now: Written
  readonly #contents: Contents

  /**
   * @param folder of what is kept, absolute
   * @param out the folder of the pages, absolute
   */
  constructor(folder: string, out: string) {
    const own = ownPackage()
    this.#store = new CacheStore(join(folder, 'verified-1'))
    this.#tables = new Tables(this.#store, own.folder)
    this.#contents = this.#tables.contentsAround(out)
    this.#name = `pages-${digestOf(out)}`
    const maker = ownPart(own, 'page', this.#tables.dependencies()(own.folder)).digest
    const found = this.#store.read(this.#name)
    const known = found.status === 'found' ? (found.value as Written) : undefined
    this.#before = known?.maker === maker ? known : { maker, notes: {}, pages: {} }
    this.#now = { maker, notes: {}, pages: {} }
  }

  /** A word that was noted of something when pages were made before. */
  noted(of: unknown): string | undefined {
    const key = digestOf(of)
    const word = this.#before.notes[key]
    if (word !== undefined) this.#now.notes[key] = word
    return word
  }

  note(of: unknown, word: string): void {
    this.#now.notes[digestOf(of)] = word
  }

  /**
   * What was told of a page when it was made, if it need not be made again.
   *
   * @param path of its file, absolute
   * @param inputs all that it is made from, apart from what is asked meanwhile
   */
  told(
    path: string,
    inputs: unknown,
    ask: (question: PageAnswer[0], path: string) => PageAnswer[2],
  ): { told: unknown } | undefined {
    const made = this.#before.pages[path]
    if (!made || made.inputs !== digestOf(inputs)) return undefined
    if (made.answers.some(([question, asked, answer]) => ask(question, asked) !== answer)) return undefined
    if (this.#contents.of(path)?.digest !== made.content) return undefined
    this.#now.pages[path] = made
    return { told: made.told }
  }

  /** A digest of what is in a file; `null` where there is none. For questions that are put again the next time. */
  contentOf(path: string): string | null {
    return this.#contents.of(path)?.digest ?? null
  }

  /** Keeps a page that was written. */
  keep(path: string, inputs: unknown, answers: readonly PageAnswer[], told: unknown): void {
    const content = this.#contents.of(path)?.digest
    if (content !== undefined) this.#now.pages[path] = { inputs: digestOf(inputs), answers, content, told }
  }

  /** Begins another turn, in which what was made in this one and before is there already. */
  again(): void {
    const { maker, notes, pages } = this.#now
    this.#before = {
      maker,
      notes: { ...this.#before.notes, ...notes },
      pages: { ...this.#before.pages, ...pages },
    }
    this.#now = { maker, notes: {}, pages: {} }
  }

  /** @throws FileError */
  async close(): Promise<void> {
    if (JSON.stringify(this.#now) !== JSON.stringify(this.#before)) await this.#store.write(this.#name, this.#now)
    await this.#tables.close()
    this.#store.sweep()
  }
}
