import vm from 'node:vm'
import { cellNames } from './cell-names.ts'
import type { Converted } from './converter/index.ts'
import type { KernelCalls } from './project/index.ts'

/** What a cell gave: the value of its last expression, where it has one. */
export interface CellValue {
  value: unknown
}

/** Runs compiled cells, one after another, in the one context that there is. */
export class CellRunner {
  readonly #exports = cellNames()
  #stop!: (reason: Error) => void
  #stopped!: Promise<never>

  constructor(calls: KernelCalls) {
    const shared = { ...calls, exports: this.#exports.seen }
    Object.assign(globalThis, { __tslab__: shared })
    this.#rearm()
  }

  /**
   * Runs a cell to its end. What it throws is thrown.
   *
   * @param name in stack frames
   */
  async run({ output, hasToplevelAwait, lastExpressionVar }: Converted, name: string): Promise<CellValue | undefined> {
    const before = `(${hasToplevelAwait ? 'async ' : ''}function(exports, require) { `
    const wrapped = `${before}${output}\n})(__tslab__.exports, __tslab__.require)`
    const options = { filename: name, columnOffset: -before.length, displayErrors: false, breakOnSigint: true }
    const ended: unknown = vm.runInThisContext(wrapped, options)
    if (hasToplevelAwait) await this.orInterrupted(ended as Promise<void>)
    return lastExpressionVar === undefined ? undefined : { value: this.#take(lastExpressionVar) }
  }

  /** Waits for something, or throws once somebody interrupts. */
  orInterrupted<Result>(waiting: Promise<Result>): Promise<Result> {
    return Promise.race([waiting, this.#stopped])
  }

  interrupt(): void {
    const stop = this.#stop
    this.#rearm()
    stop(new Error('Interrupted asynchronously'))
  }

  #take(name: string): unknown {
    const value = this.#exports.names[name]
    // Not there for what was not reached.
    delete this.#exports.names[name]
    return value
  }

  #rearm(): void {
    this.#stopped = new Promise((_, reject) => {
      this.#stop = reject
    })
    this.#stopped.catch(() => {})
  }
}
