/**
 * §2.2: a server that answers in capitals while it reads, and clients for it: one that reads only when it has sent everything, so
 * that both ends can come to wait in `send` for ever, and three that cannot.
 */
import { chunks, type Host, isSocketError, type Socket, stalled } from '../socket/index.ts'
import { inCapitals, PIECE, type Progress, type Transfer } from './capitals.ts'
import { sendWhatFits, withoutWaiting } from './helpers.ts'

/** How the client gets out of the deadlock; `none` = not at all. */
export type Cure = 'none' | 'timeout' | 'select' | 'tasks'

/** Milliseconds that the client with a time limit lets a send wait. */
export const TIME_LIMIT = 50

/** The client's side of one connection: sends all of the transfer and reads all of the answer. */
export type Client = (host: Host, socket: Socket, transfer: Transfer) => Promise<void>

/** Sends everything, then reads. */
export const sendThenRead: Client = async (_host, socket, transfer) => {
  while (transfer.unsent > 0) transfer.took(await socket.send(transfer.next()))
  socket.shutdown('write')
  await readToEnd(socket, transfer)
}

/** A send that cannot go on for so many milliseconds turns to reading, until nothing is there; then it sends on. */
export function readWhenLate(limit: number = TIME_LIMIT): Client {
  return async (_host, socket, transfer) => {
    socket.setsockopt('sendTimeout', limit)
    while (transfer.unsent > 0) {
      try {
        transfer.took(await socket.send(transfer.next()))
      } catch (error) {
        if (!isSocketError(error, 'EAGAIN')) throw error
        while (await readWhatIsThere(socket, transfer)) {}
      }
    }
    socket.shutdown('write')
    await readToEnd(socket, transfer)
  }
}

/** Waits for both at once, room to send and something to read, and does what can be done. */
export const whicheverIsReady: Client = async (host, socket, transfer) => {
  while (transfer.unsent > 0) {
    const [ready] = await host.poll([{ socket, readable: true, writable: true }])
    if (ready?.readable) await readWhatIsThere(socket, transfer)
    if (ready?.writable || ready?.failed) transfer.took((await sendWhatFits(socket, transfer.next())) ?? 0)
  }
  socket.shutdown('write')
  await readToEnd(socket, transfer)
}

/** Sends in one task and reads in another (two threads): neither waits for the other. */
export const twoTasks: Client = async (_host, socket, transfer) => {
  const sending = async (): Promise<void> => {
    while (transfer.unsent > 0) transfer.took(await socket.send(transfer.next()))
    socket.shutdown('write')
  }
  await Promise.all([sending(), readToEnd(socket, transfer)])
}

/** The clients by the name of their cure. */
export const CLIENTS: Readonly<Record<Cure, Client>> = {
  none: sendThenRead,
  timeout: readWhenLate(),
  select: whicheverIsReady,
  tasks: twoTasks,
}

/** The server's side of one connection: reads a piece, sends it in capitals, until the other side has ended; then it closes. */
export async function answerInCapitals(
  connection: Socket,
  moved: (progress: Progress) => void = () => {},
): Promise<Progress> {
  const progress = { sent: 0, received: 0 }
  for await (const piece of chunks(connection, { max: PIECE })) {
    progress.received += piece.length
    moved(progress)
    const answer = inCapitals(piece)
    for (let taken = 0; taken < answer.length; ) {
      const octets = await connection.send(answer.subarray(taken))
      taken += octets
      progress.sent += octets
      moved(progress)
    }
  }
  connection.close()
  return progress
}

/**
 * Waits until a program is done, or until nothing has moved for so long: then it is stuck.
 *
 * @param host what the program runs on, and nothing else
 * @param quiet milliseconds
 * @returns whether it is stuck; it then still waits, until its sockets are closed
 * @throws what the program throws
 */
export async function isStuck(host: Host, program: Promise<unknown>, quiet: number): Promise<boolean> {
  const watching = new AbortController()
  const stuck = stalled([host], { quiet, signal: watching.signal }).then(() => true)
  try {
    return await Promise.race([program.then(() => false), stuck])
  } finally {
    // Its end by this is nobody's concern any more.
    stuck.catch(() => {})
    watching.abort()
  }
}

async function readToEnd(socket: Socket, transfer: Transfer): Promise<void> {
  for (;;) {
    const piece = await socket.recv(PIECE)
    transfer.check(piece, socket)
    if (piece.length === 0) return
  }
}

/** @returns whether anything was there */
async function readWhatIsThere(socket: Socket, transfer: Transfer): Promise<boolean> {
  const piece = await withoutWaiting(socket.recv(PIECE, { dontWait: true }))
  if (piece) transfer.check(piece, socket)
  return piece !== undefined && piece.length > 0
}
