/** §2.2: how far each end of a transfer has come, told by what its calls return. */
import type { Host, Socket } from '../socket/index.ts'

/** How far one end had come at a moment of its host's clock. */
export interface Moment {
  /** milliseconds */
  time: number
  /** bytes */
  sent: number
  /** bytes */
  received: number
}

/** A socket that knows what its sends have taken and what its recvs have returned, in bytes. */
export type CountingSocket = Socket & { sent: number; received: number; moments: Moment[] }

/** Lets a socket count, from now on, and note the time. @returns the same socket */
export function counting(socket: Socket, host: Pick<Host, 'now'>): CountingSocket {
  const [send, recv] = [socket.send.bind(socket), socket.recv.bind(socket)]
  const counts = Object.assign(socket, { sent: 0, received: 0, moments: [] as Moment[] })
  const note = () => counts.moments.push({ time: host.now(), sent: counts.sent, received: counts.received })
  counts.send = async (bytes, options) => {
    const taken = await send(bytes, options)
    counts.sent += taken
    note()
    return taken
  }
  counts.recv = async (max, options) => {
    const piece = await recv(max, options)
    counts.received += piece.length
    note()
    return piece
  }
  return counts
}
