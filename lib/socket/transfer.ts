import { COUNT, check, checkOptions, LIMIT, SOME } from '../check.ts'
import { EarlyEndError, isSocketError, SocketError } from './errors.ts'
import type { Socket, WaitOptions } from './types.ts'

/** How much one recv asks for where nothing else says. */
export const CHUNK = 65536

export interface ChunkOptions extends WaitOptions {
  /** bytes that one recv asks for */
  max?: number
}

/**
 * Sends everything, in as many sends as it takes.
 *
 * @throws SocketError with the failed send's code, saying how much had been taken; AbortError
 */
export async function sendAll(socket: Socket, bytes: Uint8Array, options?: WaitOptions): Promise<void> {
  let sent = 0
  try {
    do sent += await socket.send(sent === 0 ? bytes : bytes.subarray(sent), options)
    while (sent < bytes.length)
  } catch (error) {
    throw withCount(error, socket, 'sendAll', `${sent} of ${bytes.length} bytes were taken`)
  }
}

/**
 * Receives exactly `length` bytes.
 *
 * @throws EarlyEndError with the expected and received counts if the stream ends before; SocketError with the failed
 *   recv's code; AbortError
 */
export async function recvAll(socket: Socket, length: number, options?: WaitOptions): Promise<Uint8Array> {
  check('recvAll: the length', length, COUNT)
  const whole = new Uint8Array(length)
  let received = 0
  while (received < length) {
    let some: Uint8Array
    try {
      some = await socket.recv(length - received, options)
    } catch (error) {
      throw withCount(error, socket, 'recvAll', `${received} of ${length} bytes had come`)
    }
    if (some.length === 0) throw new EarlyEndError(socket.name, 'recvAll', length, received)
    whole.set(some, received)
    received += some.length
  }
  return whole
}

/**
 * Everything until the end of the stream.
 *
 * @param options `limit`: the most bytes to accept; unlimited unless told
 * @throws SocketError EMSGSIZE beyond the limit
 */
export async function recvToEnd(socket: Socket, options: ChunkOptions & { limit?: number } = {}): Promise<Uint8Array> {
  checkOptions('recvToEnd: ', options, { limit: LIMIT, max: SOME, signal: 'any' })
  const { limit = Number.POSITIVE_INFINITY, ...chunk } = options
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of chunks(socket, chunk)) {
    pieces.push(piece)
    length += piece.length
    if (length > limit) {
      throw new SocketError('EMSGSIZE', socket.name, 'recvToEnd', { reason: `more than ${limit} bytes came` })
    }
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** What arrives, piece by piece as recv returns it, until the end of the stream. */
export async function* chunks(
  socket: Socket,
  { max = CHUNK, ...options }: ChunkOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  check('chunks: max', max, SOME)
  for (;;) {
    const piece = await socket.recv(max, options)
    if (piece.length === 0) return
    yield piece
  }
}

/** The same error, saying also how far the transfer had come. */
function withCount(error: unknown, socket: Socket, call: string, progress: string): unknown {
  if (!isSocketError(error)) return error
  return new SocketError(error.code, socket.name, `${call} (${progress})`, { cause: error })
}
