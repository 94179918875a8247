import { dirname } from 'node:path'
import { type ContentRows, Contents } from './contents.ts'
import { Dependencies } from './dependencies.ts'
import { digestOf } from './digest.ts'
import { locksFor } from './locks.ts'
import type { CacheStore } from './store.ts'

/** What is in the files of each project, kept from one time to the next. */
export class Tables {
  readonly #store: CacheStore
  readonly #own: string
  readonly #contents = new Map<string, Contents>()
  readonly #around = new Map<string, Contents>()

  /** @param own the folder of this package */
  constructor(store: CacheStore, own: string) {
    this.#store = store
    this.#own = own
  }

  /** What hangs on what, as things stand from now on; by project, for those in one import much the same. */
  dependencies(): (folder: string) => Dependencies {
    const found = new Map<Contents, Dependencies>()
    return (folder) => {
      const contents = this.contentsAround(folder)
      const known = found.get(contents) ?? new Dependencies(contents, this.#own)
      found.set(contents, known)
      return known
    }
  }

  contentsAround(folder: string): Contents {
    const before = this.#around.get(folder)
    if (before) return before
    const contents = this.#find(folder)
    this.#around.set(folder, contents)
    return contents
  }

  #find(folder: string): Contents {
    const [lock] = locksFor(folder)
    const name = `contents-${digestOf(lock === undefined ? folder : dirname(lock))}`
    const known = this.#contents.get(name)
    if (known) return known
    const found = this.#store.read(name)
    const contents = new Contents(found.status === 'found' ? (found.value as ContentRows) : {})
    this.#contents.set(name, contents)
    return contents
  }

  /** @throws FileError */
  async close(): Promise<void> {
    for (const [name, contents] of this.#contents) {
      if (contents.isNew) await this.#store.write(name, contents.rows())
    }
  }
}
