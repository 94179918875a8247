import { randomUUID } from 'node:crypto'
import type { Channels } from './channels.ts'
import { type Deferred, deferred } from './deferred.ts'
import { WireError } from './errors.ts'
import type { ChannelName, Message } from './message.ts'
import { decode, encode } from './wire.ts'

/** A request on its way. It is done when its reply *and* its `idle` have come, in either order. */
export interface RequestExchange {
  /** `msg_id` of the request: the parent of whatever it causes. */
  id: string
  reply: Promise<Message>
  idle: Promise<void>
  isReplied: boolean
  isIdle: boolean
}

/** What the client hears of, in the order in which it arrives. */
export interface MessageListener {
  /** Everything on iopub, whoever caused it. */
  onPublished(message: Message): void
  /** The kernel wants a line from the user. */
  onInputRequest(message: Message): void
}

/** One client of one kernel: requests out, messages in; no sockets, no clock. */
export class Client {
  readonly session: string = randomUUID()
  /**
   * Reasons why messages were dropped that the kernel must have sent: a wrong signature, not JSON. What anyone may send who
   * has come upon our ports, another kernel or its client, is dropped as well, and is nobody's fault here.
   */
  readonly rejected: string[] = []
  /** The kernel has said on iopub that it ends; nothing follows. */
  readonly lastWord: Promise<void>
  readonly #ended: Deferred<void> = deferred<void>()
  readonly #exchanges = new Map<string, RequestExchange & { replied: Deferred<Message>; idled: Deferred<void> }>()
  readonly #channels: Pick<Channels, 'send'>
  readonly #key: string
  readonly #listener: MessageListener
  readonly #isPrivate: boolean

  /** @param isPrivate nobody but the kernel can reach these channels */
  constructor(channels: Pick<Channels, 'send'>, key: string, listener: MessageListener, isPrivate = false) {
    this.#channels = channels
    this.#key = key
    this.#listener = listener
    this.#isPrivate = isPrivate
    this.lastWord = this.#ended.promise
  }

  request(
    msg_type: string,
    content: Record<string, unknown> = {},
    channel: 'shell' | 'control' = 'shell',
  ): RequestExchange {
    const message = this.#message(msg_type, content)
    const id = message.header.msg_id
    const replied = deferred<Message>()
    const idled = deferred<void>()
    const exchange = {
      id,
      reply: replied.promise,
      idle: idled.promise,
      isReplied: false,
      isIdle: false,
      replied,
      idled,
    }
    this.#exchanges.set(id, exchange)
    this.#channels.send(channel, encode(message, this.#key)).catch((error) => replied.reject(error))
    replied.promise.catch(() => {})
    return exchange
  }

  /** @param options `silent`: it does not count, and its result is not shown */
  execute(code: string, { silent = false }: { silent?: boolean } = {}): RequestExchange {
    return this.request('execute_request', {
      ...{ code, silent, store_history: !silent, user_expressions: {}, allow_stdin: false, stop_on_error: false },
    })
  }

  /** What has no reply, such as `comm_msg`. */
  tell(msg_type: string, content: Record<string, unknown>): void {
    this.#channels.send('shell', encode(this.#message(msg_type, content), this.#key)).catch(() => {})
  }

  /** Frames from a socket. What is not signed or not a message is dropped and counted. */
  receive(channel: ChannelName, frames: readonly Uint8Array[]): void {
    let message: Message
    try {
      message = decode(frames, this.#key)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      if (this.#isPrivate || this.#isAnswer(frames)) this.rejected.push(`${channel}: ${error.message}`)
      return
    }
    if (channel === 'iopub') this.#published(message)
    else if (channel === 'stdin') this.#listener.onInputRequest(message)
    else this.#replied(message)
  }

  #message(msg_type: string, content: Record<string, unknown>): Message {
    const [msg_id, date] = [randomUUID(), new Date().toISOString()]
    const header = { msg_id, msg_type, session: this.session, username: 'ackbook', date, version: '5.4' }
    return { header, parent_header: {}, metadata: {}, content, buffers: [] }
  }

  /** It says that it answers us: our session, or a request of ours, stands in the parent's header that it carries. */
  #isAnswer(frames: readonly Uint8Array[]): boolean {
    const ours = [this.session, ...this.#exchanges.keys()]
    return frames.some((frame) => {
      const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
      return ours.some((id) => bytes.includes(id))
    })
  }

  #replied(message: Message): void {
    const exchange = this.#exchangeOf(message)
    if (!exchange) return
    exchange.isReplied = true
    exchange.replied.resolve(message)
    this.#forgetIfDone(exchange)
  }

  #published(message: Message): void {
    this.#listener.onPublished(message)
    if (message.header.msg_type === 'shutdown_reply') this.#ended.resolve()
    const exchange = this.#exchangeOf(message)
    if (!exchange || message.header.msg_type !== 'status' || message.content.execution_state !== 'idle') return
    exchange.isIdle = true
    exchange.idled.resolve()
    this.#forgetIfDone(exchange)
  }

  #exchangeOf(message: Message) {
    return this.#exchanges.get(message.parent_header.msg_id ?? '')
  }

  #forgetIfDone(exchange: RequestExchange): void {
    if (exchange.isReplied && exchange.isIdle) this.#exchanges.delete(exchange.id)
  }
}
