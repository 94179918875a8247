import type { TextStream } from '../../command/index.ts'
import type { Control } from './controls.ts'
import { keyEffect, VIEW_KEYS } from './keys.ts'
import { type LadderLine, LadderReader } from './ladder-lines.ts'
import type { LiveStatus, Ready, Update } from './messages.ts'
import { paintHead, paintLine, paintStatus, peerPort } from './paint.ts'

/** Where what happens comes from, and what may be asked for goes. */
export interface Feed {
  watch(watcher: (update: Update) => void): () => void
  control(control: Control): void
}

/** Keys as they are pressed, without an echo; `process.stdin` is one. */
export interface KeySource {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown
  off(event: 'data', listener: (bytes: Uint8Array) => void): unknown
  resume(): unknown
  pause(): unknown
}

export interface ViewOptions {
  out: TextStream
  /** Without one, lines alone. */
  keys?: KeySource | undefined
  isColoured: boolean
  ready: Ready
}

const CLEAR_LINE = '\r\u001b[K'
const CLEAR_ALL = '\u001b[2J\u001b[H'
const HIDE = '\u001b[?25l'
const SHOW = '\u001b[?25h'
const HELP = '? help'
/** Lines that are kept while the view pauses. */
const MOST_HELD = 2_000

/** The ladder as it happens: lines that scroll, and at the bottom of a terminal how all is now. */
export class TerminalView {
  /** The keys' `quit` or `interrupt`. */
  readonly ended: Promise<'quit' | 'interrupt'>
  readonly #feed: Feed
  readonly #options: ViewOptions
  readonly #reader = new LadderReader()
  readonly #unwatch: () => void
  readonly #onExit = (): void => this.close()
  readonly #onKeys = (bytes: Uint8Array): void => {
    for (const key of new TextDecoder().decode(bytes)) this.#press(key)
  }
  #held: LadderLine[] | undefined
  #only: string | undefined
  #status: LiveStatus | undefined
  #end: (how: 'quit' | 'interrupt') => void = () => {}
  #isClosed = false

  constructor(feed: Feed, options: ViewOptions) {
    this.#feed = feed
    this.#options = options
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    const { keys, out, ready } = options
    if (keys) {
      keys.setRawMode?.(true)
      keys.on('data', this.#onKeys)
      keys.resume()
      process.on('exit', this.#onExit)
      out.write(HIDE)
    }
    this.#print([paintHead(this.#columns, ready.address, ready.host)])
    this.#unwatch = feed.watch((update) => this.#take(update))
  }

  /** The terminal is as it was. Twice is harmless. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#unwatch()
    const { keys, out } = this.#options
    if (!keys) return
    process.off('exit', this.#onExit)
    keys.off('data', this.#onKeys)
    keys.setRawMode?.(false)
    keys.pause()
    out.write(`${CLEAR_LINE}${SHOW}`)
  }

  get #columns(): number {
    // Some terminals do not say how wide they are, and some say 0.
    return this.#options.out.columns || 100
  }

  #take({ events, missed, status }: Update): void {
    this.#status = status
    const lines = this.#reader.take(events).filter(({ connection }) => !this.#only || connection === this.#only)
    if (this.#held) {
      this.#held.push(...lines)
      this.#held.splice(0, this.#held.length - MOST_HELD)
      this.#print([])
      return
    }
    this.#print([...this.#painted(lines), ...(missed > 0 && !this.#only ? [`          … ${missed} more events`] : [])])
  }

  #painted(lines: readonly LadderLine[]): string[] {
    return lines.map((line) => paintLine(line, this.#columns, this.#options.isColoured))
  }

  /** Above the line at the bottom, which is written anew. */
  #print(lines: readonly string[]): void {
    const { out, keys, isColoured } = this.#options
    const text = lines.map((line) => `${line}\n`).join('')
    if (!keys) {
      if (text !== '') out.write(text)
      return
    }
    const status = this.#status ? paintStatus(this.#status, this.#columns - 1, this.#stateOfView) : ` ${HELP}`
    out.write(`${CLEAR_LINE}${text}${isColoured ? `\u001b[7m${status.padEnd(this.#columns - 1)}\u001b[0m` : status}`)
  }

  get #stateOfView(): string {
    if (this.#held) return 'paused: p goes on'
    return this.#only === undefined ? HELP : `port ${peerPort(this.#only)} alone`
  }

  #press(key: string): void {
    const effect = this.#status && keyEffect(key, this.#status.conditions)
    if (!effect) {
      if (key === '\u0003' || key === 'q') this.#end(key === 'q' ? 'quit' : 'interrupt')
      return
    }
    if ('control' in effect) this.#feed.control(effect.control)
    else if (effect.view === 'quit' || effect.view === 'interrupt') this.#end(effect.view)
    else if (effect.view === 'clear') this.#options.out.write(CLEAR_ALL)
    else if (effect.view === 'help')
      this.#print(VIEW_KEYS.map(([name, meaning]) => `          ${name.padEnd(4)} ${meaning}`))
    else if (effect.view === 'next') this.#showNext()
    else this.#pause()
    this.#print([])
  }

  #pause(): void {
    const held = this.#held
    this.#held = held ? undefined : []
    if (held) this.#print(this.#painted(held))
  }

  #showNext(): void {
    const names = this.#status!.connections.map(({ name }) => name)
    this.#only = names[this.#only === undefined ? 0 : names.indexOf(this.#only) + 1]
  }
}
