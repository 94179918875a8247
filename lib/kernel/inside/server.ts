import { randomUUID } from 'node:crypto'
// Named, so that a cell that puts false timers in their place does not stop the kernel.
import { setImmediate } from 'node:timers'
import * as zmq from 'zeromq'
import { readFrames, socketAddress } from '../channels.ts'
import type { ConnectionInfo } from '../connection.ts'
import { WireError } from '../errors.ts'
import type { Message } from '../message.ts'
import { decode, encode } from '../wire.ts'
import { Outbox } from './outbox.ts'

/** A request, and the way back to who asked. */
export interface Request extends Message {
  /** Its place among those that came on its channel. */
  ordinal: number
  /** When it was sent by the clock of who sent it, and when it was read by ours, in milliseconds since 1970. */
  sent: number
  arrived: number
  reply(content: Record<string, unknown>): void
}

export type ReplyContent = Record<string, unknown>

/** Answers a request; `undefined` for a type that it does not know. */
export type Answerer = (request: Request) => Promise<ReplyContent | undefined> | ReplyContent | undefined

/**
 * The kernel's end of the Jupyter protocol: five sockets, requests in, replies and messages out. Requests on shell are
 * answered one after another, those on control at once. What is not signed with the connection's key is dropped.
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
export class Server {
  readonly #connection: ConnectionInfo
  readonly #session: string = randomUUID()
  readonly #shell = new zmq.Router({ linger })
  readonly #control = new zmq.Router({ linger })
  readonly #stdin = new zmq.Router({ linger })
  readonly #heartbeat = new zmq.Reply({ linger: 0 })
  /** A PUB socket discards in silence what is above its mark. */
  readonly #iopub = new zmq.Publisher({ sendHighWaterMark: 0, linger })
  /** How many requests have come on shell. */
  received = 0
  #sent = 0
  readonly #outboxes = new Map<zmq.Router | zmq.Publisher, Outbox>()
  #last: Promise<void> = Promise.resolve()

  constructor(connection: ConnectionInfo) {
    this.#connection = connection
    for (const socket of [this.#shell, this.#control, this.#iopub]) {
      this.#outboxes.set(socket, new Outbox(socket, (frames) => socket.send(frames)))
    }
  }

  /** @throws the system's error when an address is taken */
  async open(answer: Answerer): Promise<void> {
    const place = (port: number) => socketAddress(this.#connection, port)
    const { iopub_port, shell_port, control_port, stdin_port, hb_port } = this.#connection
    await Promise.all([
      this.#iopub.bind(place(iopub_port)),
      this.#shell.bind(place(shell_port)),
      this.#control.bind(place(control_port)),
      this.#stdin.bind(place(stdin_port)),
      this.#heartbeat.bind(place(hb_port)),
    ])
    void readFrames(this.#shell, (frames) => {
      this.received++
      const request = this.#request(this.#shell, frames)
      if (request) this.#last = this.#last.then(() => this.#answer(request, answer))
    })
    void readFrames(this.#control, (frames) => {
      const request = this.#request(this.#control, frames)
      if (request) void this.#answer(request, answer)
    })
    void readFrames(this.#heartbeat, (frames) => void this.#heartbeat.send(frames))
  }

  /** Publishes a message that the request with this header caused. */
  publish(
    msg_type: string,
    content: ReplyContent,
    parent: Partial<Message['header']>,
    metadata: ReplyContent = {},
  ): void {
    this.#send(this.#iopub, [Buffer.from(msg_type)], msg_type, { parent_header: parent, content, metadata })
  }

  /**
   * Once two turns of the event loop have passed in which no request came: what had been sent by now is here, and Node,
   * which does so between two turns, has told of the rejections that were left alone.
   */
  async quiet(): Promise<void> {
    for (let turns = 0, all = 0; turns < 2 && all < 100; turns++, all++) {
      const before = this.received
      await new Promise((resolve) => setImmediate(resolve))
      if (this.received > before) turns = -1
    }
  }

  /** Takes no more requests. What is still published goes out until the process ends. */
  async close(): Promise<void> {
    await Promise.all([...this.#outboxes.values()].map((outbox) => outbox.flushed()))
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#heartbeat]) socket.close()
  }

  #request(socket: zmq.Router, frames: Uint8Array[]): Request | undefined {
    let message: Message
    try {
      message = decode(frames, this.#connection.key)
    } catch (error) {
      if (error instanceof WireError) return undefined
      throw error
    }
    const delimiter = frames.findIndex((frame) => String(frame) === '<IDS|MSG>')
    const { header } = message
    const msg_type = header.msg_type.replace(/_request$/, '_reply')
    const reply = (content: ReplyContent) =>
      this.#send(socket, frames.slice(0, delimiter), msg_type, { parent_header: header, content, metadata: {} })
    return { ...message, reply, ordinal: this.received, sent: parse(header.date), arrived: now() }
  }

  async #answer(request: Request, answer: Answerer): Promise<void> {
    const { header } = request
    this.publish('status', { execution_state: 'busy' }, header)
    try {
      const content = await answer(request)
      if (content) request.reply({ status: 'ok', ...content })
    } catch (error) {
      // A front end may ask what the compiler cannot answer; a cell's own errors do not come here.
      const { name, message } = error as Error
      request.reply({ status: 'error', ename: name, evalue: message, traceback: [] })
    } finally {
      this.publish('status', { execution_state: 'idle' }, header)
    }
  }

  #send(
    socket: zmq.Router | zmq.Publisher,
    identities: Uint8Array[],
    msg_type: string,
    caused: Pick<Message, 'parent_header' | 'content' | 'metadata'>,
  ): void {
    const date = new Calendar(now()).toISOString()
    // Numbered as Jupyter's own messages are: who was cut off for a moment sees whether one is missing.
    const msg_id = `${this.#session}_${process.pid}_${this.#sent++}`
    const header = { msg_id, msg_type, session: this.#session, username: 'kernel', date, version: '5.3' }
    this.#outboxes.get(socket)!.send(encode({ header, ...caused, buffers: [] }, this.#connection.key, identities))
  }
}

/** As they were before any cell ran: tests put false clocks in their place. */
const Calendar = Date
const { parse } = Date
export const now: () => number = Date.now

/** Milliseconds for which what was sent last is still delivered when the process ends. */
const linger = 1000
