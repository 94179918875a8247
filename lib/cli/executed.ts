import { resolve } from 'node:path'
import { UsageError } from '../command/index.ts'
import { checkInside, checkWritable, obstacleIn, writeWhole } from '../files/index.ts'
import {
  formatNotebook,
  isCode,
  isEmpty,
  type Notebook,
  skipsExecution,
  withOutputs,
  withWidgetsOf,
} from '../notebook/index.ts'
import type { CellRun, NotebookRun } from '../run/index.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'
import { nothingRun } from './problems.ts'

/** The notebook as this run leaves it: a cell that was not run has no output, one that is skipped keeps what it had. */
export function executed(notebook: Notebook, run: NotebookRun): Notebook {
  const results = run.cells.filter(({ index, status }) => status !== 'skipped' && isCode(notebook.cells[index]!))
  return withWidgetsOf(withOutputs(notebook, results), run)
}

/** A folder for notebooks as their runs leave them. */
export class ExecutedFolder {
  readonly #folder: string
  readonly #cwd: string

  /** @param folder as it was given */
  constructor(folder: string, { cwd }: Pick<Io, 'cwd'>) {
    this.#folder = folder
    this.#cwd = cwd
  }

  /**
   * Before anything runs: each notebook has a place of its own in the folder, and none is written over.
   *
   * @param option by which the folder was given, and what its absence means
   * @throws UsageError
   */
  async check(notebooks: readonly Loaded[], option: string, without: string): Promise<void> {
    const obstacle = await obstacleIn(resolve(this.#cwd, this.#folder))
    if (obstacle !== undefined) refuseFolder(`${option} ${this.#folder} cannot be written: ${obstacle}`)
    const sources = new Set(notebooks.map(({ path }) => resolve(this.#cwd, path)))
    const taken = new Map<string, string>()
    for (const { path, below } of notebooks) {
      const target = this.#fileOf(below)
      if (sources.has(target)) refuseFolder(`${path}: ${option} ${this.#folder} is its own folder: ${without}`)
      // Some file systems do not tell large letters from small ones.
      const key = target.toLowerCase()
      const other = taken.get(key)
      if (other !== undefined) {
        refuseFolder(`${other} and ${path} would both be written to ${target}: run them into two folders`)
      }
      taken.set(key, path)
    }
  }

  /** @throws FileError; what is there is then as it was */
  async write(loaded: Loaded, notebook: Notebook, run: NotebookRun): Promise<void> {
    await this.#write(loaded, executed(notebook, run))
  }

  /** While it runs: a cell whose turn has not come has no output yet. @throws FileError; what is there is then as it was */
  async writeSoFar(loaded: Loaded, notebook: Notebook, done: readonly CellRun[]): Promise<void> {
    const fresh = notebook.cells.flatMap((cell, index) =>
      isCode(cell) && !isEmpty(cell) && !skipsExecution(cell, notebook)
        ? [{ index, outputs: [], executionCount: null }]
        : [],
    )
    await this.#write(loaded, withOutputs(notebook, [...fresh, ...done]))
  }

  async #write({ below }: Loaded, notebook: Notebook): Promise<void> {
    const file = this.#fileOf(below)
    await checkInside(resolve(this.#cwd, this.#folder), file, this.#folder)
    await checkWritable(file)
    await writeWhole(file, formatNotebook(notebook))
  }

  #fileOf(below: string): string {
    return resolve(this.#cwd, this.#folder, below)
  }
}

function refuseFolder(message: string): never {
  throw new UsageError(message, { consequence: nothingRun })
}
