import * as zmq from 'zeromq'
import type { ConnectionInfo } from './connection.ts'
import type { ChannelName } from './message.ts'

/** The way to a kernel: frames out here, frames in through the callback given when it was opened. */
export interface Channels {
  send(channel: Exclude<ChannelName, 'iopub'>, frames: Uint8Array[]): Promise<void>
  close(): void
}

export type OnFrames = (channel: ChannelName, frames: Uint8Array[]) => void

/**
 * Connects to a kernel's four sockets over ZeroMQ. Nothing that arrives is dropped or held back: there is no receive
 * limit (a kernel's PUB socket discards what a full receiver does not take), and reading never waits for the reader.
 */
export function openChannels(connection: ConnectionInfo, routingId: string, onFrames: OnFrames): Channels {
  // A kernel finds the sockets of one client by their common routing id: an input_request goes where the request came from.
  const dealer = () => new zmq.Dealer({ routingId, ...unlimited, sendHighWaterMark: 0 })
  const sockets = { shell: dealer(), control: dealer(), stdin: dealer(), iopub: new zmq.Subscriber(unlimited) }
  sockets.iopub.subscribe()
  for (const [name, socket] of Object.entries(sockets) as [ChannelName, (typeof sockets)[ChannelName]][]) {
    socket.connect(socketAddress(connection, connection[`${name}_port`]))
    void readFrames(socket, (frames) => onFrames(name, frames))
  }
  const last: Record<string, Promise<void>> = {}
  return {
    send: (channel, frames) => {
      // ZeroMQ allows one send at a time on a socket.
      const sent = (last[channel] ?? Promise.resolve()).then(() => sockets[channel].send(frames))
      last[channel] = sent.catch(() => {})
      return sent
    },
    close: () => {
      for (const socket of Object.values(sockets)) socket.close()
    },
  }
}

const unlimited = { receiveHighWaterMark: 0, linger: 0, reconnectInterval: 20, reconnectMaxInterval: 100 }

/** Where a channel's socket is, in ZeroMQ's words; the path of an ipc one ends in `-PORT`, as in all of Jupyter. */
export function socketAddress({ transport, ip }: Pick<ConnectionInfo, 'transport' | 'ip'>, port: number): string {
  return `${transport}://${ip}${transport === 'ipc' ? '-' : ':'}${port}`
}

type Readable = zmq.Dealer | zmq.Subscriber | zmq.Router | zmq.Reply

/** Hands on what comes, until the socket is closed. */
export async function readFrames(socket: Readable, take: (frames: Uint8Array[]) => void): Promise<void> {
  try {
    for await (const frames of socket) take(frames)
  } catch (error) {
    if (!socket.closed) throw error
  }
}
