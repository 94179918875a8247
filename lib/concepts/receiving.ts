/** §2.1.4: what a stream keeps of the pieces that it was given in: nothing. */
import { utf8 } from '../bytes.ts'
import type { Trace } from '../network/index.ts'
import { type Address, chunks, type Host, type Socket } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { listenOn, SERVER_PORT, untilArrived } from './helpers.ts'

/**
 * A client that sends its pieces by a call each, and closes.
 *
 * @param pause after each call, in milliseconds
 */
export async function sendPieces(
  host: Host,
  server: Address,
  pieces: readonly string[],
  pause: number = 0,
): Promise<void> {
  const socket = host.socket()
  await socket.connect(server)
  for (const piece of pieces) {
    await socket.send(utf8(piece))
    if (pause > 0) await host.sleep(pause)
  }
  socket.close()
}

/**
 * A server that waits until so many bytes are there, and then asks for four at a time.
 *
 * @returns how many each call got, to the end
 */
export async function readByFour(host: Host, listener: Socket, count: number): Promise<number[]> {
  const connection = await listener.accept()
  await untilArrived(host, connection, count)
  const sizes: number[] = []
  for await (const piece of chunks(connection, { max: 4 })) sizes.push(piece.length)
  connection.close()
  return sizes
}

/** What a reader got of it, call by call, and what crossed. */
export interface PiecesRead {
  sizes: number[]
  trace: Trace
}

/** {@link sendPieces} and {@link readByFour} on the simulated network. Times in virtual milliseconds. @param delay one way */
export async function crossInPieces(pieces: readonly string[], delay: number, pause: number): Promise<PiecesRead> {
  const net = simulatedNetwork({ seed: 214, delay })
  const listener = listenOn(net.server, 1, SERVER_PORT)
  const { results, trace } = await net.run({
    server: (host) => readByFour(host, listener, pieces.join('').length),
    client: (host) => sendPieces(host, listener.getsockname(), pieces, pause),
  })
  return { sizes: results.server, trace }
}
