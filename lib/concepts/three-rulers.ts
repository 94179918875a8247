/** §2.1.4: the same bytes cut by sends, by segments and by reads; and what a program makes of what it read. */
import { concat, utf8 } from '../bytes.ts'
import type { Trace } from '../network/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT, segmentsOf } from './helpers.ts'

/** A piece of the stream, by its places. */
export interface Stretch {
  from: number
  to: number
}

/** A send, a segment or a read, and when. */
export interface Cutting extends Stretch {
  what: 'send' | 'segment' | 'recv'
  /** Milliseconds since the first send. */
  time: number
}

/** How a program tells one message from the next; by `recv`, it does not: it takes what a read returns for a message. */
export type Framing = 'recv' | 'delimiter' | 'length' | 'close'

export interface RulersSettings {
  /** Where the sender ends a send, besides the last: places within the stream, in any order. */
  cuts: readonly number[]
  /** At most so many bytes a read. */
  most: number
  nagle: boolean
  /** After each send, in virtual milliseconds. */
  pause: number
  /** When the reader begins to read, in virtual milliseconds after it has accepted. */
  wakes: number
}

export interface RulersRun {
  /** All cuttings in the order in which they happened. */
  cuttings: readonly Cutting[]
  trace: Trace
}

export const MESSAGES = ['one', 'two', 'three', 'four'] as const

/** With a line feed behind each message, and with its length before it, in a byte. */
export const STREAMS: Readonly<Record<'delimiter' | 'length', Uint8Array>> = {
  delimiter: concat(MESSAGES.map((message) => utf8(`${message}\n`))),
  length: concat(MESSAGES.flatMap((message) => [Uint8Array.of(message.length), utf8(message)])),
}

export const STREAM_LENGTH: number = STREAMS.delimiter.length

/** Where each message stands with its mark, which is one byte in both streams. */
export const MESSAGE_PLACES: readonly Stretch[] = MESSAGES.map((message, at) => {
  const from = MESSAGES.slice(0, at).reduce((sum, { length }) => sum + length + 1, 0)
  return { from, to: from + message.length + 1 }
})

const MARK_BYTE = 10
/** Milliseconds, one way. */
const ONE_WAY = 20

/** A client that sends the stream in pieces, and a server that reads it to the end. */
export async function rulersRun({ cuts, most, nagle, pause, wakes }: RulersSettings): Promise<RulersRun> {
  const net = simulatedNetwork({ seed: 2144, delay: ONE_WAY })
  const listener = listenOn(net.server, 1, SERVER_PORT)
  const stream = STREAMS.delimiter
  const ends = [...new Set([...cuts, stream.length])].sort((one, other) => one - other)
  const found: Cutting[] = []
  const { trace } = await net.run({
    server: async (host) => {
      const connection = await listener.accept()
      await host.sleep(wakes)
      for (let from = 0; ; ) {
        const { length } = await connection.recv(most)
        if (length === 0) break
        found.push({ what: 'recv', from, to: from + length, time: host.now() })
        from += length
      }
      connection.close()
    },
    client: async (host) => {
      const socket = await connectTo(host, listener.getsockname())
      socket.setsockopt('noDelay', !nagle)
      for (const [index, to] of ends.entries()) {
        const from = ends[index - 1] ?? 0
        found.push({ what: 'send', from, to, time: host.now() })
        await socket.send(stream.subarray(from, to))
        if (pause > 0) await host.sleep(pause)
      }
      socket.close()
    },
  })
  let from = 0
  for (const { segment, time } of segmentsOf(trace)) {
    const { length } = segment.payload
    if (length > 0) found.push({ what: 'segment', from, to: from + length, time })
    from += length
  }
  const began = Math.min(...found.map(({ time }) => time))
  const rank = { send: 0, segment: 1, recv: 2 } as const
  const cuttings = found
    .map((cutting) => ({ ...cutting, time: cutting.time - began }))
    .sort((one, other) => one.time - other.time || rank[one.what] - rank[other.what] || one.from - other.from)
  return { cuttings, trace }
}

/**
 * What a program that has read so far delivers, in its order, each message with its mark.
 *
 * @param reads what each call returned
 * @param isEnded whether it has read the end of the stream
 */
export function delivered(framing: Framing, reads: readonly Stretch[], isEnded: boolean): Stretch[] {
  if (framing === 'recv') return reads.map(({ from, to }) => ({ from, to }))
  const read = reads.at(-1)?.to ?? 0
  if (framing === 'close') return isEnded && read > 0 ? [{ from: 0, to: read }] : []
  const stream = STREAMS[framing].subarray(0, read)
  const messages: Stretch[] = []
  for (let from = 0; from < read; ) {
    const to = framing === 'length' ? from + 1 + stream[from]! : stream.indexOf(MARK_BYTE, from) + 1
    if (to <= from || to > read) break
    messages.push({ from, to })
    from = to
  }
  return messages
}

/** Whether it is one of the messages as they were sent. */
export function isAsSent({ from, to }: Stretch): boolean {
  return MESSAGE_PLACES.some((message) => message.from === from && message.to === to)
}
