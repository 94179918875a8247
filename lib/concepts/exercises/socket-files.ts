/** §2.2.2: lines and letters that a stream brings in pieces. */
import { utf8 } from '../../bytes.ts'
import { type Socket, sendAll, socketFile } from '../../socket/index.ts'
import type { Exercise } from './exercise.ts'
import { bothEnds, inPieces } from './pieces.ts'

type LinesOf = (socket: Socket) => AsyncIterable<string>
type FirstLine = (socket: Socket) => Promise<string>
type ServeLines = (connection: Socket) => Promise<unknown>

export interface SocketFileExercises {
  /** What `read(10)`, `read(10)` and `readLine()` of a text file return when `abcd` has come, and the end. */
  readsAtEnd: Exercise<readonly string[]>
  /** Yields the lines of a UTF-8 stream, without their line feeds. */
  linesOfText: Exercise<LinesOf>
  /** The first line, of at most 1000 bytes. */
  firstLine: Exercise<FirstLine>
  /** A server of `shout`, `length` and `quit`. */
  serveLines: Exercise<ServeLines>
}

const CONVERSATION = ['length Grüezi', 'shout hoi', 'quit']
const REPLIES = ['ok 6 characters, 7 bytes', 'ok HOI', 'ok bye']
const UNENDED_LETTERS = 300_000

export const socketFileExercises: SocketFileExercises = {
  readsAtEnd: [0, 1, 2].map((turn) => ({
    title: ['the first read', 'the second read', 'the line'][turn]!,
    missing: async (answer) => {
      const expected = (await readsOfShort())[turn]!
      if (answer[turn] === expected) return undefined
      return `not ${JSON.stringify(answer[turn])}; what has come by then, and will more come?`
    },
  })),
  linesOfText: [
    { title: 'two lines in one piece', missing: (answer) => firstWrongLine(answer, 'Grüezi\nmitenand\n', [0]) },
    {
      title: 'an empty line, and a last one that nothing ends',
      missing: (answer) => firstWrongLine(answer, 'hoi\n\nzäme', [0]),
    },
    {
      title: 'a text in two pieces, cut after each byte in turn',
      missing: (answer) => firstWrongLine(answer, 'Grüezi\n\n🙂 züri', [...utf8('Grüezi\n\n🙂 züri').keys()]),
    },
  ],
  firstLine: [
    { title: 'a line of 990 bytes', missing: whatIsReturned },
    { title: `a stranger who sends ${UNENDED_LETTERS} letters and no line feed`, missing: whetherItGivesUp },
  ],
  serveLines: [
    { title: 'lines that end in LF', missing: (answer) => whatIsHeard(answer, asTyped('\n')) },
    { title: 'lines that end in CR LF', missing: (answer) => whatIsHeard(answer, asTyped('\r\n')) },
    {
      title: 'the same, a byte at a time',
      missing: (answer) =>
        whatIsHeard(
          answer,
          [...asTyped('\r\n')[0]!].map((byte) => Uint8Array.of(byte)),
        ),
    },
    { title: 'a client that waits for each answer', missing: whatIsAnsweredInTurn },
  ],
}

async function readsOfShort(): Promise<string[]> {
  const { server } = await bothEnds(
    async (connection) => {
      const file = socketFile(connection, { encoding: 'utf-8' })
      return [await file.read(10), await file.read(10), await file.readLine()]
    },
    (socket) => sendAll(socket, utf8('abcd')),
  )
  return server!
}

async function firstWrongLine(linesOf: LinesOf, text: string, cuts: readonly number[]): Promise<string | undefined> {
  const expected = text.replace(/\n$/, '').split('\n')
  for (const cut of cuts) {
    const where = cut === 0 ? '' : `cut after byte ${cut}: `
    const pieces = [utf8(text).subarray(0, cut), utf8(text).subarray(cut)].filter(({ length }) => length > 0)
    const { server: lines } = await bothEnds(
      (connection) => collected(linesOf(connection)),
      (socket, host) => inPieces(socket, host, pieces),
    )
    if (!lines) return `${where}it waits for more, though the stream has ended`
    const wrong = expected.findIndex((line, at) => line !== lines[at])
    if (wrong >= 0) return `${where}line ${wrong + 1} is ${JSON.stringify(lines[wrong])}`
    if (lines.length > expected.length) return `${where}${lines.length} lines come, where ${expected.length} were sent`
  }
  return undefined
}

async function collected(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all
}

async function whatIsReturned(firstLine: FirstLine): Promise<string | undefined> {
  const line = 'a'.repeat(989)
  const pieces = [utf8(line).subarray(0, 600), utf8(`${line.slice(600)}\nmore\n`)]
  const { server } = await bothEnds(firstLine, (socket, host) => inPieces(socket, host, pieces))
  if (server === undefined) return 'it waits for more, though the line is complete'
  return server.trimEnd() === line ? undefined : `what it returns is ${server.length} characters long`
}

async function whetherItGivesUp(firstLine: FirstLine): Promise<string | undefined> {
  const { server: hasEnded } = await bothEnds(
    async (connection) => {
      try {
        await firstLine(connection)
      } catch {
        // So it should.
      }
      return true
    },
    (socket) => sendAll(socket, new Uint8Array(UNENDED_LETTERS).fill(97)).then(() => socket.recv(1)),
  )
  return hasEnded ? undefined : 'it has collected them all, and waits for more'
}

function asTyped(end: string): Uint8Array[] {
  return [utf8(CONVERSATION.map((line) => `${line}${end}`).join(''))]
}

/** The client does not close: only the server's answer to `quit` ends the conversation. */
async function whatIsHeard(serve: ServeLines, pieces: readonly Uint8Array[]): Promise<string | undefined> {
  const heard: string[] = []
  const { areStuck } = await bothEnds(serve, async (socket, host) => {
    await inPieces(socket, host, pieces)
    for await (const line of socketFile(socket, { encoding: 'utf-8' }).lines()) heard.push(line)
  })
  const wrong = REPLIES.findIndex((reply, at) => reply !== heard[at])
  if (wrong >= 0) return `the answer to "${CONVERSATION[wrong]}" is ${JSON.stringify(heard[wrong])}`
  return areStuck ? '"quit" was answered, and the conversation goes on' : undefined
}

async function whatIsAnsweredInTurn(serve: ServeLines): Promise<string | undefined> {
  let answered = 0
  await bothEnds(serve, async (socket) => {
    const file = socketFile(socket, { encoding: 'utf-8' })
    for (const line of CONVERSATION) {
      await file.write(`${line}\n`)
      await file.flush()
      if ((await file.readLine()).trimEnd() === REPLIES[answered]) answered += 1
    }
  })
  return answered === REPLIES.length ? undefined : `it has answered ${answered} of ${REPLIES.length}, and both wait`
}
