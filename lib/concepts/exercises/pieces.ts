/** §2.2.2: a stream that comes in pieces to a program of the reader's. */
import { connectedPair, type Host, type Socket, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { limited } from './limited.ts'
import { untilStuck } from './until-stuck.ts'

/** Milliseconds between two pieces. */
const PAUSE = 20

/** Runs both ends, the client's to its close; what either has not come to is `undefined`. */
export async function bothEnds<S, C>(
  serve: (connection: Socket) => Promise<S>,
  speak: (socket: Socket, host: Host) => Promise<C>,
): Promise<{ server?: S; client?: C; areStuck: boolean }> {
  const network = simulatedNetwork({ record: false })
  const { client: socket, server: connection } = await connectedPair(network.server)
  socket.setsockopt('noDelay', true)
  const { results, stuck } = await untilStuck<{ server: S; client: C }>(network, {
    server: serve(limited(connection, 'recv', 1000)),
    client: speak(socket, network.server).finally(() => socket.close()),
  })
  return { ...results, areStuck: stuck !== undefined }
}

/** Sends the pieces, with a pause before each but the first. */
export async function inPieces(socket: Socket, host: Host, pieces: readonly Uint8Array[]): Promise<void> {
  for (const [number, piece] of pieces.entries()) {
    if (number > 0) await host.sleep(PAUSE)
    await sendAll(socket, piece)
  }
}
