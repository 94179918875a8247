/** §2.1.3: what `send` takes: all, part, or nothing yet; and two programs that show it. */
import { type Address, type Buffers, chunks, type Host, type Socket } from '../socket/index.ts'
import { connectTo, sendWhatFits } from './helpers.ts'

/**
 * Sends without waiting until nothing more fits and none of it moves: as long as bytes cross to the other side, there
 * is room for more now and then. (`poll` does not tell: it calls a socket writable only when a good part is free.)
 *
 * @param quiet milliseconds after which a connection that took nothing counts as full; 0 = at once
 * @returns how many bytes were taken
 * @throws whatever else than "would block" goes wrong
 */
export async function fillUp(host: Host, socket: Socket, bytes: Uint8Array, quiet: number = 60): Promise<number> {
  let taken = 0
  let waited = 0
  while (taken < bytes.length) {
    const count = await sendWhatFits(socket, bytes.subarray(taken))
    if (count !== undefined) {
      taken += count
      waited = 0
    } else {
      if (waited >= quiet) break
      await host.sleep(quiet / 4)
      waited += quiet / 4
    }
  }
  return taken
}

/** Reads to the end and keeps only a count and whether the bytes were those of `expected`. */
export async function countArrivals(socket: Socket, expected: Uint8Array): Promise<{ count: number; asSent: boolean }> {
  let count = 0
  let asSent = true
  for await (const chunk of chunks(socket)) {
    asSent &&= chunk.every((byte, index) => byte === expected[count + index])
    count += chunk.length
  }
  return { count, asSent }
}

/** The client of a server that sleeps: hands over what fits at once, and closes. @returns how many bytes were taken */
export async function handOver(host: Host, server: Address, bytes: Uint8Array, buffers: Buffers): Promise<number> {
  const socket = await connectTo(host, server, buffers)
  const taken = await fillUp(host, socket, bytes, 0)
  socket.close()
  return taken
}

/** The server that sleeps before it reads to the end. @returns how many bytes it read */
export async function readLate(host: Host, listener: Socket, milliseconds: number): Promise<number> {
  const connection = await listener.accept()
  await host.sleep(milliseconds)
  let count = 0
  for await (const chunk of chunks(connection)) count += chunk.length
  connection.close()
  listener.close()
  return count
}
