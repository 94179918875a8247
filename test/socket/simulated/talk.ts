import type { Host, Program, Socket } from '../../../lib/socket/index.ts'
import { recvAll, recvToEnd, sendAll } from '../../../lib/socket/index.ts'

export const PORT = 1060

export function listenOn(host: Host, backlog: number = 8): Socket {
  const listener = host.socket()
  listener.bind({ address: host.address, port: PORT })
  listener.listen(backlog)
  return listener
}

export async function connectTo(host: Host, address: string): Promise<Socket> {
  const socket = host.socket()
  await socket.connect({ address, port: PORT })
  return socket
}

/** Serves one connection and returns what came. */
export const receiving: Program<Uint8Array> = async (host) => recvToEnd(await listenOn(host).accept())

export function sending(bytes: Uint8Array): Program {
  return async (host) => {
    const socket = await connectTo(host, '10.0.0.2')
    await sendAll(socket, bytes)
    socket.close()
  }
}

/** Answers each piece before it reads the next one. */
export const upper: Program = async (host) => {
  const socket = await listenOn(host).accept()
  for (;;) {
    const piece = await socket.recv(1024)
    if (piece.length === 0) return
    await sendAll(
      socket,
      piece.map((octet) => (octet >= 97 && octet <= 122 ? octet - 32 : octet)),
    )
  }
}

/** Sends everything before it reads anything. */
export function greedy(length: number): Program<number> {
  return async (host) => {
    const socket = await connectTo(host, '10.0.0.2')
    await sendAll(socket, new Uint8Array(length).fill(97))
    return (await recvAll(socket, length)).length
  }
}
