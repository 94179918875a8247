/** §2.2.1: the calls that end one's part in a connection, what the other end finds after each, and programs that use them. */
import { fromUtf8, utf8 } from '../bytes.ts'
import { AMOUNT, check } from '../check.ts'
import { chunks, connectedPair, type Host, isSocketError, recvToEnd, type Socket, sendAll } from '../socket/index.ts'
import { codeOf, withoutWaiting } from './helpers.ts'

/** A way to end one's part in a connection. `mine` may have been given a second descriptor, `copy`, before. */
export interface WayToEnd {
  name: string
  end: (mine: Socket, copy: Socket | undefined) => void
  /** The descriptor is shared: there is a copy. */
  shared?: boolean
  /** Something has arrived and was not read. */
  unread?: boolean
}

/** The calls that end something, and what each of them is applied to. */
export const ENDINGS: readonly WayToEnd[] = [
  { name: "shutdown('write')", end: (mine) => mine.shutdown('write') },
  { name: "shutdown('read')", end: (mine) => mine.shutdown('read') },
  { name: "shutdown('both')", end: (mine) => mine.shutdown('both') },
  { name: 'close()', end: (mine) => mine.close() },
  { name: 'close(), one of two holders', shared: true, end: (_, copy) => copy?.close() },
  { name: "shutdown('write'), one of two holders", shared: true, end: (_, copy) => copy?.shutdown('write') },
  { name: 'close(), something unread', unread: true, end: (mine) => mine.close() },
]

/** What an ending has done. */
export interface Consequence {
  name: string
  /** What a read at the other end finds: the end of the stream, a reset, or nothing, which is no end at all. */
  peerReads: 'end of file' | 'reset' | 'nothing'
  /** What a send at this end says now. */
  send: 'taken' | string
}

/**
 * Ends a connection of this host's own in one way, and looks at both ends.
 *
 * @param patience milliseconds after which the other end is taken to have heard of nothing
 */
export async function consequenceOf(host: Host, ending: WayToEnd, patience: number = 25): Promise<Consequence> {
  check('consequenceOf: patience', patience, AMOUNT)
  const { client: mine, server: other } = await connectedPair(host)
  const copy = ending.shared ? mine.dup() : undefined
  if (ending.unread) {
    await other.send(utf8('never read'))
    await host.poll([{ socket: mine, readable: true }])
  }
  ending.end(mine, copy)
  const [ready] = await host.poll([{ socket: other, readable: true }], patience)
  const peerReads = ready ? await whatIsRead(other) : 'nothing'
  const send = await mine.send(utf8('x')).then(() => 'taken', codeOf)
  for (const socket of [mine, copy, other]) socket?.close()
  return { name: ending.name, peerReads, send }
}

async function whatIsRead(socket: Socket): Promise<Consequence['peerReads']> {
  try {
    const piece = await withoutWaiting(socket.recv(100, { dontWait: true }))
    return piece?.length === 0 ? 'end of file' : 'nothing'
  } catch (error) {
    if (isSocketError(error, 'ECONNRESET')) return 'reset'
    throw error
  }
}

const toBytes = (lines: readonly string[]): Uint8Array => utf8(lines.map((line) => `${line}\n`).join(''))
const toLines = (bytes: Uint8Array): string[] => fromUtf8(bytes).split('\n').slice(0, -1)

/** Sorts the lines that it gets, as soon as there can be no more of them. */
export async function serveSorted(connection: Socket): Promise<void> {
  const lines = toLines(await recvToEnd(connection))
  await sendAll(connection, toBytes(lines.sort()))
  connection.close()
}

/** Says that these were all lines, and still reads. */
export async function askSorted(socket: Socket, lines: readonly string[]): Promise<string[]> {
  await sendAll(socket, toBytes(lines))
  socket.shutdown('write')
  return toLines(await recvToEnd(socket))
}

/** Says that these were all lines by putting the receiver down. */
export async function askAndHangUp(socket: Socket, lines: readonly string[]): Promise<string[]> {
  await sendAll(socket, toBytes(lines))
  socket.close()
  return []
}

/** Will not read, says so to its own end, and reads all the same. */
export async function listenNoMore(connection: Socket, host: Host): Promise<void> {
  connection.shutdown('read')
  host.print("shutdown('read')")
  while (connection.queued().in === 0) await host.sleep(1)
  host.print(`reads "${fromUtf8(await connection.recv(100))}"`)
  connection.close()
}

/** Says one thing after a while. @param pause milliseconds */
export async function speak(socket: Socket, host: Host, pause: number = 20): Promise<void> {
  await host.sleep(pause)
  await socket.send(utf8('still there?'))
  await recvToEnd(socket)
  socket.close()
}

/** How long the answer is to a request that nobody reads to its end, in octets. */
export const ANSWER = 12_288

/** Answers what it has read four bytes of, and finishes in its own way. */
export async function answerEarly(connection: Socket, finish: (mine: Socket) => unknown): Promise<void> {
  await connection.recv(4)
  await sendAll(connection, new Uint8Array(ANSWER))
  await finish(connection)
}

/** Says that it has said all, reads what still comes, and only then closes. */
export async function finishAndClose(connection: Socket): Promise<void> {
  connection.shutdown('write')
  for await (const _ of chunks(connection));
  connection.close()
}

/** What a read at the end of a stream says. */
export const END_OF_FILE = 'end of file'

/** What a client got of an answer: {@link END_OF_FILE} after it, or the code of an error. */
export interface GotAnswer {
  bytes: number
  ended: string
}

/** Asks, and takes its time before it reads. */
export async function askAndReadLate(socket: Socket, host: Host): Promise<GotAnswer> {
  const got = { bytes: 0, ended: 'end of file' }
  await sendAll(socket, utf8('GET everything'))
  await host.sleep(30)
  try {
    for await (const piece of chunks(socket)) got.bytes += piece.length
  } catch (error) {
    got.ended = codeOf(error)
  }
  socket.close()
  return got
}
