import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Deferred,
  deferred,
  type Exit,
  isRefusal,
  type Judgement,
  type Kernel,
  type Message,
  noStandardInput,
  type RequestExchange,
  within,
} from '../kernel/index.ts'
import { type Displays, OutputArea, type OutputLimits } from './outputs.ts'
import { Widgets } from './widgets.ts'

/** How the execution of a cell ended. */
export type CellEnding =
  /** Reply, `idle` and fence have come. */
  | { type: 'settled'; reply: Message }
  /** The reply has come, and the kernel answers, but what it published is not all here. */
  | { type: 'lost'; reply: Message; doubt?: Judgement }
  | { type: 'died'; exit: Exit }
  /** It had to be stopped; `isKilled` when it did not heed the interrupt, so that the kernel is gone. */
  | { type: 'stopped'; why: WhyStopped; isKilled: boolean }

type WhyStopped = 'timeout' | Trouble
type Trouble = 'stdin' | 'too-large' | 'memory'

/** What is answered when a cell asks for standard input. */
export interface ScriptedInput {
  lines: readonly string[]
  /** How often it has asked. */
  asked: number
}

/** The execution of cells, one after another, on one kernel. */
export class Executor {
  readonly #areas = new Map<string, OutputArea>()
  readonly #displays: Displays = new Map()
  readonly widgets: Widgets = new Widgets(this.#displays)
  #kernel: Kernel | undefined
  #published = 0
  #current: { area: OutputArea; input: ScriptedInput; mustStop: Deferred<Trouble> } | undefined
  #refusedUntil = 0
  /** Whose output it is that comes when no cell runs. */
  #last: OutputArea | undefined
  #isOver = false
  /** What was written past the kernel when the last cell had ended. */
  late = ''
  /** Bytes of memory that the kernel had, once that was more than it may. */
  memory: number | undefined
  readonly #limits: OutputLimits | undefined

  constructor(limits?: OutputLimits) {
    this.#limits = limits
  }

  attach(kernel: Kernel): void {
    this.#kernel = kernel
  }

  /** Late messages too go to the cell that caused them. */
  onPublished = (message: Message): void => {
    this.#published++
    const area = this.#areas.get(message.parent_header.msg_id ?? '')
    if (message.header.msg_type.startsWith('comm_')) this.widgets.takeComm(message, area?.cell)
    if (!area) return
    if (!this.widgets.capture(message, area)) area.take(message)
    if (area !== this.#current?.area) return
    if (area.isTooLarge) this.#current.mustStop.resolve('too-large')
    else if (area.errors.some(({ isLate, ename }) => isLate && ename === noStandardInput))
      this.#current.mustStop.resolve('stdin')
  }

  /** What the kernel's process writes itself belongs to the cell that runs, or has run last. */
  onWritten = (name: 'stdout' | 'stderr', text: string): void => {
    if (!this.#last || text === '' || !this.#kernel!.profile.captures.includes(name)) return
    if (this.#isOver) {
      this.late = (this.late + text).slice(-16384)
      return
    }
    this.#last.hold(name, text)
    if (this.#current && this.#last.isTooLarge) this.#current.mustStop.resolve('too-large')
    else if (!this.#current) this.#last.settle()
  }

  /** No cell follows: what is written from now on belongs to none. */
  finish(): void {
    this.#isOver = true
  }

  /** The place in its notebook of the cell that a request brought. */
  cellOf(request: string): number | undefined {
    return this.#areas.get(request)?.cell
  }

  onInputRequest = (request: Message): void => {
    const { input, mustStop } = this.#current ?? {}
    if (!input) return
    const line = input.lines[input.asked++]
    if (line === undefined) mustStop!.resolve('stdin')
    else this.#kernel!.answerInput(request, line)
  }

  /** The kernel has more memory than it may. */
  onMemory = (bytes: number): void => {
    this.memory = bytes
    this.#current?.mustStop.resolve('memory')
  }

  /** How many messages the kernel may have published so far, at most. */
  get published(): number {
    return this.#published + this.#kernel!.unheard
  }

  /** @param cell 0-based place in the notebook */
  newArea(cell: number): OutputArea {
    return new OutputArea(this.#displays, cell, this.#limits)
  }

  /** @param timeout milliseconds, or Infinity */
  async execute(
    source: string,
    area: OutputArea,
    timeout: number,
    input: ScriptedInput = { lines: [], asked: 0 },
  ): Promise<CellEnding> {
    const kernel = this.#kernel!
    const mustStop = deferred<Trouble>()
    this.#current = { area, input, mustStop }
    if (this.memory !== undefined) mustStop.resolve('memory')
    this.#last = area
    this.widgets.sync(kernel.tell)
    const settled = this.#attempts(source, area, input.lines.length > 0)
    settled.catch(() => {})
    const timer = new AbortController()
    const ending = await Promise.race([
      settled,
      kernel.died,
      mustStop.promise,
      ...(timeout === Number.POSITIVE_INFINITY ? [] : [sleepUntil(timeout, timer.signal)]),
    ])
    timer.abort()
    if (typeof ending === 'object' && 'type' in ending) await kernel.drained()
    this.#current = undefined
    area.settle()
    if (area.isTooLarge && typeof ending === 'object' && 'type' in ending)
      return { type: 'stopped', why: 'too-large', isKilled: false }
    if (typeof ending === 'string') return this.#stop(settled, ending)
    if ('type' in ending) return ending
    await this.#quiet(20, 500)
    return { type: 'died', exit: ending }
  }

  /** A kernel that has just seen a cell fail may refuse the next for a while. */
  async #attempts(source: string, area: OutputArea, mayAsk: boolean): Promise<CellEnding & { reply: Message }> {
    for (;;) {
      const exchange = this.#kernel!.execute(source, { mayAsk })
      this.#areas.set(exchange.id, area)
      const ending = await this.#settle(exchange, area)
      if (!isRefusal(ending.reply)) {
        // Twice the time, for a busy machine: a kernel's own clock starts after its reply.
        if (ending.reply.content.status !== 'ok')
          this.#refusedUntil = performance.now() + 2 * this.#kernel!.profile.refusal
        return ending
      }
      if (performance.now() > this.#refusedUntil) return ending
      await sleep(20)
    }
  }

  /**
   * Reply and `idle`; then a second, small request as a fence: whatever the cell published before the fence's `idle` is
   * here once that is here, a rejection that nobody awaited too. A cell's `idle` that has not come by then never will.
   */
  async #settle(exchange: RequestExchange, area: OutputArea): Promise<CellEnding & { reply: Message }> {
    const kernel = this.#kernel!
    const reply = await exchange.reply
    const fence = kernel.fence()
    // What comes late may name it as its cause.
    this.#areas.set(fence.id, area)
    await fence.reply
    await this.#whileMessagesCome(fence, 1500)
    if (!exchange.isIdle) await within(500, exchange.idle)
    if (kernel.profile.settle > 0) await this.#quiet(kernel.profile.settle, 10 * kernel.profile.settle)
    const doubt = kernel.doubt()
    if (doubt) return { type: 'lost', reply, doubt }
    if (!exchange.isIdle || !fence.isIdle) return { type: 'lost', reply }
    return { type: 'settled', reply }
  }

  async #whileMessagesCome(fence: RequestExchange, limit: number): Promise<void> {
    let before = -1
    while (!fence.isIdle && before !== this.#published) {
      before = this.#published
      await within(limit, fence.idle)
    }
  }

  /** Until nothing has been published for so many milliseconds, but no longer than `limit`. */
  async #quiet(milliseconds: number, limit: number): Promise<void> {
    const end = performance.now() + limit
    let before = -1
    while (before !== this.#published && performance.now() < end) {
      before = this.#published
      await sleep(milliseconds)
    }
  }

  async #stop(settled: Promise<CellEnding>, why: WhyStopped): Promise<CellEnding> {
    const kernel = this.#kernel!
    // What takes too much must not go on taking while it is asked to leave off.
    if (why === 'memory') {
      await kernel.kill()
      return { type: 'stopped', why, isKilled: true }
    }
    // It may be about to end: what was too large is all here then.
    if (why === 'too-large' && (await within(1000, settled))) return { type: 'stopped', why, isKilled: false }
    // Some kernels heed only the way that their spec does not name, and a signal is lost on one that still compiles the cell.
    for (const way of kernel.interruptMode === 'signal'
      ? (['signal', 'message', 'signal'] as const)
      : (['message', 'signal'] as const)) {
      kernel.interrupt(way)
      if (await within(1500, settled)) return { type: 'stopped', why, isKilled: false }
    }
    await kernel.kill()
    return { type: 'stopped', why, isKilled: true }
  }
}

async function sleepUntil(milliseconds: number, signal: AbortSignal): Promise<'timeout'> {
  // Longer than a timer can be is as good as no limit.
  await sleep(Math.min(milliseconds, 2 ** 31 - 1), undefined, { signal }).catch(() => {})
  return 'timeout'
}
