import { randomUUID } from 'node:crypto'
import { type Deferred, deferred } from './deferred.ts'
import type { Message } from './message.ts'

/** A request on its way. It is done when its reply *and* its `idle` have come, in either order. */
export interface RequestExchange {
  /** `msg_id` of the request: the parent of whatever it causes. */
  id: string
  reply: Promise<Message>
  idle: Promise<void>
  isReplied: boolean
  isIdle: boolean
}

interface OpenExchange extends RequestExchange {
  replied: Deferred<Message>
  idled: Deferred<void>
}

/** The requests of one client that are not done, by what comes for them. No channels, no clock. */
export class Exchanges {
  readonly #open = new Map<string, OpenExchange>()

  /** A request that is about to be sent. */
  begin(id: string): OpenExchange {
    const [replied, idled] = [deferred<Message>(), deferred<void>()]
    const exchange = {
      ...{ id, reply: replied.promise, idle: idled.promise, isReplied: false, isIdle: false },
      ...{ replied, idled },
    }
    this.#open.set(id, exchange)
    replied.promise.catch(() => {})
    return exchange
  }

  get ids(): readonly string[] {
    return [...this.#open.keys()]
  }

  /** @returns whether it answers one of these */
  replied(message: Message): boolean {
    const exchange = this.#of(message)
    if (!exchange) return false
    exchange.isReplied = true
    exchange.replied.resolve(message)
    this.#forgetIfDone(exchange)
    return true
  }

  published(message: Message): void {
    const exchange = this.#of(message)
    if (!exchange || message.header.msg_type !== 'status' || message.content.execution_state !== 'idle') return
    exchange.isIdle = true
    exchange.idled.resolve()
    this.#forgetIfDone(exchange)
  }

  #of(message: Message): OpenExchange | undefined {
    return this.#open.get(message.parent_header.msg_id ?? '')
  }

  #forgetIfDone(exchange: RequestExchange): void {
    if (exchange.isReplied && exchange.isIdle) this.#open.delete(exchange.id)
  }
}

/** A request's message, from us. */
export function requestMessage(session: string, msg_type: string, content: Record<string, unknown>): Message {
  const [msg_id, date] = [randomUUID(), new Date().toISOString()]
  const header = { msg_id, msg_type, session, username: 'ackbook', date, version: '5.4' }
  return { header, parent_header: {}, metadata: {}, content, buffers: [] }
}

/** How code is executed. */
export interface CodeOptions {
  /** It does not count, and its result is not shown. */
  silent?: boolean
  /** Somebody answers when it asks for a line. */
  mayAsk?: boolean
}

/** What an `execute_request` says: by a client that sees to the cells that follow itself. */
export function executeContent(code: string, { silent = false, mayAsk = false }: CodeOptions): Record<string, unknown> {
  const asks = { allow_stdin: mayAsk, stop_on_error: false }
  return { code, silent, store_history: !silent, user_expressions: {}, ...asks }
}

/** The answer to an `input_request`. @param value the line, without its end */
export function inputReply(session: string, { header: parent_header }: Message, value: string): Message {
  return { ...requestMessage(session, 'input_reply', { value }), parent_header }
}
