/** §2.1.3: what `send` takes: all, part, or nothing yet; and two programs that show it. */
import { type Address, type Buffers, chunks, type Host, type Socket } from '../socket/index.ts'
import { connectTo, sendWhatFits } from './helpers.ts'

/** What filling a connection that nobody reads has shown. */
export interface Filled {
  /** How many bytes each call took, in order; the call after the last would have had to wait. */
  taken: number[]
  total: number
}

/**
 * Sends without waiting until nothing more fits and none of it moves: as long as bytes cross to the other side, there
 * is room for more now and then. (`poll` does not tell: it calls a socket writable only when a good part is free.)
 *
 * @param quiet milliseconds after which a connection that took nothing counts as full; 0 = at once
 * @throws whatever else than "would block" goes wrong
 */
export async function fillUp(host: Host, socket: Socket, bytes: Uint8Array, quiet: number = 60): Promise<Filled> {
  const taken: number[] = []
  let total = 0
  let waited = 0
  while (total < bytes.length) {
    const count = await sendWhatFits(socket, bytes.subarray(total))
    if (count !== undefined) {
      taken.push(count)
      total += count
      waited = 0
    } else {
      if (waited >= quiet) break
      await host.sleep(quiet / 4)
      waited += quiet / 4
    }
  }
  return { taken, total }
}

/** Reads to the end and keeps only a count and whether the bytes were those of `expected`, repeated from its start. */
export async function countArrivals(socket: Socket, expected: Uint8Array): Promise<{ count: number; asSent: boolean }> {
  let count = 0
  let asSent = true
  for await (const chunk of chunks(socket)) {
    asSent &&= chunk.every((byte, index) => byte === expected[count + index])
    count += chunk.length
  }
  return { count, asSent }
}

/** The client of a server that sleeps: hands over what fits at once, and closes. */
export async function handOver(host: Host, server: Address, bytes: Uint8Array, buffers: Buffers): Promise<Filled> {
  const socket = await connectTo(host, server, buffers)
  const filled = await fillUp(host, socket, bytes, 0)
  socket.close()
  return filled
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
