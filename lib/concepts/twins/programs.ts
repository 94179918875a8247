/** The two programs of every script: they run on any host, the kernel's and ours. */
import { type Host, type Socket, sendAll } from '../../socket/index.ts'
import { listenOn, outcomeOf, SERVER_PORT } from '../helpers.ts'
import { TWIN_SEGMENT, type TwinScript } from './scripts.ts'

/**
 * Sends what the script says, and returns once it has been watched for long enough.
 *
 * @param asked the receiver's address, the algorithm by the host's own name, and who is told of the socket before it calls
 */
export async function twinSends(
  host: Host,
  { segments, pause, lasts }: TwinScript,
  { peer, congestion, opened }: { peer: string; congestion: string; opened?: (socket: Socket) => void },
): Promise<void> {
  const end = host.now() + lasts
  const socket = host.socket()
  socket.setsockopt('congestion', congestion)
  opened?.(socket)
  await socket.connect({ address: peer, port: SERVER_PORT })
  const first = pause?.after ?? segments
  await sendAll(socket, new Uint8Array(first * TWIN_SEGMENT))
  if (pause) {
    await host.sleep(pause.lasts)
    await sendAll(socket, new Uint8Array((segments - first) * TWIN_SEGMENT))
  }
  await host.sleep(Math.max(0, end - host.now()))
  resetAtOnce(socket)
}

/** Takes the one call that comes, and reads until it is reset; it listens before it waits for anything. */
export async function twinReceives(host: Host, { reads }: TwinScript): Promise<void> {
  const listener = listenOn(host, 1, SERVER_PORT, reads ? { receiveBuffer: reads.buffer } : {})
  const socket = await listener.accept()
  listener.close()
  if (reads) await host.sleep(reads.from)
  // The sender resets when it has been watched for long enough.
  while ((await outcomeOf(() => socket.recv(1 << 20))) === 'done');
  socket.close()
}

/** Nothing of the connection goes on when nobody watches it any more. */
function resetAtOnce(socket: Socket): void {
  socket.setsockopt('linger', 0)
  socket.close()
}
