import { chooseAnyKernel } from '../gateway/index.ts'
import {
  canWatchMemory,
  type Kernel,
  type KernelChoice,
  KernelStartError,
  type MemoryWatch,
  type ToolVersion,
  watchMemory,
  within,
} from '../kernel/index.ts'
import type { Finding } from '../notebook/finding.ts'
import type { Notebook } from '../notebook/types.ts'
import { renameWidgets, widgetIn } from '../notebook/widgets.ts'
import type { CellEnding, Executor } from './executor.ts'
import {
  dead,
  findingsOf,
  lateFinding,
  lateOutput,
  left,
  notRun,
  notStarted,
  outOfTime,
  protocol,
  tooMuchMemory,
} from './findings.ts'
import type { OutputArea } from './outputs.ts'
import { planOf, type Step } from './plan.ts'
import { isFor, isUsable, startKernelFor } from './starting.ts'
import { TimeLimits } from './time-limits.ts'
import type { CellRun, NotebookRun, RunNotebook, RunOptions, StartingKernel } from './types.ts'

/**
 * Executes a notebook in one fresh kernel, in the notebook's folder. What goes wrong with the notebook is a finding;
 * it rejects with UnknownKernelError or KernelSpecError, or with the signal's reason once the kernel is gone.
 */
export const runNotebook: RunNotebook = async (notebook, path, options = {}) => {
  options.signal?.throwIfAborted()
  const choice = await chooseAnyKernel(notebook, path, options)
  const run = new NotebookExecutor(notebook, path, choice, options)
  const began = performance.now()
  await run.execute()
  return { ...run.result(), milliseconds: performance.now() - began + run.headStart }
}

class NotebookExecutor {
  readonly #path: string
  readonly #choice: KernelChoice
  readonly #options: RunOptions
  readonly #steps: Step[]
  readonly #allowsErrors: boolean
  readonly #limits: TimeLimits
  readonly #done: { step: Step; area: OutputArea; run: CellRun }[] = []
  readonly #findings: Finding[] = []
  #versions: ToolVersion[] | undefined
  #executor: Executor | undefined
  /** Milliseconds that its kernel was starting before it was asked for. */
  headStart = 0

  constructor(notebook: Notebook, path: string, choice: KernelChoice, options: RunOptions) {
    this.#path = path
    this.#choice = choice
    this.#options = options
    this.#steps = planOf(notebook, options)
    this.#allowsErrors = notebook.metadata.execution?.allow_errors === true
    this.#limits = new TimeLimits(notebook, options, performance.now())
  }

  async execute(): Promise<void> {
    if (this.#steps.every(({ isSkipped }) => isSkipped)) return
    const { signal, onEvent } = this.#options
    const { name } = this.#choice
    const limit = this.#limits.nearest(performance.now())
    if (limit.left <= 0) {
      this.#findings.push(outOfTime(limit, ', and its turn came after that'))
      return
    }
    onEvent?.({ type: 'kernel-starting', kernel: name })
    const starting = await this.#starting()
    const kernel = await this.#ready(starting)
    if (!kernel) return
    const { executor } = starting
    executor.attach(kernel)
    this.#executor = executor
    this.#versions = kernel.versions
    const abort = aborted(signal)
    const watch = this.#watch(kernel, executor)
    try {
      onEvent?.({ type: 'kernel-ready', kernel: name })
      await Promise.race([this.#cells(kernel, executor, watch), abort.promise])
      onEvent?.({ type: 'kernel-ending', kernel: name })
      await Promise.race([this.#end(kernel, executor), abort.promise])
    } finally {
      abort.forget()
      watch?.end()
      // Also when all went well: then it is gone already.
      await kernel.kill()
    }
  }

  /** The kernel that was started ahead, if it is as it must be; else one that is started now. */
  async #starting(): Promise<StartingKernel> {
    const { ahead } = this.#options
    const headStart = ahead?.headStart() ?? 0
    if (!ahead || !isFor(ahead, this.#choice, this.#path, this.#options) || !(await isUsable(ahead))) {
      return startKernelFor(this.#choice, this.#path, this.#options)
    }
    this.headStart = headStart
    return ahead
  }

  #watch(kernel: Kernel, executor: Executor): MemoryWatch | undefined {
    const { maxMemory, say = console.error } = this.#options
    if (maxMemory === undefined) return undefined
    if (canWatchMemory() && kernel.pid !== undefined) return watchMemory(kernel.pid, maxMemory, executor.onMemory)
    const where = kernel.pid === undefined ? 'of processes on this machine' : 'on Linux'
    if (!saidOfMemory) say(`the memory of kernels is not watched: that can be done ${where} alone`)
    saidOfMemory = true
    return undefined
  }

  async #ready({ kernel, end }: StartingKernel): Promise<Kernel | undefined> {
    const limit = this.#limits.nearest(performance.now())
    try {
      // Longer than a timer can be is as good as no limit.
      const ready = await within(Math.min(limit.left, 2 ** 31 - 1), kernel)
      if (ready) return ready
      this.#findings.push(outOfTime(limit, ': its kernel was still starting, and was ended'))
      await end()
      return undefined
    } catch (error) {
      if (!(error instanceof KernelStartError)) throw error
      this.#findings.push(notStarted(error))
      return undefined
    }
  }

  async #cells(kernel: Kernel, executor: Executor, watch: MemoryWatch | undefined): Promise<void> {
    const count = this.#steps.length
    const { maxMemory, keepGoing = false } = this.#options
    const context = { kernel, executor, allowsErrors: this.#allowsErrors, maxMemory }
    for (const step of this.#steps.filter(({ isSkipped }) => !isSkipped)) {
      const { index, ordinal } = step
      const started = performance.now()
      const limit = this.#limits.nearest(started, step.timeout)
      if (limit.left <= 0) {
        this.#findings.push(outOfTime(limit, ''))
        return
      }
      this.#options.onEvent?.({ type: 'cell-started', index, ordinal, count })
      const area = executor.newArea(index)
      const input = { lines: step.stdin, asked: 0 }
      const ending = await executor.execute(step.cell.source, area, limit.left, input)
      // Whoever ended it has been told already, and hears no more of it.
      if (this.#options.signal?.aborted) return
      watch?.look()
      const took = performance.now() - started
      const findings = findingsOf(step, ending, area, { ...context, limit, took, input })
      // It was seen when the cell had ended, or while others than the kernel were asked.
      if (executor.memory !== undefined && findings.every(({ kind }) => kind !== 'memory-exceeded'))
        findings.push(tooMuchMemory(step, executor.memory, maxMemory!))
      this.#findings.push(...findings)
      const reply = 'reply' in ending ? ending.reply.content.execution_count : undefined
      const run: CellRun = {
        ...identity(step),
        status: findings.length === 0 ? 'ok' : 'failed',
        outputs: area.outputs,
        executionCount: typeof reply === 'number' ? reply : area.executionCount,
        milliseconds: took,
      }
      this.#done.push({ step, area, run })
      this.#options.onEvent?.({ type: 'cell-finished', index, ordinal, count, run })
      if (executor.memory !== undefined) return
      if (findings.length > 0 && !(this.#allowsErrors && ending.type === 'settled')) {
        const isOver = ending.type === 'stopped' && ending.why === 'timeout' && limit.of !== 'cell'
        if (!keepGoing || isOver || !mayGoOn(ending)) return
      }
    }
  }

  /** Ends the kernel, and looks once more for what came after its cells. */
  async #end(kernel: Kernel, executor: Executor): Promise<void> {
    const last = this.#done.at(-1)
    const died = kernel.exit
    executor.finish()
    const ended = await kernel.stop()
    if (last && last.run.status === 'ok') {
      if (died) this.#fail(last, dead(last.step, died, kernel))
      for (const text of ended.errors) this.#fail(last, lateFinding(last.step, { kind: 'late-error', message: text }))
      const doubt = kernel.doubt()
      if (doubt) this.#fail(last, lateFinding(last.step, doubt))
      if (executor.late.trim() !== '') this.#fail(last, lateOutput(last.step, executor.late))
    }
    for (const done of this.#done.filter(({ run }) => run.status === 'ok')) {
      const { step, area } = done
      const { stderr, errors } = area
      if (this.#allowsErrors || step.raises !== undefined) continue
      const evidence = { source: step.cell.source, stderr, errors, messages: 0, published: 0 }
      for (const judgement of kernel.profile.judge(evidence)) {
        this.#fail(done, lateFinding(step, judgement, executor))
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
    const nameOf = (cell: number) => this.#steps.find(({ index }) => index === cell)?.cell.id ?? String(cell)
    const widgets = this.#executor?.widgets.stored(nameOf)
    const cells = this.#steps.map((step): CellRun => {
      const run = runs.get(step.index) ?? unexecuted(step)
      if (!widgets || !run.outputs.some(widgetIn)) return run
      return { ...run, outputs: renameWidgets(run.outputs, widgets.ids) }
    })
    const findings = missed.length > 0 ? [...this.#findings, notRun(missed)] : this.#findings
    const versions = this.#versions
    const made = { ...(versions && { versions }), ...(widgets && { widgets: widgets.models }) }
    return { path: this.#path, kernel: this.#choice.name, ...made, cells, findings }
  }
}

let saidOfMemory = false

/** There is a kernel still that runs what follows. */
function mayGoOn(ending: CellEnding): boolean {
  return ending.type !== 'died' && !(ending.type === 'stopped' && ending.isKilled)
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
