import {
  type Ended,
  type Judgement,
  type Kernel,
  type KernelChoice,
  type Message,
  replyStatus,
  startKernel,
  within,
} from '../kernel/index.ts'
import { type CellEnding, Executor } from './executor.ts'
import type { OutputArea } from './outputs.ts'

export interface TrialOptions {
  /** A folder of its own, in which it works. */
  cwd: string
  /** Milliseconds that its start may take. */
  startTimeout?: number
  signal?: AbortSignal
  say?: (sentence: string) => void
}

/** What came of a source that a kernel was given. */
export interface Tried {
  ending: CellEnding
  area: OutputArea
  /** All that was published meanwhile. */
  messages: readonly Message[]
  /** What is wrong with it, as its profile sees it. */
  judgements: readonly Judgement[]
  /** What it prints and shows by now. */
  text(): string
}

/** A kernel that is tried: started when it is needed, and again when the trial before has ended it. */
export class KernelTrial {
  readonly #choice: KernelChoice
  readonly #options: TrialOptions
  #kernel: Kernel | undefined
  #executor = new Executor()
  #messages: Message[] = []

  constructor(choice: KernelChoice, options: TrialOptions) {
    this.#choice = choice
    this.#options = options
  }

  /** @throws KernelStartError, or the signal's reason */
  async kernel(): Promise<Kernel> {
    if (this.#kernel && !this.#kernel.exit) return this.#kernel
    await this.#kernel?.kill()
    const { cwd, startTimeout = 60_000, signal, say } = this.#options
    const executor = new Executor()
    const onPublished = (message: Message) => {
      this.#messages.push(message)
      executor.onPublished(message)
    }
    const { onInputRequest, onWritten } = executor
    const listener = { onPublished, onInputRequest, onWritten }
    this.#kernel = await startKernel(this.#choice, { ...listener, cwd, timeout: startTimeout, signal, say })
    executor.attach(this.#kernel)
    this.#executor = executor
    return this.#kernel
  }

  /** As a cell of a notebook would be. */
  async execute(source: string): Promise<Tried> {
    const kernel = await this.kernel()
    const executor = this.#executor
    const area = executor.newArea(0)
    this.#messages = []
    const ending = await executor.execute(source, area, 5000)
    const { stderr, errors, messages } = area
    const { published } = executor
    const reply = 'reply' in ending ? { reply: ending.reply } : {}
    const judgements = kernel.profile.judge({ source, ...reply, stderr, errors, messages, published })
    const text = () =>
      (area.outputs as readonly { text?: string; data?: unknown }[])
        .map((output) => output.text ?? JSON.stringify(output.data ?? output))
        .join('\n')
    return { ending, area, messages: this.#messages, judgements, text }
  }

  /** Silently: what it published by then. */
  async executeSilently(source: string): Promise<{ reply: Message | undefined; messages: readonly Message[] }> {
    const kernel = await this.kernel()
    this.#messages = []
    const asked = kernel.execute(source, { silent: true })
    const reply = await within(5000, asked.reply)
    await within(1000, asked.idle)
    const own = this.#messages.filter(({ parent_header }) => parent_header.msg_id === asked.id)
    return { reply, messages: own }
  }

  /** The content of a reply that is no error; some kernels do not answer what they do not know. */
  async ask(msg_type: string, content: Record<string, unknown> = {}): Promise<Record<string, unknown> | undefined> {
    const asked = (await this.kernel()).request(msg_type, content)
    const reply = await within(10_000, Promise.race([asked.reply, asked.idle.then(() => within(1000, asked.reply))]))
    return reply && replyStatus(reply) !== 'error' ? reply.content : undefined
  }

  /** Stops what a source does without an end: in which way, and how many milliseconds it took; `undefined` when it did not heed any. */
  async interrupt(source: string): Promise<{ way: 'signal' | 'message'; milliseconds: number } | undefined> {
    const kernel = await this.kernel()
    const asked = kernel.execute(source)
    // It may have to be compiled first.
    await within(500, asked.reply)
    if (asked.isReplied) return undefined
    const own = kernel.interruptMode
    for (const way of own === 'signal' ? (['signal', 'message'] as const) : (['message', 'signal'] as const)) {
      const began = performance.now()
      kernel.interrupt(way)
      const reply = await within(2000, Promise.race([asked.reply, kernel.died.then(() => undefined)]))
      if (reply) return { way, milliseconds: performance.now() - began }
    }
    await kernel.kill()
    return undefined
  }

  /** Ends it as a run does, and says how long that took. */
  async stop(): Promise<Ended & { exit: Kernel['exit']; milliseconds: number }> {
    const kernel = await this.kernel()
    const began = performance.now()
    const ended = await kernel.stop()
    return { ...ended, exit: kernel.exit, milliseconds: performance.now() - began }
  }

  async end(): Promise<void> {
    await this.#kernel?.kill()
  }
}
