import { dirname, resolve } from 'node:path'
import { chooseKernel, type Kernel, type KernelChoice, KernelStartError, startKernel } from '../kernel/index.ts'
import type { Finding } from '../notebook/finding.ts'
import type { Notebook } from '../notebook/types.ts'
import { Executor } from './executor.ts'
import { dead, findingsOf, lateFinding, lateOutput, left, notRun, notStarted, protocol } from './findings.ts'
import type { OutputArea } from './outputs.ts'
import { planOf, type Step } from './plan.ts'
import type { CellRun, NotebookRun, RunNotebook, RunOptions } from './types.ts'

/**
 * Executes a notebook in one fresh kernel, in the notebook's folder. What goes wrong with the notebook is a finding;
 * it rejects with UnknownKernelError or KernelSpecError, or with the signal's reason once the kernel is gone.
 */
export const runNotebook: RunNotebook = async (notebook, path, options = {}) => {
  options.signal?.throwIfAborted()
  const started = performance.now()
  const choice = await chooseKernel(notebook, path, options)
  const run = new NotebookExecutor(notebook, path, choice, options)
  await run.execute()
  return { ...run.result(), milliseconds: performance.now() - started }
}

class NotebookExecutor {
  readonly #path: string
  readonly #choice: KernelChoice
  readonly #options: RunOptions
  readonly #steps: Step[]
  readonly #allowsErrors: boolean
  readonly #executor: Executor = new Executor()
  readonly #done: { step: Step; area: OutputArea; run: CellRun }[] = []
  readonly #findings: Finding[] = []

  constructor(notebook: Notebook, path: string, choice: KernelChoice, options: RunOptions) {
    this.#path = path
    this.#choice = choice
    this.#options = options
    this.#steps = planOf(notebook, options)
    this.#allowsErrors = notebook.metadata.execution?.allow_errors === true
  }

  async execute(): Promise<void> {
    if (this.#steps.every(({ isSkipped }) => isSkipped)) return
    const { signal } = this.#options
    this.#options.onEvent?.({ type: 'kernel-starting', kernel: this.#choice.name })
    const kernel = await this.#start()
    if (!kernel) return
    this.#executor.attach(kernel)
    const abort = aborted(signal)
    try {
      this.#options.onEvent?.({ type: 'kernel-ready', kernel: this.#choice.name })
      await Promise.race([this.#cells(kernel), abort.promise])
      await Promise.race([this.#end(kernel), abort.promise])
    } finally {
      abort.forget()
      // Also when all went well: then it is gone already.
      await kernel.kill()
    }
  }

  async #start(): Promise<Kernel | undefined> {
    const { startTimeout = 60, signal, ports } = this.#options
    try {
      const { onPublished, onInputRequest, onWritten } = this.#executor
      const cwd = dirname(resolve(this.#path))
      const listener = { onPublished, onInputRequest, onWritten }
      return await startKernel(this.#choice, { cwd, timeout: startTimeout * 1000, signal, ports, ...listener })
    } catch (error) {
      if (!(error instanceof KernelStartError)) throw error
      this.#findings.push(notStarted(error))
      return undefined
    }
  }

  async #cells(kernel: Kernel): Promise<void> {
    const count = this.#steps.length
    const context = { kernel, executor: this.#executor, allowsErrors: this.#allowsErrors }
    for (const step of this.#steps.filter(({ isSkipped }) => !isSkipped)) {
      const { index, ordinal } = step
      this.#options.onEvent?.({ type: 'cell-started', index, ordinal, count })
      const started = performance.now()
      const area = this.#executor.newArea(index)
      const ending = await this.#executor.execute(step.cell.source, area, step.timeout)
      const findings = findingsOf(step, ending, area, context)
      this.#findings.push(...findings)
      const reply = 'reply' in ending ? ending.reply.content.execution_count : undefined
      const run: CellRun = {
        ...identity(step),
        status: findings.length === 0 ? 'ok' : 'failed',
        outputs: area.outputs,
        executionCount: typeof reply === 'number' ? reply : area.executionCount,
        milliseconds: performance.now() - started,
      }
      this.#done.push({ step, area, run })
      this.#options.onEvent?.({ type: 'cell-finished', index, ordinal, count, run })
      if (findings.length > 0 && !(this.#allowsErrors && ending.type === 'settled')) return
    }
  }

  /** Ends the kernel, and looks once more for what came after its cells. */
  async #end(kernel: Kernel): Promise<void> {
    const last = this.#done.at(-1)
    const died = kernel.exit
    this.#executor.finish()
    const ended = await kernel.stop()
    if (last && last.run.status === 'ok') {
      if (died) this.#fail(last, dead(last.step, died, kernel))
      for (const text of ended.errors) this.#fail(last, lateFinding(last.step, { kind: 'late-error', message: text }))
      if (this.#executor.late.trim() !== '') this.#fail(last, lateOutput(last.step, this.#executor.late))
    }
    for (const done of this.#done.filter(({ run }) => run.status === 'ok')) {
      const { step, area } = done
      const { stderr, errors } = area
      if (this.#allowsErrors || step.raises !== undefined) continue
      const evidence = { source: step.cell.source, stderr, errors, messages: 0, published: 0 }
      for (const judgement of kernel.profile.judge(evidence)) {
        this.#fail(done, lateFinding(step, judgement, this.#executor))
      }
    }
    if (ended.left.length > 0) this.#findings.push(left(ended.left))
    if (kernel.rejected.length > 0) this.#findings.push(protocol(kernel.rejected))
  }

  #fail({ run }: { run: CellRun }, finding: Finding): void {
    run.status = 'failed'
    this.#findings.push(finding)
  }

  result(): Omit<NotebookRun, 'milliseconds'> {
    const runs = new Map(this.#done.map(({ run }) => [run.index, run]))
    const missed = this.#steps.filter(({ index, isSkipped }) => !isSkipped && !runs.has(index))
    const cells = this.#steps.map((step): CellRun => runs.get(step.index) ?? unexecuted(step))
    const findings = missed.length > 0 ? [...this.#findings, notRun(missed)] : this.#findings
    return { path: this.#path, kernel: this.#choice.name, cells, findings }
  }
}

function identity({ index, cell: { id } }: Step): { index: number; id?: string } {
  return id === undefined ? { index } : { index, id }
}

function unexecuted(step: Step): CellRun {
  const status = step.isSkipped ? 'skipped' : 'not-run'
  return { ...identity(step), status, outputs: [], executionCount: null, milliseconds: 0 }
}

/** A promise that rejects with the signal's reason when it is aborted. */
function aborted(signal: AbortSignal | undefined): { promise: Promise<never>; forget: () => void } {
  let forget = () => {}
  const promise = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal!.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    forget = () => signal?.removeEventListener('abort', onAbort)
  })
  promise.catch(() => {})
  return { promise, forget }
}
