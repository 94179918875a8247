import type { CellRun } from '../run/index.ts'

/** Saves what has been done of a notebook while it runs: one save at a time, and of what comes meanwhile only the latest. */
export class Saver {
  readonly #save: (cells: readonly CellRun[]) => Promise<void>
  readonly #cells: CellRun[] = []
  #saving: Promise<void> | undefined
  #isLatest = true

  /** @param save writes the notebook with these cells, whole or not at all */
  constructor(save: (cells: readonly CellRun[]) => Promise<void>) {
    this.#save = save
  }

  /** A cell has ended. */
  note(cell: CellRun): void {
    this.#cells.push(cell)
    this.#isLatest = false
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = undefined
    })
    // Whoever saves the last of it meets the same, and tells.
    this.#saving.catch(() => {})
  }

  /** Once all that was noted is saved. @throws what was in the way */
  async end(): Promise<void> {
    await this.#saving
  }

  async #saveAll(): Promise<void> {
    while (!this.#isLatest) {
      this.#isLatest = true
      await this.#save([...this.#cells])
    }
  }
}
