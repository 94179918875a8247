import { test } from 'uvu'
import { fromUtf8 } from '../../../lib/bytes.ts'
import { chunks, recvAll, recvFrame, type Socket } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

refuses('peeks', {
  'looking takes away': [['abc', '', '', ''], /^✗ recv\(2, \{ peek: true \}\): not ""/],
  'reading takes nothing away': [['abc', 'ab', 'a', 'abc'], /^✗ recv\(100\): not "abc"/],
  'the number overlooked': [['abc', 'abc', 'abc', ''], /^✗ recv\(2/],
  'too few': [['abc', 'ab'], /^✗ recv\(1\): not undefined/],
})

/** Reads a length, and leaves the rest to `then`. */
async function behindLength(socket: Socket, then: (length: number) => Promise<Uint8Array | undefined>) {
  if ((await socket.recv(1, { peek: true })).length === 0) return undefined
  const prefix = await recvAll(socket, 4)
  return then(new DataView(prefix.buffer).getUint32(0))
}

refuses('recvFrame', {
  'as it was': [
    (socket) => behindLength(socket, (length) => recvAll(socket, length)),
    /nothing behind it: after a second it still waits/,
  ],
  'a check when all has come': [
    (socket) =>
      behindLength(socket, async (length) => {
        const message = await recvAll(socket, length)
        if (message.length > 1000) throw new Error('too long')
        return message
      }),
    /still waits/,
  ],
  'a limit of 999': [
    (socket) =>
      behindLength(socket, async (length) => {
        if (length >= 1000) throw new Error('too long')
        return recvAll(socket, length)
      }),
    /it threw Error: too long/,
  ],
  'an answer like the end of the stream': [
    (socket) => behindLength(socket, async (length) => (length > 1000 ? undefined : recvAll(socket, length))),
    /it returned undefined, and who calls it learns of no error/,
  ],
  'the beginning of it': [
    (socket) => behindLength(socket, (length) => recvAll(socket, Math.min(length, 1000))),
    /still waits/,
  ],
})

accepts('recvFrame', 'the library’s own, with a limit', (socket) => recvFrame(socket, { limit: 1000 }))

/** Reads one byte at a time, up to a line feed or the end. */
async function bytesOfLine(socket: Socket): Promise<{ bytes: number[]; ended: boolean }> {
  const bytes: number[] = []
  for (;;) {
    const [byte] = await socket.recv(1)
    if (byte === undefined || byte === 10) return { bytes, ended: byte === undefined }
    bytes.push(byte)
  }
}

refuses('recvLine', {
  'what one recv returns': [
    async (socket) => fromUtf8(await socket.recv(100)).trimEnd() || undefined,
    /a line, and an empty one: call 2 returned undefined/,
  ],
  'an empty line taken for the end': [
    async (socket) => fromUtf8(Uint8Array.from((await bytesOfLine(socket)).bytes)) || undefined,
    /call 2 returned undefined/,
  ],
  'no end': [async (socket) => fromUtf8(Uint8Array.from((await bytesOfLine(socket)).bytes)), /call 3 returned ""/],
  'each byte a character': [
    async (socket) => {
      const { bytes, ended } = await bytesOfLine(socket)
      return ended && bytes.length === 0 ? undefined : String.fromCharCode(...bytes)
    },
    /a character of two bytes/,
  ],
  'a last line dropped': [
    async (socket) => {
      const { bytes, ended } = await bytesOfLine(socket)
      return ended ? undefined : fromUtf8(Uint8Array.from(bytes))
    },
    /ends within a line: call 2 returned undefined/,
  ],
  'all read, and the rest kept to itself': [keepingLines(), /behind the line, recv still finds ""/],
})

/** A reader of lines that remembers, for each socket, what it has read beyond the last. */
function keepingLines(): (socket: Socket) => Promise<string | undefined> {
  const kept = new Map<Socket, string[]>()
  return async (socket) => {
    let lines = kept.get(socket)
    if (!lines) {
      const bytes: number[] = []
      for await (const piece of chunks(socket)) bytes.push(...piece)
      lines = fromUtf8(Uint8Array.from(bytes)).split('\n')
      if (lines.at(-1) === '') lines.pop()
      kept.set(socket, lines)
    }
    return lines.shift()
  }
}

accepts('recvLine', 'one byte after the other', async (socket) => {
  const { bytes, ended } = await bytesOfLine(socket)
  return ended && bytes.length === 0 ? undefined : fromUtf8(Uint8Array.from(bytes))
})

test.run()
