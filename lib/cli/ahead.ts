import type { StartingKernel } from '../run/index.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'

/**
 * Kernels that are started while other notebooks run, so that where a cell waits, a processor has something to do: one at a time, for
 * the notebook whose turn comes next.
 */
export class KernelsAhead {
  readonly #cpus: number
  readonly #start: (loaded: Loaded) => Promise<StartingKernel | undefined>
  readonly #started = new Map<Loaded, Promise<StartingKernel | undefined>>()

  constructor({ cpus }: Pick<Io, 'cpus'>, start: (loaded: Loaded) => Promise<StartingKernel | undefined>) {
    this.#cpus = cpus
    this.#start = start
  }

  /** Starts the kernel of this notebook, if there is one and nobody has. On a single processor it would only be in the way. */
  start(loaded: Loaded | undefined): void {
    if (!loaded || this.#started.has(loaded) || this.#cpus < 2) return
    // Only a help: what is wrong with it the run meets itself, and tells.
    const starting = this.#start(loaded).catch(() => undefined)
    this.#started.set(loaded, starting)
  }

  /** What was started for this notebook: for one run of it. */
  async take(loaded: Loaded): Promise<StartingKernel | undefined> {
    return this.#started.get(loaded)
  }

  /** Ends what was started for this notebook, used or not. */
  async end(loaded: Loaded): Promise<void> {
    const starting = this.#started.get(loaded)
    // Whoever ends it again waits for nothing; and it holds all that its notebook printed.
    this.#started.delete(loaded)
    await (await starting)?.end()
  }

  /** Ends what nobody has used. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#started.keys()].map((loaded) => this.end(loaded)))
  }
}
