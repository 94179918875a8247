import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { feedFolder, sweepFeeds } from './feed-folder.ts'
import type { Ready } from './messages.ts'
import { readControl } from './read-control.ts'
import type { Feed } from './terminal-view.ts'

/** Octets that may wait for a slow reader before he misses something. */
const MOST_UNSENT = 4 << 20
/** Of a line that somebody sends. */
const MOST_OF_LINE = 4_096

/** Lets `ackbook tcp watch` in from another terminal of the same user. */
export class FeedServer {
  readonly #server: Server
  readonly #path: string
  readonly #open = new Set<Socket>()

  private constructor(server: Server, path: string) {
    this.#server = server
    this.#path = path
  }

  /** @returns `undefined` where there is no folder that is the user's alone: then nobody watches */
  static async open(feed: Feed, ready: Ready): Promise<FeedServer | undefined> {
    const folder = feedFolder()
    if (folder === undefined) return undefined
    const path = join(folder, `tcp-${process.pid}.sock`)
    rmSync(path, { force: true })
    await sweepFeeds(folder)
    const server = createServer((socket) => {
      opened.#open.add(socket)
      socket.on('close', () => opened.#open.delete(socket))
      speakTo(socket, feed, ready)
    })
    const opened = new FeedServer(server, path)
    const listens = await new Promise<boolean>((resolve) => {
      server.on('error', () => resolve(false))
      server.listen(path, () => resolve(true))
    })
    return listens ? opened : undefined
  }

  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
    rmSync(this.#path, { force: true })
  }
}

function speakTo(socket: Socket, feed: Feed, ready: Ready): void {
  const tell = (message: unknown): boolean => {
    if (socket.writableLength > MOST_UNSENT) return false
    const bytes = serialize(message)
    const head = Buffer.alloc(4)
    head.writeUInt32LE(bytes.length)
    socket.write(Buffer.concat([head, bytes]))
    return true
  }
  tell(ready)
  let left = 0
  const unwatch = feed.watch((update) => {
    const missed = update.missed + left
    left = tell({ ...update, missed }) ? 0 : missed + update.events.length
  })
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (piece: string) => {
    text += piece
    const lines = text.split('\n')
    text = lines.pop()!
    if (text.length > MOST_OF_LINE) socket.destroy()
    for (const line of lines) {
      const control = readControl(parsedLine(line))
      if (control) feed.control(control)
    }
  })
  socket.on('error', () => {})
  socket.on('close', unwatch)
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
