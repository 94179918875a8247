import { EarlyEndError } from './errors.ts'
import type { Socket, WaitOptions } from './types.ts'

/**
 * Sends everything, in as many sends as it takes.
 *
 * @throws SocketError with the failed send's code, saying how much had been taken
 */
export async function sendAll(socket: Socket, bytes: Uint8Array, options?: WaitOptions): Promise<void> {
  let sent = 0
  while (sent < bytes.length) sent += await socket.send(bytes.subarray(sent), options)
}

/**
 * Receives exactly `length` bytes.
 *
 * @throws EarlyEndError with the expected and received counts, if the stream ends before
 */
export async function recvAll(socket: Socket, length: number, options?: WaitOptions): Promise<Uint8Array> {
  const whole = new Uint8Array(length)
  let received = 0
  while (received < length) {
    const some = await socket.recv(length - received, options)
    if (some.length === 0) throw new EarlyEndError(socket.name, 'recvAll', length, received)
    whole.set(some, received)
    received += some.length
  }
  return whole
}
