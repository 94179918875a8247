// Named, so that a cell that puts false ones in their place does not stop the kernel.
import process from 'node:process'
import { setImmediate, setInterval } from 'node:timers'
import type { ShowDisplay } from './display.ts'
import type { EditorAnswers } from './editor-answers.ts'
import { History } from './history.ts'
import type { Failure, Interpreter } from './interpreter.ts'
import { hearLateErrors } from './late-errors.ts'
import { watchLongRuns } from './long-runs.ts'
import { type Answerer, now, type ReplyContent, type Request, type Server } from './server.ts'
import { cellFrames } from './stack.ts'
import { replaceStreams } from './streams.ts'

type RequestHeader = Request['header']

/** A cell that runs or has run. */
interface RunningCell {
  header: RequestHeader
  /** Something that nothing waited for failed while it ran. */
  failed: ReplyContent | undefined
}

/** What is known of a front end. */
interface FrontEnd {
  /** When it was last told of an error, in milliseconds since 1970, and how many requests had come until then. */
  failed: { at: number; ordinal: number } | undefined
  /** The least that a request of it was on its way, in milliseconds; the difference of the two clocks is in it. */
  underway: number
}

/** Answers the requests of a notebook's front end: runs its cells, and publishes what they print, show and throw. */
export class InsideKernel {
  readonly #server: Server
  readonly #interpreter: Interpreter
  readonly #editor: EditorAnswers
  readonly #history = new History()
  readonly #restoreStreams: () => void
  /** By the name that its frames have. */
  readonly #cells = new Map<string, RunningCell>()
  /** What is printed belongs to it, also when it has ended: as with other kernels. */
  #current: RunningCell | undefined
  #running: RunningCell | undefined
  #count = 0
  readonly #sessions = new Map<string, FrontEnd>()

  constructor(server: Server, interpreter: Interpreter, editor: EditorAnswers) {
    this.#server = server
    this.#interpreter = interpreter
    this.#editor = editor
    this.#restoreStreams = replaceStreams((name, text) => this.#publish('stream', { name, text }))
    hearLateErrors((reason) => this.#late(reason))
    process.on('SIGINT', () => interpreter.interrupt())
    watchLongRuns((text) => this.#publish('stream', { name: 'stderr', text }))
  }

  /** For what a cell shows. */
  display: ShowDisplay = (content, isUpdate) => {
    this.#publish(isUpdate ? 'update_display_data' : 'display_data', content)
  }

  answer: Answerer = (request) => {
    this.#clock(request)
    return this.#answers.get(request.header.msg_type)?.(request)
  }

  readonly #answers: ReadonlyMap<string, Answerer> = new Map<string, Answerer>([
    ['execute_request', (request) => this.#execute(request)],
    ['kernel_info_request', () => this.#editor.info()],
    ['is_complete_request', ({ content }) => this.#editor.isComplete(content)],
    ['inspect_request', ({ content }) => this.#editor.inspect(content)],
    ['complete_request', ({ content }) => this.#editor.complete(content)],
    ['history_request', ({ content }) => ({ history: this.#history.find(content) })],
    ['comm_info_request', () => ({ comms: {} })],
    ['interrupt_request', () => this.#interrupt()],
    ['shutdown_request', (request) => this.#end(request)],
  ])

  #interrupt(): ReplyContent {
    this.#interpreter.interrupt()
    return {}
  }

  async #execute(request: Request): Promise<ReplyContent> {
    const { header, content } = request
    if (this.#wasQueued(request)) return { status: 'aborted' }
    const { code, silent = false, store_history = silent !== true, stop_on_error = true } = content
    const source = String(code)
    if (store_history === true) this.#history.add(++this.#count, source)
    const cell: RunningCell = { header, failed: undefined }
    const name = `In[${this.#count}]`
    this.#cells.set(name, cell)
    this.#current = this.#running = cell
    if (silent !== true) this.#publish('execute_input', { code: source, execution_count: this.#count })
    this.#restoreStreams()
    const failure = await this.#interpreter.execute(source, name)
    if (failure) this.#publish('error', failure.content, this.#metadata(failure))
    // Also what nothing waited for, and the requests that wait behind this one.
    await this.#server.quiet()
    this.#running = undefined
    const error = failure?.content ?? cell.failed
    if (!error) return { execution_count: this.#count, user_expressions: {}, payload: [] }
    if (stop_on_error === true) this.#sessionOf(header).failed = { at: now(), ordinal: this.#server.received }
    return { status: 'error', execution_count: this.#count, ...error }
  }

  /**
   * A front end that runs all cells sends them all at once: those behind one that failed are not run. One that sends a cell
   * when it has seen the error has its cell run, however soon that is.
   */
  #wasQueued({ header, ordinal, sent }: Request): boolean {
    const { failed, underway } = this.#sessionOf(header)
    if (!failed) return false
    // By the clock of the front end's machine, set right by what it takes a request to come here.
    return ordinal <= failed.ordinal || sent + underway < failed.at
  }

  #clock({ header, sent, arrived }: Request): void {
    const session = this.#sessionOf(header)
    const underway = arrived - sent
    if (underway < session.underway) session.underway = underway
  }

  #sessionOf({ session }: RequestHeader): FrontEnd {
    const known = this.#sessions.get(session) ?? { failed: undefined, underway: Number.POSITIVE_INFINITY }
    this.#sessions.set(session, known)
    return known
  }

  /** It belongs to the cell whose code it comes from: the outermost frame, which no other cell called. */
  #late(reason: unknown): void {
    const outermost = cellFrames(reason).at(-1)
    const cell = (outermost && this.#cells.get(outermost.name)) ?? this.#current
    const failure = this.#interpreter.describe(reason)
    if (cell && cell === this.#running) cell.failed = failure.content
    this.#server.publish('error', failure.content, cell?.header ?? {}, this.#metadata(failure, true))
  }

  /** Where in which cell it stands, for a client that knows the cells by their requests. */
  #metadata({ at }: Failure, isLate = false): ReplyContent {
    const cell = at && this.#cells.get(at.name)?.header.msg_id
    const place = cell === undefined ? {} : { at: { cell, line: at!.line, column: at!.column } }
    return { ackbook: { ...(isLate ? { isLate } : {}), ...place } }
  }

  #publish(msg_type: string, content: ReplyContent, metadata: ReplyContent = {}): void {
    this.#server.publish(msg_type, content, this.#current?.header ?? {}, metadata)
  }

  /** Ends as a program does, when nothing is left to do: what still goes wrong is told, and the last word is that this is it. */
  #end({ header, content }: Request): ReplyContent {
    process.once('exit', () => this.#server.publish('shutdown_reply', { status: 'ok', ...content }, header))
    // Once it has been answered.
    setImmediate(() => {
      void this.#server.close().then(endSoon)
    })
    return { restart: content.restart === true }
  }
}

/**
 * Ends this process when something that a cell left open keeps it. Counted in turns of its own loop: on a busy machine a time may be
 * over before anything was done.
 */
function endSoon(): void {
  let turns = 0
  const tick = () => {
    turns += 1
    if (turns === 10) process.kill(process.pid, 'SIGTERM')
  }
  setInterval(tick, 50).unref()
}
