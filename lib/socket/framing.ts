import { checkOptions, LIMIT, type Rules } from '../check.ts'
import { ByteReader } from './byte-reader.ts'
import { EarlyEndError, SocketError } from './errors.ts'
import { recvAll, sendAll } from './transfer.ts'
import type { Socket, WaitOptions } from './types.ts'

export interface FrameOptions extends WaitOptions {
  /** the longest message to accept, in bytes: 16 MiB unless told */
  limit?: number
}

const LONGEST_FRAME = 16 * 1024 * 1024
const PREFIX = 4
const FRAME_RULES: Rules<FrameOptions> = { limit: LIMIT, signal: 'any' }

/** Sends one message behind its length, an unsigned 32-bit number, most significant octet first. */
export async function sendFrame(socket: Socket, message: Uint8Array, options?: WaitOptions): Promise<void> {
  if (message.length > 0xffffffff) throw new SocketError('EMSGSIZE', socket.name, `sendFrame of ${message.length}`)
  const frame = new Uint8Array(PREFIX + message.length)
  new DataView(frame.buffer).setUint32(0, message.length)
  frame.set(message, PREFIX)
  await sendAll(socket, frame, options)
}

/**
 * Receives one message that {@link sendFrame} sent. Takes not a byte beyond it.
 *
 * @returns `undefined` when the stream ends between two messages
 * @throws EarlyEndError when it ends within one; SocketError EMSGSIZE when one is longer than the limit
 */
export async function recvFrame(socket: Socket, options: FrameOptions = {}): Promise<Uint8Array | undefined> {
  checkOptions('recvFrame: ', options, FRAME_RULES)
  const { limit = LONGEST_FRAME, ...wait } = options
  const first = await socket.recv(PREFIX, wait)
  if (first.length === 0) return undefined
  const prefix = new Uint8Array(PREFIX)
  prefix.set(first)
  if (first.length < PREFIX) {
    const rest = await counted(first.length, PREFIX, recvAll(socket, PREFIX - first.length, wait), socket)
    prefix.set(rest, first.length)
  }
  const length = new DataView(prefix.buffer).getUint32(0)
  if (length > limit) {
    throw new SocketError('EMSGSIZE', socket.name, 'recvFrame', {
      reason: `a message of ${length} bytes was announced, and ${limit} are allowed`,
      remedy: 'Raise the limit, or check that the peer sends a length first.',
    })
  }
  return counted(PREFIX, PREFIX + length, recvAll(socket, length, wait), socket)
}

/** Counts from the frame's beginning. */
async function counted(had: number, expected: number, rest: Promise<Uint8Array>, socket: Socket): Promise<Uint8Array> {
  try {
    return await rest
  } catch (error) {
    if (!(error instanceof EarlyEndError)) throw error
    throw new EarlyEndError(socket.name, 'recvFrame', expected, had + error.received)
  }
}

/** All messages until the end of the stream. */
export async function* frames(socket: Socket, options?: FrameOptions): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const message = await recvFrame(socket, options)
    if (message === undefined) return
    yield message
  }
}

/**
 * All messages until the end of the stream, of a protocol that ends each with a delimiter, such as CR LF. Reads ahead.
 *
 * @returns the messages without their delimiters
 * @throws EarlyEndError when the stream ends within a message; SocketError EMSGSIZE when one is longer than the limit
 */
export async function* delimited(
  socket: Socket,
  delimiter: Uint8Array,
  options: FrameOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  checkOptions('delimited: ', options, FRAME_RULES)
  const { limit = LONGEST_FRAME, ...wait } = options
  if (delimiter.length === 0) {
    throw new SocketError('EINVAL', socket.name, 'delimited', { remedy: 'Name a delimiter of one byte or more.' })
  }
  const reader = new ByteReader(socket, wait)
  for (;;) {
    const message = await reader.until(delimiter, limit + delimiter.length)
    if (message.length === 0) return
    const end = message.length - delimiter.length
    if (end < 0 || !delimiter.every((byte, index) => message[end + index] === byte)) {
      throw new EarlyEndError(socket.name, 'delimited', message.length + delimiter.length, message.length)
    }
    yield message.subarray(0, end)
  }
}
