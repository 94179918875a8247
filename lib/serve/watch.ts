import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds of rest after which what was written is taken to be whole, and those after which nobody waits for a rest. */
const SETTLE = { rest: 15, most: 150 }

/** Watches folders, each by itself, and tells of what was changed in them once they are at rest. */
export class FolderWatch {
  readonly #changed: (paths: ReadonlySet<string>) => void
  readonly #watchers = new Map<string, FSWatcher>()
  #paths = new Set<string>()
  #since = 0
  #timer: NodeJS.Timeout | undefined
  /** Why a folder that is there could not be watched: the system's code. */
  trouble: string | undefined

  /** @param changed gets the absolute paths of what was written, made, renamed or removed */
  constructor(changed: (paths: ReadonlySet<string>) => void) {
    this.#changed = changed
  }

  /**
   * Watches these folders and no others.
   *
   * @param folders absolute; one that is not there is passed over
   * @returns whether there are new ones among them
   */
  watch(folders: ReadonlySet<string>): boolean {
    for (const [folder, watcher] of this.#watchers) {
      if (!folders.has(folder)) this.#leave(folder, watcher)
    }
    let isMore = false
    for (const folder of folders) isMore = (!this.#watchers.has(folder) && this.#add(folder)) || isMore
    return isMore
  }

  has(folder: string): boolean {
    return this.#watchers.has(folder)
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const [folder, watcher] of this.#watchers) this.#leave(folder, watcher)
  }

  #add(folder: string): boolean {
    try {
      const watcher = watch(folder, (_, name) => this.#note(name === null ? folder : join(folder, name)))
      // As on Windows, when the folder is removed.
      watcher.on('error', () => {
        this.#leave(folder, watcher)
        this.#note(folder)
      })
      this.#watchers.set(folder, watcher)
      return true
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.trouble = code
      return false
    }
  }

  #leave(folder: string, watcher: FSWatcher): void {
    watcher.close()
    this.#watchers.delete(folder)
  }

  #note(path: string): void {
    if (this.#paths.size === 0) this.#since = performance.now()
    this.#paths.add(path)
    const left = SETTLE.most - (performance.now() - this.#since)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, Math.min(SETTLE.rest, left)))
  }

  #tell(): void {
    const paths = this.#paths
    this.#paths = new Set()
    this.#changed(paths)
  }
}
