import { rmSync, statSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { deserialize } from 'node:v8'
import { exitCodes, type Terminal, UsageError } from '../../command/index.ts'
import type { Control } from './controls.ts'
import { feedFolder, feedsIn } from './feed-folder.ts'
import type { Ready, Update } from './messages.ts'
import { keysFrom, wantsColour } from './terminal.ts'
import { type Feed, TerminalView } from './terminal-view.ts'

/** The live view of what `ackbook tcp serve` does in another terminal. @returns the exit code */
export async function runWatch(io: Terminal, interrupted: Promise<number>): Promise<number> {
  const socket = await connected()
  if (!socket) throw new UsageError('nobody serves: start `ackbook tcp serve` in another terminal, as the same user')
  const feed = new SocketFeed(socket)
  const ready = await Promise.race([feed.ready, interrupted])
  if (typeof ready === 'number') return ready
  const keys = keysFrom(io)
  const view = new TerminalView(feed, { out: io.stdout, keys, isColoured: wantsColour(io), ready })
  try {
    const end = await Promise.race([view.ended, interrupted, feed.closed])
    return end === 'quit' || end === undefined ? exitCodes.good : exitCodes.interrupted
  } finally {
    view.close()
    socket.destroy()
  }
}

/** To who began last; what is left of those that were killed is taken away. */
async function connected(): Promise<Socket | undefined> {
  const folder = feedFolder()
  if (folder === undefined) return undefined
  const found = feedsIn(folder).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const path of found) {
    const socket = await new Promise<Socket | undefined>((resolve) => {
      const made = createConnection(path, () => resolve(made))
      made.on('error', () => resolve(undefined))
    })
    if (socket) return socket
    rmSync(path, { force: true })
  }
  return undefined
}

class SocketFeed implements Feed {
  readonly ready: Promise<Ready>
  readonly closed: Promise<undefined>
  readonly #socket: Socket
  readonly #watchers = new Set<(update: Update) => void>()
  #bytes: Buffer = Buffer.alloc(0)
  #isReady: (ready: Ready) => void = () => {}

  constructor(socket: Socket) {
    this.#socket = socket
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve
    })
    this.closed = new Promise((resolve) => void socket.on('close', () => resolve(undefined)))
    socket.on('data', (piece: Buffer) => this.#take(piece))
  }

  watch(watcher: (update: Update) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  control(control: Control): void {
    this.#socket.write(`${JSON.stringify(control)}\n`)
  }

  #take(piece: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece])
    while (this.#bytes.length >= 4) {
      const end = 4 + this.#bytes.readUInt32LE(0)
      if (this.#bytes.length < end) return
      const message = deserialize(this.#bytes.subarray(4, end)) as Ready | Update
      this.#bytes = this.#bytes.subarray(end)
      if ('events' in message) for (const watcher of this.#watchers) watcher(message)
      else this.#isReady(message)
    }
  }
}
