/** §2.2.2: programs that write and read text through a file around their socket, and one that decodes what it receives itself. */
import { utf8 } from '../bytes.ts'
import { chunks, type Host, recvToEnd, type Socket, sendAll, socketFile } from '../socket/index.ts'
import { count } from '../words.ts'
import type { EndProgram } from './two-hosts.ts'

/** Writes lines through a file that keeps so many bytes back; 0 = each write is a send. */
export async function writeLines(socket: Socket, lines: number, buffer: number): Promise<void> {
  socket.setsockopt('noDelay', true)
  const file = socketFile(socket, { encoding: 'utf-8', buffer })
  for (let number = 0; number < lines; number++) await file.write(`word ${number}\n`)
  await file.close()
  socket.close()
}

export async function readAndClose(connection: Socket): Promise<void> {
  await recvToEnd(connection)
  connection.close()
}

/** Decodes what each recv returns, and puts it together. */
export function hear(decode: (piece: Uint8Array) => string): EndProgram<string> {
  return async (connection, host) => {
    let text = ''
    for await (const piece of chunks(connection)) {
      host.print(count(piece.length, 'byte'))
      text += decode(piece)
    }
    connection.close()
    return text
  }
}

/** Each piece as a text of its own. */
export function eachAlone(): (piece: Uint8Array) => string {
  return (piece) => new TextDecoder().decode(piece)
}

/** The pieces as one stream: the beginning of a letter waits for its rest. */
export function asStream(): (piece: Uint8Array) => string {
  const decoder = new TextDecoder()
  return (piece) => decoder.decode(piece, { stream: true })
}

/** Sends a text in one call. */
export async function say(socket: Socket, text: string): Promise<void> {
  await sendAll(socket, utf8(text))
  socket.close()
}

/** Sends a text in two calls, with a pause of 20 ms between them. @param cut bytes in the first */
export async function sayInTwo(socket: Socket, host: Host, text: string, cut: number): Promise<void> {
  socket.setsockopt('noDelay', true)
  await sendAll(socket, utf8(text).subarray(0, cut))
  await host.sleep(20)
  await sendAll(socket, utf8(text).subarray(cut))
  socket.close()
}

function answerTo(line: string): string {
  const [word, ...others] = line.split(' ')
  const text = others.join(' ')
  if (word === 'shout') return `ok ${text.toUpperCase()}`
  if (word === 'length') return `ok ${[...text].length} characters, ${utf8(text).length} bytes`
  if (word === 'quit') return 'ok bye'
  return `error unknown command "${word}"`
}

/** Answers each line by one, until `quit`. */
export async function serveLines(connection: Socket): Promise<void> {
  const file = socketFile(connection, { encoding: 'utf-8' })
  connection.close()
  for await (const line of file.lines()) {
    await file.write(`${answerTo(line)}\n`)
    await file.flush()
    if (line === 'quit') break
  }
  await file.close()
}

/** Asks line by line, and flushes before it waits; or all at once: flushes when all is written, and waits then. */
export async function askLines(socket: Socket, lines: readonly string[], atOnce: boolean = false): Promise<string[]> {
  const file = socketFile(socket, { encoding: 'utf-8' })
  socket.close()
  const answers: string[] = []
  const hearOne = async (): Promise<void> => void answers.push((await file.readLine()).trimEnd())
  for (const line of lines) {
    await file.write(`${line}\n`)
    if (atOnce) continue
    await file.flush()
    await hearOne()
  }
  if (atOnce) await file.flush()
  while (answers.length < lines.length) await hearOne()
  await file.close()
  return answers
}
