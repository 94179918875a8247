import { dirname, resolve } from 'node:path'
import type { RunNotebook, RunOptions, StartingKernel } from '../run/index.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'

/** A kernel that is started while nobody waits for one, for the notebook that is likely to be run next, or another like it. */
export class ReadyKernel {
  readonly #io: Io
  #ready: { key: string; starting: Promise<StartingKernel | undefined> } | undefined

  constructor(io: Io) {
    this.#io = io
  }

  /** Starts one for this notebook, if there is none for such as it. */
  async prepare({ path, notebook, settings }: Loaded): Promise<void> {
    const { startAhead, cwd } = this.#io
    if (!startAhead) return
    const kernel = settings.kernelFor(notebook)
    const options = { ...(await settings.run()), ...(kernel !== undefined && { kernel }), say: () => undefined }
    const key = keyFor(resolve(cwd, path), options)
    if (this.#ready?.key === key) return
    await this.discard()
    // Only a help: what is wrong with it the run meets itself, and tells.
    this.#ready = { key, starting: startAhead(notebook, resolve(cwd, path), options).catch(() => undefined) }
  }

  /** Runs a notebook on it where it fits, and ends it. */
  readonly run: RunNotebook = async (notebook, path, options = {}) => {
    const ready = options.ahead === undefined && this.#ready?.key === keyFor(path, options) ? this.#ready : undefined
    if (!ready) return this.#io.runNotebook(notebook, path, options)
    this.#ready = undefined
    const ahead = await ready.starting
    try {
      return await this.#io.runNotebook(notebook, path, { ...options, ahead })
    } finally {
      await ahead?.end()
    }
  }

  /** Ends it: it may have seen what is not so any more. */
  async discard(): Promise<void> {
    const ready = this.#ready
    this.#ready = undefined
    await (await ready?.starting)?.end()
  }
}

function keyFor(path: string, { kernel, cwd, env }: RunOptions): string {
  return JSON.stringify([dirname(path), kernel, cwd, env])
}
