/** §2.2.2: a socket read and written as a file: lines, what is kept back, and characters that arrive in two pieces. */
import { fromUtf8, hex, utf8 } from '../bytes.ts'
import { type Address, chunks, type Host, type Socket, type SocketFile, sendAll, socketFile } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { listenOn, SERVER_PORT, segmentsOf } from './helpers.ts'

/** A line's answer. The protocol: `shout TEXT`, `length TEXT`, `quit`; each answer is one line, `ok …` or `error …`. */
export function answerTo(line: string): string {
  const [, verb = '', text = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? []
  if (verb === 'shout') return `ok ${text.toUpperCase()}`
  if (verb === 'length') return `ok ${[...text].length} characters, ${utf8(text).length} bytes`
  if (verb === 'quit') return 'ok bye'
  return `error unknown command "${verb}"`
}

/** The server of the protocol: one conversation, line by line, until `quit` or the end of the stream. */
export async function serveLines(host: Host, listener: Socket): Promise<void> {
  const connection = await listener.accept()
  const file = textFile(connection)
  // The file has a descriptor of its own.
  connection.close()
  for await (const line of file.lines()) {
    host.print(`asked: ${line}`)
    await file.write(`${answerTo(line)}\n`)
    await file.flush()
    if (line === 'quit') break
  }
  await file.close()
  listener.close()
}

/** The client: says a line, flushes, and reads the answer's line, for each of `lines`. @returns the answers */
export async function askLines(host: Host, server: Address, lines: readonly string[]): Promise<string[]> {
  const socket = host.socket()
  await socket.connect(server)
  const file = textFile(socket)
  socket.close()
  const answers: string[] = []
  for (const line of lines) {
    await file.write(`${line}\n`)
    await file.flush()
    answers.push((await file.readLine()).trimEnd())
  }
  await file.close()
  return answers
}

/** A socket as a file of text. */
export function textFile(socket: Socket): SocketFile<string> {
  return socketFile(socket, { encoding: 'utf-8' })
}

/** Makes text of pieces of bytes, one after the other; an empty piece is the end. */
export type Decode = (piece: Uint8Array) => string

/** As it is often done: each piece that `recv` returns is decoded by itself. */
export function eachAlone(): Decode {
  return (piece) => fromUtf8(piece)
}

/** One decoder for the whole stream: it keeps the beginning of a character until the rest has come. */
export function asStream(): Decode {
  const decoder = new TextDecoder()
  return (piece) => decoder.decode(piece, { stream: piece.length > 0 })
}

/**
 * Reads text to the end of the stream, by calls of `recv(max)`.
 *
 * @param told of every piece, before it is decoded
 */
export async function readText(
  socket: Socket,
  decode: Decode,
  { max = 65_536, told = () => {} }: { max?: number; told?: (piece: Uint8Array) => void } = {},
): Promise<string> {
  let text = ''
  for await (const piece of chunks(socket, { max })) {
    told(piece)
    text += decode(piece)
  }
  return text + decode(new Uint8Array(0))
}

/** A server that reads one text, and says what came, piece by piece. @returns the text as it understood it */
export async function hearText(host: Host, listener: Socket, decode: Decode): Promise<string> {
  const connection = await listener.accept()
  const text = await readText(connection, decode, {
    told: (piece) => host.print(piece.length > 16 ? `${piece.length} octets` : hex(piece)),
  })
  host.print(text.length > 16 ? `${text.length} characters` : text)
  connection.close()
  listener.close()
  return text
}

/** A client that sends text in two segments, cut after `cut` octets wherever that is, with a pause between them. */
export async function sayInTwo(
  host: Host,
  server: Address,
  text: string,
  cut: number,
  pause: number = 20,
): Promise<void> {
  const socket = host.socket()
  socket.setsockopt('noDelay', true)
  await socket.connect(server)
  const bytes = utf8(text)
  await sendAll(socket, bytes.subarray(0, cut))
  await host.sleep(pause)
  await sendAll(socket, bytes.subarray(cut))
  socket.close()
}

/** A client that hands over a text in one send, however long: TCP cuts it into segments where it likes. */
export async function sayAtOnce(host: Host, server: Address, text: string): Promise<void> {
  const socket = host.socket()
  await socket.connect(server)
  await sendAll(socket, utf8(text))
  socket.close()
}

/** A client that writes words through a file which keeps up to `buffer` octets. */
export async function writeWords(host: Host, server: Address, words: readonly string[], buffer: number): Promise<void> {
  const socket = host.socket()
  socket.setsockopt('noDelay', true)
  await socket.connect(server)
  const file = socketFile(socket, { encoding: 'utf-8', buffer })
  socket.close()
  for (const word of words) await file.write(`${word}\n`)
  await file.close()
}

/** A server that reads all lines. @returns how many there were */
export async function countLines(host: Host, listener: Socket): Promise<number> {
  const connection = await listener.accept()
  const file = textFile(connection)
  connection.close()
  let count = 0
  for await (const _ of file.lines()) count++
  host.print(`${count} lines`)
  await file.close()
  listener.close()
  return count
}

/** What lines cost on the wire, one way. */
export interface Cost {
  /** segments with data */
  segments: number
  /** octets of those, headers of IP and TCP included */
  octets: number
}

/** Writes lines through a file that keeps up to `buffer` octets, on a simulated network, and counts what left. */
export async function costOfLines(words: readonly string[], buffer: number): Promise<Cost> {
  const network = simulatedNetwork({ seed: 222 })
  const listener = listenOn(network.server, 1, SERVER_PORT)
  const { trace } = await network.run({
    server: (host) => countLines(host, listener),
    client: (host) => writeWords(host, listener.getsockname(), words, buffer),
  })
  const data = segmentsOf(trace).filter(({ segment }) => segment.payload.length > 0)
  return { segments: data.length, octets: data.reduce((sum, { bytes }) => sum + bytes.length, 0) }
}
