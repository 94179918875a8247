import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FileError, writeWhole } from '../files/index.ts'

/** More are forgotten, those that were noted longest ago first. */
const mostTimes = 5000

/**
 * How long notebooks took when they ran last, kept in a file from run to run. Only a hint: what cannot be read is not known, and what
 * cannot be written is forgotten.
 */
export class Times {
  readonly #file: string
  readonly #known: ReadonlyMap<string, number>
  readonly #noted = new Map<string, number>()

  private constructor(file: string, known: ReadonlyMap<string, number>) {
    this.#file = file
    this.#known = known
  }

  /** @param folder absolute; made when something is written */
  static async in(folder: string): Promise<Times> {
    const file = join(folder, 'times.json')
    return new Times(file, await readTimes(file))
  }

  /** Milliseconds. @param path of the notebook, absolute */
  of(path: string): number | undefined {
    return this.#known.get(path)
  }

  note(path: string, milliseconds: number): void {
    this.#noted.set(path, Math.round(milliseconds))
  }

  /** Writes what was noted to what stands there now: another process may have written meanwhile. */
  async keep(): Promise<void> {
    if (this.#noted.size === 0) return
    const now = await readTimes(this.#file)
    for (const [path, milliseconds] of this.#noted) {
      now.delete(path)
      now.set(path, milliseconds)
    }
    const kept = Object.fromEntries([...now].slice(-mostTimes))
    try {
      await writeWhole(this.#file, `${JSON.stringify(kept, undefined, 1)}\n`)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
    }
  }
}

async function readTimes(file: string): Promise<Map<string, number>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
    return new Map(entries.filter(([, time]) => typeof time === 'number' && Number.isFinite(time)))
  } catch {
    return new Map()
  }
}

/**
 * How long each item is likely to take: as long as last time; one that is not known by its size, as the others took. Without any that is
 * known, its size.
 */
export function likelyTimes<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => number | undefined,
  sizeOf: (item: Item) => number,
): (item: Item) => number {
  const known = items.filter((item) => timeOf(item) !== undefined && sizeOf(item) > 0)
  const total = (of: (item: Item) => number) => known.reduce((sum, item) => sum + of(item), 0)
  const perSize = known.length > 0 ? total((item) => timeOf(item)!) / total(sizeOf) : 1
  return (item) => timeOf(item) ?? sizeOf(item) * perSize
}
