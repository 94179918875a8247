/** §2.2.2: a stream that comes in pieces to a program of the reader's. */
import { type Host, type Socket, sendAll } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT } from '../helpers.ts'
import { limited } from './limited.ts'

/** Milliseconds between two pieces. */
const PAUSE = 20

/** Runs both ends; what either has not come to is `undefined`. */
export async function bothEnds<S, C>(
  serve: (connection: Socket) => Promise<S>,
  speak: (socket: Socket, host: Host) => Promise<C>,
): Promise<{ server?: S; client?: C; areStuck: boolean }> {
  const network = simulatedNetwork({ record: false })
  const { results, report } = await network.run(
    {
      server: async (host) => serve(limited(await listenOn(host, 1, SERVER_PORT).accept(), 'recv', 1000)),
      client: async (host) => {
        const socket = await connectTo(host, { address: network.server.address, port: SERVER_PORT })
        socket.setsockopt('noDelay', true)
        return speak(socket, host)
      },
    },
    { stuck: 'return' },
  )
  return { ...results, areStuck: report.ended !== 'finished' }
}

/** Sends the pieces, with a pause before each but the first. */
export async function inPieces(socket: Socket, host: Host, pieces: readonly Uint8Array[]): Promise<void> {
  for (const [number, piece] of pieces.entries()) {
    if (number > 0) await host.sleep(PAUSE)
    await sendAll(socket, piece)
  }
}
