import { basename, dirname, join, relative, sep } from 'node:path'
import { checkInside, projectOf, writeNew } from '../files/index.ts'
import type { Notebook } from '../notebook/index.ts'
import { digestOf } from './digest.ts'
import { realPath } from './folders.ts'
import { type Believed, believed, type LeftVerdict, staleCell } from './provenance.ts'
import { CacheStore } from './store.ts'

/** What is known of a notebook without verifying it. `damaged`: it is not as we left it, or somebody else left it. */
export type Known =
  | { status: 'known'; believed: Believed }
  /** Nothing was left, or nothing of it holds for the notebook as it is now. */
  | { status: 'unknown' }
  | { status: 'damaged' }

/**
 * What verifying found of notebooks, left in `.ackbook/verdicts` of their projects for those who make pages of them. Only what was left
 * by this user is believed, under the code of {@link CacheStore}: a project from elsewhere may bring anything.
 */
export class Verdicts {
  readonly #secretFolder: string
  readonly #stores = new Map<string, CacheStore>()

  /** @param kept the folder of what is kept, absolute: the secret lies below it */
  constructor(kept: string) {
    this.#secretFolder = join(kept, 'verified-1')
  }

  /**
   * @param path of the notebook, absolute
   * @param read the notebook as it is now, with its outputs; asked when something was left
   */
  async look(path: string, read: () => Promise<Notebook>): Promise<Known> {
    const { store, name } = this.#placeOf(path)
    const found = store.read(name)
    if (found.status === 'damaged') return { status: 'damaged' }
    const known = found.status === 'found' && believed(found.value as LeftVerdict, await read())
    return known ? { status: 'known', believed: known } : { status: 'unknown' }
  }

  /** When it was verified of which something was left: ISO 8601. @param path of the notebook, absolute */
  dateOf(path: string): string | undefined {
    const { store, name } = this.#placeOf(path)
    const found = store.read(name)
    return found.status === 'found' ? (found.value as LeftVerdict).date : undefined
  }

  /**
   * The first cell whose source has changed since its outputs were verified, 0-based, and when that was.
   *
   * @param path of the notebook, absolute
   */
  staleIn(path: string, notebook: Notebook): { cell: number; date: string } | undefined {
    const { store, name } = this.#placeOf(path)
    const found = store.read(name)
    if (found.status !== 'found') return undefined
    const left = found.value as LeftVerdict
    const cell = staleCell(left, notebook)
    return cell === undefined ? undefined : { cell, date: left.date }
  }

  /**
   * Instead of what was left before.
   *
   * @param path of the notebook, absolute
   * @throws FileError
   */
  async leave(path: string, verdict: LeftVerdict): Promise<void> {
    const { top, store, name } = this.#placeOf(path)
    const folder = join(top, ackbookFolder)
    await checkInside(top, store.fileOf(name), ackbookFolder)
    // What is in it holds for this machine alone.
    await writeNew(join(folder, '.gitignore'), '*\n')
    await store.write(name, verdict)
    store.sweep()
  }

  /** @param path of the notebook, absolute */
  forget(path: string): void {
    const { store, name } = this.#placeOf(path)
    store.remove(name)
  }

  #placeOf(path: string): { top: string; store: CacheStore; name: string } {
    const folder = realPath(dirname(path))
    const top = projectOf(folder)
    const store =
      this.#stores.get(top) ?? new CacheStore(join(top, ackbookFolder, 'verdicts'), limits, this.#secretFolder)
    this.#stores.set(top, store)
    // A project that is moved takes its verdicts along.
    const way = relative(top, join(folder, basename(path)))
    return { top, store, name: `verdict-${digestOf(way.split(sep))}` }
  }
}

const limits = { entries: 2000, octets: 100_000_000 }

/**
 * Where verdicts of a notebook are left, which need not be there.
 *
 * @param path of the notebook, absolute
 */
export function verdictsFolderOf(path: string): string {
  return join(projectOf(realPath(dirname(path))), ackbookFolder, 'verdicts')
}

/** Of a project: what is ours in it, and no one else's. */
const ackbookFolder = '.ackbook'
