import { writeSync } from 'node:fs'

type Frame = string | Uint8Array
type Send = (frames: Frame[]) => Promise<void>

/** What we use of a ZeroMQ socket of whichever version of zeromq the kernel brings. */
interface Socket {
  readonly closed: boolean
  sendHighWaterMark: number
  send: Send
  bind(address: string): Promise<void>
}

export interface ZeroMQ {
  Publisher: { prototype: Socket }
  Router: { prototype: Socket }
}

/**
 * Makes the kernel's sockets queue what they cannot send at once. By themselves they throw EBUSY from the 513th message
 * of one turn of the event loop on, and the kernel loses what it printed, and the `idle` after it.
 */
export function queueMessages({ Publisher, Router }: ZeroMQ): void {
  for (const { prototype } of [Publisher, Router]) {
    const { send, bind } = prototype
    const outboxes = new WeakMap<Socket, Outbox>()
    // Defined, not set: the native class has them as read-only.
    Object.defineProperties(prototype, {
      send: {
        value(this: Socket, frames: Frame[]): Promise<void> {
          const outbox = outboxes.get(this) ?? new Outbox(this, send.bind(this))
          outboxes.set(this, outbox)
          if (typeOf(frames) !== 'execute_reply') return outbox.send(frames)
          return afterRejections(() => outbox.send(frames))
        },
      },
      bind: {
        value(this: Socket, address: string): Promise<void> {
          // A PUB socket discards in silence what is above its mark.
          this.sendHighWaterMark = 0
          return bind.call(this, address)
        },
      },
    })
  }
}

/** Beyond this many octets waiting, a cell's further messages are dropped, its `idle` with them: the client sees the loss. */
const limit = 256 * 2 ** 20

export class Outbox {
  readonly #socket: Pick<Socket, 'closed'>
  readonly #send: Send
  #last: Promise<void> = Promise.resolve()
  #queue: Frame[][] = []
  #octets = 0
  #isDraining = false
  #overflowed: string | undefined

  constructor(socket: Pick<Socket, 'closed'>, send: Send) {
    this.#socket = socket
    this.#send = send
  }

  /** Sends at once what can be sent at once: a cell may end the process in its next statement. */
  send(frames: Frame[]): Promise<void> {
    if (this.#socket.closed) return printInstead(frames)
    if (!this.#isDraining) {
      try {
        this.#last = this.#send(frames)
        return this.#last
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error
      }
    }
    this.#keep(frames)
    if (!this.#isDraining) void this.#drain()
    return Promise.resolve()
  }

  #keep(frames: Frame[]): void {
    if (this.#overflowed !== undefined && parentOf(frames) === this.#overflowed) return
    if (this.#octets > limit) {
      this.#overflowed = parentOf(frames)
      return
    }
    this.#queue.push(frames)
    this.#octets += sizeOf(frames)
  }

  async #drain(): Promise<void> {
    this.#isDraining = true
    await this.#last.catch(() => {})
    while (this.#queue.length > 0 && !this.#socket.closed) {
      const batch = this.#queue
      this.#queue = []
      for (const frames of batch) {
        this.#octets -= sizeOf(frames)
        try {
          await this.#send(frames)
        } catch {
          // The socket was closed meanwhile.
        }
      }
    }
    this.#isDraining = false
  }
}

/**
 * A cell is answered once Node has told of the rejections that it left alone: it does so between two turns of the event
 * loop, and ZeroMQ may hand over several requests within one.
 */
async function afterRejections(send: () => Promise<void>): Promise<void> {
  // They are told of after the first.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
  return send()
}

function typeOf(frames: Frame[]): unknown {
  return JSON.parse(String(frames[delimiterOf(frames) + 2])).msg_type
}

/** A message's parent header, as it stands: the fourth frame from the delimiter on. */
function parentOf(frames: Frame[]): string {
  return String(frames[delimiterOf(frames) + 3])
}

function delimiterOf(frames: Frame[]): number {
  return frames.findIndex((frame) => String(frame) === '<IDS|MSG>')
}

/** With what an array of frames costs by itself. */
function sizeOf(frames: Frame[]): number {
  return frames.reduce((sum, frame) => sum + frame.length, 512)
}

/** Once the sockets are closed, what a timer of a cell still prints goes to the process's own stderr. */
function printInstead(frames: Frame[]): Promise<void> {
  try {
    const { name, text } = JSON.parse(String(frames.at(-1)))
    if (name === 'stderr' && typeof text === 'string') writeSync(2, text)
  } catch {
    // Not a stream, or nobody reads: there is no one left to tell.
  }
  return Promise.resolve()
}
