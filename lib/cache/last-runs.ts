import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { FileError, projectOf } from '../files/index.ts'
import { digestOf } from './digest.ts'
import { realPath } from './folders.ts'
import { CacheStore } from './store.ts'

/** What became of notebooks when they were run last, by project: which were good, and which were not, or were not reached. */
export class LastRuns {
  readonly #store: CacheStore
  readonly #command: string
  readonly #known = new Map<string, Map<string, boolean>>()
  readonly #noted = new Map<string, Map<string, boolean>>()

  /**
   * @param folder of what is kept, absolute
   * @param command what ran them: another is asked about apart
   */
  constructor(folder: string, command: string) {
    this.#store = new CacheStore(join(folder, 'last-1'), undefined, join(folder, 'verified-1'))
    this.#command = command
  }

  /** Whether it was good; `undefined` where nothing is known. @param path of the notebook, absolute */
  wasGood(path: string): boolean | undefined {
    const { top, way } = wayInProject(path)
    const known = this.#known.get(top) ?? this.#read(top)
    this.#known.set(top, known)
    return known.get(way)
  }

  /** @param path of the notebook, absolute */
  note(path: string, isGood: boolean): void {
    const { top, way } = wayInProject(path)
    const noted = this.#noted.get(top) ?? new Map<string, boolean>()
    this.#noted.set(top, noted.set(way, isGood))
  }

  /** Writes what was noted to what stands there now; of those that are not there any more nothing. What cannot be written is forgotten. */
  async keep(): Promise<void> {
    try {
      // It is the first to be made: without it nothing can be kept.
      void this.#store.secret
      await this.#write()
    } catch (error) {
      if (!(error instanceof FileError)) throw error
    }
  }

  async #write(): Promise<void> {
    for (const [top, noted] of this.#noted) {
      const all = [...new Map([...this.#read(top), ...noted])]
      await this.#store.write(
        this.#nameOf(top),
        all.filter(([way]) => existsSync(join(top, way))),
      )
    }
    this.#noted.clear()
    this.#store.sweep()
  }

  /** What is not as we left it counts as nothing. */
  #read(top: string): Map<string, boolean> {
    const found = this.#store.read(this.#nameOf(top))
    return new Map(found.status === 'found' ? (found.value as [string, boolean][]) : [])
  }

  #nameOf(top: string): string {
    return `last-${digestOf([this.#command, top])}`
  }
}

function wayInProject(path: string): { top: string; way: string } {
  const folder = realPath(dirname(path))
  const top = projectOf(folder)
  return {
    top,
    way: relative(top, join(folder, basename(path)))
      .split(sep)
      .join('/'),
  }
}
