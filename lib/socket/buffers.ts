import type { Socket } from './types.ts'

/** Sizes of a socket's two buffers, in octets; the system's own choice unless told. */
export interface Buffers {
  sendBuffer?: number
  /** To be set before the connection is made, since the window's scale follows from it. */
  receiveBuffer?: number
}

export function setBuffers(socket: Socket, { sendBuffer, receiveBuffer }: Buffers): void {
  if (sendBuffer !== undefined) socket.setsockopt('sendBuffer', sendBuffer)
  if (receiveBuffer !== undefined) socket.setsockopt('receiveBuffer', receiveBuffer)
}
