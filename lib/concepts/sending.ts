/** §2.1.3: what `send` takes: all, part, or nothing yet; and two programs that show it. */
import type { Trace } from '../network/index.ts'
import { type Address, type Buffers, chunks, connectedPair, type Host, type Socket } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT, sendWhatFits, until } from './helpers.ts'

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

/** What a server that sleeps was given, and read in the end. */
export interface Sleeper {
  taken: number
  read: number
  trace: Trace
}

/** {@link handOver} and {@link readLate} on the simulated network. @param wakes when the server begins to read, in virtual milliseconds after it has accepted */
export async function fillSleeper(bytes: Uint8Array, wakes: number, buffers: Buffers): Promise<Sleeper> {
  const net = simulatedNetwork({ seed: 213 })
  const listener = listenOn(net.server, 1, SERVER_PORT, buffers)
  const { results, trace } = await net.run({
    server: (host) => readLate(host, listener, wakes),
    client: (host) => handOver(host, listener.getsockname(), bytes, buffers),
  })
  return { taken: results.client, read: results.server, trace }
}

/** A loop that sends a message, and notes after each turn where in it it believes itself to be. */
export type SendLoop = (socket: Pick<Socket, 'send'>, message: Uint8Array, places: number[]) => Promise<void>

/** Adds what `send` took to its place. */
export const sendAdding: SendLoop = async (socket, message, places) => {
  let sent = 0
  while (sent < message.length) {
    sent += await socket.send(message.subarray(sent))
    places.push(sent)
  }
}

/** The loop that is often printed: takes what `send` took for its place. */
export const sendAssigning: SendLoop = async (socket, message, places) => {
  let sent = 0
  while (sent < message.length) {
    sent = await socket.send(message.subarray(sent))
    places.push(sent)
  }
}

/** The first places of a loop whose peer reads all the time. */
export async function turnsOf(send: SendLoop, message: Uint8Array, buffers: Buffers): Promise<number[]> {
  const { server: host } = simulatedNetwork({ seed: 213 })
  const { client, server } = await connectedPair(host, buffers)
  const reading = countArrivals(server, message)
  const places: number[] = []
  let isDone = false
  const sending = send(client, message, places).finally(() => {
    isDone = true
  })
  await until(host, () => isDone || places.length >= TURNS)
  client.close()
  // One that would go on for ever ends here, by EBADF.
  await Promise.allSettled([sending, reading])
  return places.slice(0, TURNS)
}

const TURNS = 21
