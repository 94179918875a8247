type Frame = string | Uint8Array
type Send = (frames: Frame[]) => Promise<void>

/** Beyond this many octets waiting, a request's further messages are dropped, its `idle` with them: the client sees the loss. */
const limit = 256 * 2 ** 20

/**
 * Queues what a ZeroMQ socket cannot send at once. By itself it throws EBUSY from the 513th message of one turn of the
 * event loop on.
 */
export class Outbox {
  readonly #socket: { readonly closed: boolean }
  readonly #send: Send
  #last: Promise<void> = Promise.resolve()
  #queue: Frame[][] = []
  #octets = 0
  #draining: Promise<void> | undefined
  #overflowed: string | undefined

  constructor(socket: { readonly closed: boolean }, send: Send) {
    this.#socket = socket
    this.#send = send
  }

  /** Sends at once what can be sent at once: a cell may end the process in its next statement. */
  send(frames: Frame[]): void {
    if (this.#socket.closed) return
    if (!this.#draining) {
      try {
        this.#last = this.#send(frames)
        this.#last.catch(() => {})
        return
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error
      }
    }
    this.#keep(frames)
    this.#draining ??= this.#drain()
  }

  /** Once all that was given so far is sent. */
  async flushed(): Promise<void> {
    await this.#last.catch(() => {})
    await this.#draining
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
    this.#draining = undefined
  }
}

/** A message's parent header, as it stands: the fourth frame from the delimiter on. */
function parentOf(frames: Frame[]): string {
  const delimiter = frames.findIndex((frame) => String(frame) === '<IDS|MSG>')
  return String(frames[delimiter + 3])
}

/** With what an array of frames costs by itself. */
function sizeOf(frames: Frame[]): number {
  return frames.reduce((sum, frame) => sum + frame.length, 512)
}
