/** §2.2.1: the calls that end one's part in a connection, and what the other end finds after each. */
import { utf8 } from '../bytes.ts'
import { AMOUNT, check } from '../check.ts'
import { connectedPair, type Host, isSocketError, type Socket } from '../socket/index.ts'
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
