import { follow } from './follower.ts'
import { chunks, sendAll } from './transfer.ts'
import type { Socket, WaitOptions } from './types.ts'

export interface DuplexOptions extends WaitOptions {
  /** Given what arrives, piece by piece. While it works nothing is read, so it must not wait for the sending side. */
  receive: (piece: Uint8Array) => void | Promise<void>
  /** Leave the sending direction open at the end. */
  keepOpen?: boolean
}

/**
 * Sends and receives at the same time, so that neither waits for the other: the transfer that cannot deadlock. Sends all
 * of `source`, ends that direction, and receives until the peer ends the other one.
 *
 * @returns octets sent and received
 * @throws the first error of either direction; the other one is given up
 */
export async function duplex(
  socket: Socket,
  source: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: DuplexOptions,
): Promise<{ sent: number; received: number }> {
  const failing = follow(options.signal)
  const { signal } = failing
  let sent = 0
  let received = 0

  const sending = async (): Promise<void> => {
    for await (const piece of source instanceof Uint8Array ? [source] : source) {
      await sendAll(socket, piece, { signal })
      sent += piece.length
    }
    if (!options.keepOpen) socket.shutdown('write')
  }
  const receiving = async (): Promise<void> => {
    for await (const piece of chunks(socket, { signal })) {
      received += piece.length
      await options.receive(piece)
    }
  }
  let first: { error: unknown } | undefined
  const noting = async (direction: Promise<void>): Promise<void> => {
    try {
      await direction
    } catch (error) {
      first ??= { error }
      failing.abort(error)
    }
  }
  await Promise.all([noting(sending()), noting(receiving())])
  failing.unfollow()
  if (first) throw first.error
  return { sent, received }
}
