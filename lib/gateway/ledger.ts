import type { Message } from '../kernel/message.ts'

/**
 * Whether all that a kernel sent has come, though the connection to it was lost for a moment. What Jupyter makes numbers its messages:
 * an id is `SESSION_PROCESS_NUMBER`, one count for all channels. A number that is missing was an answer to someone else, such as the
 * gateway itself, which looks whether the kernel is there; or it was lost.
 */
export class MessageLedger {
  readonly #session: string
  /** Of the process that answers; `undefined` for a kernel that does not number its messages. */
  #maker: string | undefined
  /** The last that came before it began. */
  #before: { maker: string; count: number } | undefined
  #first = 0
  #last = 0
  readonly #missing = new Set<number>()
  /** What others asked, once its `busy` has come. */
  readonly #asked = new Set<string>()
  /** Numbers that are known to be of messages that others got. */
  #elsewhere = 0
  #isMixed = false
  #isClosed = false
  #cuts = 0

  /** @param session of the client, which is in the header of what it asked */
  constructor(session: string) {
    this.#session = session
  }

  /** What the process of this reply sends from now on must be whole. */
  begin(reply: Message): void {
    const number = messageNumber(reply)
    if (!number) return
    this.#maker = number.maker
    const before = this.#before?.maker === number.maker ? this.#before.count : 0
    this.#first = Math.max(number.count, before)
    this.#last = this.#first
  }

  /** The connection is lost. */
  cut(): void {
    this.#cuts++
  }

  get isCut(): boolean {
    return this.#cuts > 0
  }

  /** What comes from now on is not counted: a kernel that ends may not get rid of all. */
  close(): void {
    this.#isClosed = true
  }

  take(message: Message): void {
    const number = messageNumber(message)
    if (!number || this.#isClosed) return
    const { maker, count } = number
    if (this.#maker === undefined) {
      const isLater = maker !== this.#before?.maker || count > this.#before.count
      if (isLater) this.#before = number
      return
    }
    if (maker !== this.#maker) {
      // A process that the kernel forked counts for itself; a message that the gateway made is another session's.
      if (sessionOf(maker) === sessionOf(this.#maker)) this.#isMixed = true
      return
    }
    if (count <= this.#first) return
    if (count - this.#last > mostSkipped) this.#isMixed = true
    else for (let skipped = this.#last + 1; skipped < count; skipped++) this.#missing.add(skipped)
    this.#missing.delete(count)
    this.#last = Math.max(this.#last, count)
    this.#others(message)
  }

  /** Someone else's request has a `busy`, an answer that only they get, and an `idle`. */
  #others({ header, parent_header, content }: Message): void {
    const { msg_id, session } = parent_header
    if (header.msg_type !== 'status' || msg_id === undefined || session === this.#session) return
    if (content.execution_state === 'busy') this.#asked.add(msg_id)
    if (content.execution_state !== 'idle') return
    const isBegun = this.#asked.delete(msg_id)
    if (isBegun) this.#elsewhere += 1
    // Its `busy` went the way of all that was lost; it is no loss.
    else if (this.#cuts > 0) this.#elsewhere += 2
  }

  /** Why it cannot be said that all is here; `undefined` where it can. */
  doubt(): string | undefined {
    if (this.#cuts === 0) return undefined
    if (this.#maker === undefined || this.#isMixed) return 'whether all that it sent meanwhile has come cannot be known'
    const missing = this.#missing.size - this.#elsewhere
    if (missing <= 0) return undefined
    return `${missing} ${missing === 1 ? 'message' : 'messages'} of what it sent meanwhile did not come`
  }
}

/** Beyond so many at once, what is counted is something else. */
const mostSkipped = 100_000

function messageNumber({ header }: Message): { maker: string; count: number } | undefined {
  const [, maker, count] = /^(.+_\d+)_(\d+)$/.exec(header.msg_id) ?? []
  return maker === undefined || count === undefined ? undefined : { maker, count: Number(count) }
}

function sessionOf(maker: string): string {
  return maker.slice(0, maker.lastIndexOf('_'))
}
