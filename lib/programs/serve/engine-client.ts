import { type ChildProcess, spawn } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from '../../command/index.ts'
import type { Control } from './controls.ts'
import type { GuestEnd } from './guest.ts'
import type { EngineOrder, EngineReport, EngineWanted, Ready, Update } from './messages.ts'
import type { Feed } from './terminal-view.ts'

/** Built, or run from its sources. */
const FILE = fileURLToPath(new URL(`./engine-process${extname(import.meta.url)}`, import.meta.url))
/** Milliseconds in which the other process ends when it is asked to. */
const ENGINE_GRACE = 3_000

/** The process that has the interface, as its parent has it. */
export class EngineClient implements Feed {
  readonly #process: ChildProcess
  readonly #watchers = new Set<(update: Update) => void>()
  readonly #exited: Promise<number | null>
  #guestEnded: (end: GuestEnd) => void = () => {}
  #failed: (error: unknown) => void = () => {}
  /** How what runs beside has ended. */
  readonly guest: Promise<GuestEnd> = new Promise<GuestEnd>((resolve) => {
    this.#guestEnded = resolve
  })
  /** Rejects when it goes wrong. */
  readonly failure: Promise<never> = new Promise<never>((_, reject) => {
    this.#failed = reject
  })
  /** ToldOfConnection of what is not as asked, while all goes on. */
  onWarning: (text: string) => void = () => {}

  /** @param prefix what the command begins with: that which gives it a namespace */
  private constructor(wanted: EngineWanted, prefix: readonly string[]) {
    const [name = '', ...args] = [...prefix, process.execPath, ...process.execArgv, FILE]
    this.failure.catch(() => {})
    this.#process = spawn(name, args, {
      stdio: wanted.guest ? ['inherit', 'inherit', 'inherit', 'ipc'] : ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    this.#exited = new Promise((resolve) => {
      this.#process.on('error', (error) => {
        this.#failed(error)
        resolve(null)
      })
      this.#process.on('exit', (code) => {
        this.#failed(new Error(`the process that had the interface has ended (${code ?? 'killed'})`))
        resolve(code)
      })
    })
    this.#order({ type: 'begin', wanted })
  }

  /** @throws UsageError when it cannot be */
  static async start(wanted: EngineWanted, prefix: readonly string[]): Promise<{ client: EngineClient; ready: Ready }> {
    const client = new EngineClient(wanted, prefix)
    const ready = new Promise<Ready>((resolve) => {
      client.#process.on('message', (report: EngineReport) => client.#hear(report, resolve))
    })
    try {
      return { client, ready: await Promise.race([ready, client.failure]) }
    } catch (error) {
      await client.end()
      throw error
    }
  }

  /** Tells of what happens, from now on. @returns ends that */
  watch(watcher: (update: Update) => void): () => void {
    this.#watchers.add(watcher)
    this.#order({ type: 'watch', isWatched: true })
    return () => {
      this.#watchers.delete(watcher)
      if (this.#watchers.size === 0) this.#order({ type: 'watch', isWatched: false })
    }
  }

  control(control: Control): void {
    this.#order({ type: 'control', control })
  }

  /** What runs beside has its terminal taken, the capture is written, the interface is gone. */
  async end(): Promise<void> {
    this.#order({ type: 'end' })
    const late = setTimeout(() => this.#process.kill('SIGKILL'), ENGINE_GRACE)
    await this.#exited
    clearTimeout(late)
  }

  #order(order: EngineOrder): void {
    if (this.#process.connected) this.#process.send(order, () => {})
  }

  #hear(report: EngineReport, ready: (ready: Ready) => void): void {
    if (report.type === 'ready') ready(report.ready)
    else if (report.type === 'failed') this.#failed(new UsageError(report.message))
    else if (report.type === 'guest') this.#guestEnded({ code: report.code, signal: report.signal })
    else if (report.type === 'warning') this.onWarning(report.text)
    else for (const watcher of this.#watchers) watcher(report.update)
  }
}
