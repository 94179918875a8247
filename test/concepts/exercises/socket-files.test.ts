import { test } from 'uvu'
import { fromUtf8, utf8 } from '../../../lib/bytes.ts'
import { chunks, recvToEnd, type Socket, socketFile } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

refuses('readsAtEnd', {
  'nothing written': [['?', '?', '?'], /the first read: not "\?"/],
  'it waits for ten': [['', 'abcd', ''], /the first read: not ""/],
  'the line is still there': [['abcd', '', 'abcd'], /the line: not "abcd"/],
  'too few': [['abcd'], /the second read: not undefined/],
})
accepts('readsAtEnd', 'what is there, then the end twice', ['abcd', '', ''])

refuses('linesOfText', {
  'a piece at a time': [
    async function* (socket: Socket) {
      for await (const piece of chunks(socket)) yield* fromUtf8(piece).split('\n')
    },
    /two lines in one piece: 3 lines come, where 2 were sent/,
  ],
  'the last one is left out': [
    async function* (socket: Socket) {
      const lines = fromUtf8(await recvToEnd(socket)).split('\n')
      lines.pop()
      yield* lines
    },
    /a last one that nothing ends: line 3 is undefined/,
  ],
  'one buffer, a decoder a piece': [
    async function* (socket: Socket) {
      let kept = ''
      for await (const piece of chunks(socket)) {
        const lines = (kept + fromUtf8(piece)).split('\n')
        kept = lines.pop() ?? ''
        yield* lines
      }
      if (kept !== '') yield kept
    },
    /cut after byte 3: line 1 is "Gr\ufffd\ufffdezi"/,
  ],
  'it does not see the end': [
    async function* (socket: Socket) {
      for (;;)
        yield* fromUtf8(await socket.recv(100))
          .split('\n')
          .slice(0, -1)
    },
    /recv was called 1000 times/,
  ],
})
accepts('linesOfText', 'all of it at once', async function* (socket: Socket) {
  const lines = fromUtf8(await recvToEnd(socket)).split('\n')
  if (lines.at(-1) === '') lines.pop()
  yield* lines
})

refuses('firstLine', {
  'without a limit': [
    (socket: Socket) => socketFile(socket, { encoding: 'utf-8' }).readLine(),
    /it has collected them all/,
  ],
  'a limit that is too low': [
    (socket: Socket) => socketFile(socket, { encoding: 'utf-8', lineLimit: 100 }).readLine(),
    /a line of 990 bytes: it threw EMSGSIZE/,
  ],
  'a fixed number of bytes': [async (socket: Socket) => fromUtf8(await socket.recv(1000)), /600 characters long/],
  'until the end': [async (socket: Socket) => fromUtf8(await recvToEnd(socket)), /995 characters long/],
})
accepts('firstLine', 'a limit of 1000', (socket: Socket) =>
  socketFile(socket, { encoding: 'utf-8', lineLimit: 1000 }).readLine(),
)

function reply(line: string): string {
  const [verb = '', ...words] = line.split(' ')
  const text = words.join(' ')
  if (verb === 'shout') return `ok ${text.toUpperCase()}`
  if (verb === 'length') return `ok ${[...text].length} characters, ${utf8(text).length} bytes`
  return verb === 'quit' ? 'ok bye' : `error unknown command "${verb}"`
}

/** The lesson's server over bytes; `clean` is what is done to a line. */
const serveBytes =
  (clean: (line: string) => string, isOver = (line: string): boolean => line === 'quit', flushes = true) =>
  async (connection: Socket): Promise<void> => {
    const file = socketFile(connection)
    connection.close()
    for await (const bytes of file.lines()) {
      const line = clean(fromUtf8(bytes))
      await file.write(utf8(`${reply(line)}\n`))
      if (flushes) await file.flush()
      if (isOver(line)) break
    }
    await file.close()
  }

refuses('serveLines', {
  'the CR is left in the line': [
    serveBytes((line) => line),
    /CR LF: the answer to "length Grüezi" is "ok 7 characters, 8 bytes"/,
  ],
  'only quit is seen to': [
    serveBytes(
      (line) => line,
      (line) => line.trim() === 'quit',
    ),
    /CR LF: the answer to "length Grüezi" is "ok 7/,
  ],
  'quit does not end it': [
    serveBytes(
      (line) => line.replace(/\r$/, ''),
      () => false,
    ),
    /LF: "quit" was answered, and the conversation goes on/,
  ],
  'nothing is flushed': [
    serveBytes((line) => line.replace(/\r$/, ''), undefined, false),
    /a client that waits for each answer: it has answered 0 of 3/,
  ],
  'each piece is a line': [
    async (connection: Socket) => {
      for await (const piece of chunks(connection)) {
        for (const line of fromUtf8(piece).trimEnd().split(/\r?\n/)) {
          await connection.send(utf8(`${reply(line)}\n`))
          if (line === 'quit') return connection.close()
        }
      }
    },
    /a byte at a time: the answer to "length Grüezi" is "error unknown command/,
  ],
})
accepts(
  'serveLines',
  'the CR taken off',
  serveBytes((line) => line.replace(/\r$/, '')),
)

test.run()
