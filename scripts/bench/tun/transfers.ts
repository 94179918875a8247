import { type Host, type Socket, sendAll } from '../../../lib/socket/index.ts'

/** Transfers at once, from one program to another. */
export interface Load {
  count: number
  /** Of each. */
  octets: number
  congestion: string
}

const PIECE = new Uint8Array(262_144)

/** Opens the connections, sends, and waits for the other end to have read all. @returns how many milliseconds each took */
export function send(host: Host, to: { address: string; port: number }, load: Load): Promise<number[]> {
  return Promise.all(
    Array.from({ length: load.count }, async () => {
      const socket = host.socket()
      socket.setsockopt('congestion', load.congestion)
      await socket.connect(to)
      const began = performance.now()
      for (let left = load.octets; left > 0; left -= PIECE.length)
        await sendAll(socket, left < PIECE.length ? PIECE.subarray(0, left) : PIECE)
      socket.shutdown('write')
      const end = await socket.recv(1)
      if (end.length > 0) throw new Error('the other end has sent something')
      const took = performance.now() - began
      socket.close()
      return took
    }),
  )
}

/** A listener for so many connections, whose octets are counted and given up. @returns its port, and when all have ended */
export function receive(host: Host, load: Load): { port: number; done: Promise<void> } {
  const listener = host.socket()
  listener.bind({ address: host.address, port: 0 })
  listener.listen(load.count)
  const one = async (socket: Socket): Promise<void> => {
    let count = 0
    for (let piece = await socket.recv(PIECE.length); piece.length > 0; piece = await socket.recv(PIECE.length))
      count += piece.length
    if (count !== load.octets) throw new Error(`${count} of ${load.octets} octets came`)
    socket.close()
  }
  const all = async (): Promise<void> => {
    const running: Promise<void>[] = []
    for (let left = load.count; left > 0; left--) running.push(one(await listener.accept()))
    await Promise.all(running)
    listener.close()
  }
  return { port: listener.getsockname().port, done: all() }
}
