import { randomUUID } from 'node:crypto'
import type { Channels } from './channels.ts'
import { type Deferred, deferred } from './deferred.ts'
import { WireError } from './errors.ts'
import {
  type CodeOptions,
  Exchanges,
  executeContent,
  inputReply,
  type RequestExchange,
  requestMessage,
} from './exchanges.ts'
import type { ChannelName, Message } from './message.ts'
import { decode, encode } from './wire.ts'

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
  readonly #exchanges = new Exchanges()
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
    const message = requestMessage(this.session, msg_type, content)
    const exchange = this.#exchanges.begin(message.header.msg_id)
    this.#channels.send(channel, encode(message, this.#key)).catch((error) => exchange.replied.reject(error))
    return exchange
  }

  execute(code: string, options: CodeOptions = {}): RequestExchange {
    return this.request('execute_request', executeContent(code, options))
  }

  /** Answers an `input_request`. @param value the line, without its end */
  answerInput(request: Message, value: string): void {
    // Whoever waits for the line notices that the kernel is gone.
    this.#channels.send('stdin', encode(inputReply(this.session, request, value), this.#key)).catch(() => {})
  }

  /** What has no reply, such as `comm_msg`. */
  tell(msg_type: string, content: Record<string, unknown>): void {
    this.#channels.send('shell', encode(requestMessage(this.session, msg_type, content), this.#key)).catch(() => {})
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
    else this.#exchanges.replied(message)
  }

  /** It says that it answers us: our session, or a request of ours, stands in the parent's header that it carries. */
  #isAnswer(frames: readonly Uint8Array[]): boolean {
    const ours = [this.session, ...this.#exchanges.ids]
    return frames.some((frame) => {
      const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
      return ours.some((id) => bytes.includes(id))
    })
  }

  #published(message: Message): void {
    this.#listener.onPublished(message)
    if (message.header.msg_type === 'shutdown_reply') this.#ended.resolve()
    this.#exchanges.published(message)
  }
}
