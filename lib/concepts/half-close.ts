/** §2.2.1: an end that has finished and still listens: end of file, shutdown against close, descriptors that are shared. */

import { fromUtf8, utf8 } from '../bytes.ts'
import { AMOUNT, check } from '../check.ts'
import {
  type Address,
  chunks,
  connectedPair,
  type Host,
  isSocketError,
  recvToEnd,
  type Socket,
  sendAll,
} from '../socket/index.ts'
import { codeOf, until, withoutWaiting } from './helpers.ts'

/** The server that sorts lines: it cannot answer before it has seen the last one, and only the end of the stream says which that is. */
export async function serveSorted(host: Host, listener: Socket): Promise<void> {
  const connection = await listener.accept()
  const lines = linesOf(await recvToEnd(connection))
  host.print(`end of file after ${lines.length} lines`)
  await sendLines(connection, lines.sort())
  connection.close()
  listener.close()
}

/** Its client: says its lines, says that these are all, and reads the answer. @returns the lines, sorted */
export async function askSorted(host: Host, server: Address, lines: readonly string[]): Promise<string[]> {
  const socket = host.socket()
  await socket.connect(server)
  await sendLines(socket, lines)
  socket.shutdown('write')
  host.print('said all, still listening')
  const sorted = linesOf(await recvToEnd(socket))
  host.print(`has its ${sorted.length} lines`)
  socket.close()
  return sorted
}

/** Lines as bytes, each ended by a line feed. */
export async function sendLines(socket: Socket, lines: readonly string[]): Promise<void> {
  await sendAll(socket, utf8(lines.map((line) => `${line}\n`).join('')))
}

/** The lines in whole bytes. */
export function linesOf(bytes: Uint8Array): string[] {
  return fromUtf8(bytes).split('\n').slice(0, -1)
}

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

/** What a server does with a request of which it needs the first bytes only: answers, and then hangs up or finishes. */
export async function answerEarly(
  host: Host,
  listener: Socket,
  answer: Uint8Array,
  finish: (connection: Socket) => void | Promise<void>,
): Promise<void> {
  const connection = await listener.accept()
  await connection.recv(4)
  await host.poll([{ socket: connection, readable: true }])
  await sendAll(connection, answer)
  await finish(connection)
  listener.close()
}

/** The end that loses nothing: says that all was said, takes what still comes, and closes when the other end has closed. */
export async function finishAndClose(connection: Socket): Promise<void> {
  connection.shutdown('write')
  for await (const _ of chunks(connection)) {
    // Nobody needs it; but unread it would turn the close into a reset.
  }
  connection.close()
}

/** What a client got of an answer, and how the stream ended. */
export interface AnswerReceived {
  count: number
  /** `end of file`, or the code of the error. */
  ended: string
}

/**
 * A client that sends more than its server reads, and takes its time before it reads the answer into a small buffer.
 *
 * @param pause milliseconds between sending and reading
 */
export async function askAndReadLate(
  host: Host,
  server: Address,
  request: Uint8Array,
  pause: number = 30,
): Promise<AnswerReceived> {
  const socket = host.socket()
  socket.setsockopt('receiveBuffer', 4096)
  await socket.connect(server)
  await sendAll(socket, request)
  await host.sleep(pause)
  let count = 0
  try {
    for await (const piece of chunks(socket)) count += piece.length
    return { count, ended: 'end of file' }
  } catch (error) {
    return { count, ended: codeOf(error) }
  } finally {
    socket.close()
  }
}

/** What a server hears that has said that it will not listen. */
export interface Overheard {
  /** Octets that the first read returned, before anything was sent: none, as at the end of the stream. */
  first: number
  /** What a later read returned. */
  later: string
}

/** A server that shuts down reading, and reads nevertheless, before and after the client has spoken. */
export async function listenNoMore(host: Host, listener: Socket): Promise<Overheard> {
  const connection = await listener.accept()
  connection.shutdown('read')
  host.print("shutdown('read')")
  const first = (await connection.recv(100)).length
  await untilQueued(host, connection)
  const later = fromUtf8(await connection.recv(100))
  host.print(`reads "${later}"`)
  connection.close()
  listener.close()
  return { first, later }
}

/** A recv would return at once, and so would poll: only the queue tells that something has come. */
async function untilQueued(host: Host, socket: Socket, patience: number = 1000): Promise<void> {
  const complaint = (): string => `${socket.name}: nothing has come within ${patience} ms`
  await until(host, () => socket.queued().in > 0, patience, complaint)
}

/**
 * Its client: sends after a moment, and waits until the server has hung up.
 *
 * @param pause milliseconds: so long the server has to stop listening, of which nothing tells the client
 * @returns how many octets were taken
 */
export async function speak(host: Host, server: Address, text: string, pause: number = 20): Promise<number> {
  const socket = host.socket()
  await socket.connect(server)
  await host.sleep(pause)
  const taken = await socket.send(utf8(text))
  await socket.recv(1)
  socket.close()
  return taken
}

/**
 * Waits until a connection has come to a state, as the system names it.
 *
 * @param patience milliseconds
 * @throws Error when it has not
 */
export async function untilState(host: Host, socket: Socket, state: string, patience: number = 1000): Promise<void> {
  const stateNow = (): string => socket.getsockopt('tcpInfo').state
  const complaint = (): string => `${socket.name} is in ${stateNow()}, not in ${state}, after ${patience} ms`
  await until(host, () => stateNow() === state, patience, complaint)
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
